"""Real implementations of the ports that stay in memory and keep the same promises."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from campaign import wiring
from campaign.adapters.boundary_shelf import BoundaryShelf
from campaign.adapters.mailbox import MailboxReader
from campaign.adapters.picture_shelf import PictureShelf
from campaign.adapters.smtp.letter_bytes import letter_bytes
from campaign.adapters.smtp.notice_bytes import notice_bytes
from campaign.adapters.street_index import StreetShelf
from campaign.domain.dns import NoAnswer, RecordKind
from campaign.domain.errors import NotFound, Refused
from campaign.domain.imports import MOST_COLUMNS, MOST_ROWS, ImportKind
from campaign.domain.mail import Envelope, Mail, is_plain_address
from campaign.domain.places import GeocoderAnswer, GeocoderWord, Point, ZipCode
from campaign.domain.ports import always_ours
from campaign.domain.relay import (
    Answer,
    BrokeOnMail,
    ChannelDown,
    ClaimOver,
    Phase,
    RelayFacts,
    Unknown,
    Verdict,
    sort_answer,
)
from tests.faults import At, Fault, Kept
from tests.rosters import JURISDICTION, ZIP_POINTS

if TYPE_CHECKING:
    from config import Settings


_UNAVAILABLE = GeocoderAnswer(GeocoderWord.UNAVAILABLE)


def edges(settings: "Settings") -> wiring.Adapters:
    """Return the edges of an application, with those that leave the machine in memory."""
    boundaries = BoundaryShelf(settings.places_folder)
    return replace(
        _lasting(replace(settings, state_folder=Path())),
        mailer=FakeMailer(),
        bell=RecordingBell(),
        geocoder=FakeGeocoder(),
        boundaries=boundaries,
        streets=StreetShelf(settings.places_folder, boundaries.shelf),
        zip_points=FakeZipPoints(),
        export_shelf=FakeShelf(),
        pictures=PictureShelf(settings.pictures_folder, wiring.TEMPLATES / "paper"),
        probe=FakeProbe(),
        resolver=FakeResolver(),
        mailbox=MailboxReader(settings.mailbox_folder),
    )


@cache
def _lasting(settings: "Settings") -> wiring.Adapters:
    """Return the edges that keep nothing from test to test; building them reads many files."""
    return wiring.build(settings)


class FakeZipPoints:
    """Knows where the invented state's ZIPs lie."""

    def of(self, jurisdiction: str) -> Mapping[ZipCode, Point]:
        """Return a point within each ZIP."""
        return ZIP_POINTS if jurisdiction == JURISDICTION.slug else {}


@dataclass
class FakeShelf:
    """Keeps files in a dictionary."""

    files: dict[str, bytes] = field(default_factory=dict)
    half: set[str] = field(default_factory=set)

    @contextmanager
    def write(self, name: str) -> Iterator[Callable[[bytes], object]]:
        """Take a file; it is there when the block ends well."""
        pieces: list[bytes] = []
        self.half.add(name)
        try:
            yield pieces.append
            self.files[name] = b"".join(pieces)
        finally:
            self.half.discard(name)

    def open(self, name: str) -> Iterator[bytes]:
        """Return the pieces of a file. Raises NotFound."""
        if name not in self.files:
            raise NotFound(name)
        return iter([self.files[name]])

    def discard(self, name: str) -> None:
        """Delete a file."""
        self.files.pop(name, None)
        self.half.discard(name)

    def names(self) -> set[str]:
        """Return the names of all that lies here."""
        return {*self.files, *self.half}


@dataclass
class RecordingBell:
    """Counts its rings."""

    rings: int = 0
    tidied: int = 0

    def ring(self) -> None:
        """Count a ring."""
        self.rings += 1

    def tidy(self) -> None:
        """Count a tidying."""
        self.tidied += 1

    def answers(self) -> bool:
        """Tell that it can be heard."""
        return True


class FakeTableReader:
    """Reads lists of plain UTF-8 with commas, and refuses what is none."""

    def kind(self, content: bytes) -> ImportKind:
        """Take what is text for CSV."""
        if not content.strip():
            raise Refused("file_empty")
        if content.startswith((b"PK", b"%PDF")) or b"\0" in content:
            raise Refused("file_wrong_type")
        return ImportKind.CSV

    def rows(self, content: bytes) -> Iterator[list[str]]:
        """Yield lines as rows."""
        self.kind(content)
        try:
            lines = content.decode().splitlines()
        except UnicodeDecodeError as error:
            raise Refused("file_encoding") from error
        for number, text in enumerate(lines):
            row = text.rstrip(",").split(",") if text.strip(",") else []
            if number > MOST_ROWS:
                raise Refused("file_too_many_rows", limit=MOST_ROWS)
            if len(row) > MOST_COLUMNS:
                raise Refused("file_too_wide", limit=MOST_COLUMNS)
            yield row


@dataclass
class FakeGeocoder:
    """Answers every address with the answer it was given."""

    answer: GeocoderAnswer = _UNAVAILABLE
    asked: list[tuple[str, str]] = field(default_factory=list)

    def districts_at(self, street: str, zip_code: str) -> GeocoderAnswer:
        """Remember the address and answer."""
        self.asked.append((street, zip_code))
        return self.answer


@dataclass
class FakeResolver:
    """Knows the records it was given; each is `kind name value`, as a zone file has it."""

    records: tuple[str, ...] = ()
    is_away: bool = False
    asked: list[str] = field(default_factory=list)

    def look_up(self, name: str, kind: RecordKind) -> tuple[str, ...]:
        """Return the records of a name."""
        if self.is_away:
            raise NoAnswer(f"{kind} of {name}: nobody answers")
        self.asked.append(f"{kind} {name}")
        start = f"{kind} {name} ".lower()
        return tuple(
            each[len(start) :].rstrip(". ") if kind != "TXT" else each[len(start) :]
            for each in self.records
            if each.lower().startswith(start)
        )


@dataclass
class FakeProbe:
    """Sees what it was given, or a relay on this machine."""

    facts: RelayFacts | None = None
    down: str = ""

    def look(self) -> RelayFacts:
        """Return what there is to see."""
        if self.down:
            raise ChannelDown(self.down)
        return self.facts or RelayFacts(
            host="127.0.0.1", addresses=("127.0.0.1",), is_on_this_machine=True, encryption="none"
        )


class FakeMailer:
    """Keeps mails in a list; each fault strikes once, in the given order."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self.faults = deque(faults)
        self.kept: list[Kept] = []
        self.sessions = 0
        self.before_dot: Callable[[], None] = _go_on
        """Called between the content and its dot, where a worker can die or freeze."""

    def build(self, mail: Mail) -> bytes:
        """Return the bytes of a mail."""
        return notice_bytes(mail) if mail.html else letter_bytes(mail)

    def open(self) -> "FakeSession":
        """Open a session. Raises ChannelDown where a fault wants it."""
        fault = self.fault_at(At.GREETING)
        if fault is not None:
            raise ChannelDown(fault.reply or "cut")
        self.sessions += 1
        return FakeSession(self)

    def fault_at(self, moment: At) -> Fault | None:
        """Take the next fault, if it strikes now."""
        if self.faults and self.faults[0].at is moment:
            return self.faults.popleft()
        return None


def _go_on() -> None:
    """Let a mail through."""


class FakeSession:
    """One session with a relay in memory."""

    def __init__(self, mailer: FakeMailer) -> None:
        self._mailer = mailer
        self._sender = self._recipient = ""

    def offer(self, sender: str, recipient: str) -> Answer:
        """Name the envelope."""
        if not (is_plain_address(sender) and is_plain_address(recipient)):
            return Answer(Verdict.UNKNOWN_RECIPIENT, 553, "5.1.3 not an address for mail")
        self._sender, self._recipient = sender, recipient
        self._answer(At.SENDER, Phase.SENDER)
        return self._answer(At.RECIPIENT, Phase.RECIPIENT)

    def hand_over(
        self,
        content: bytes,
        *,
        still_ours: Callable[[], bool] = always_ours,
        following: Envelope | None = None,
    ) -> Answer:
        """Keep the mail, unless a fault wants it otherwise or it is not ours any more."""
        del following
        refused = self._mailer.fault_at(At.DATA)
        if refused is not None:
            answer = self._sorted(refused, Phase.CONTENT)
            if answer.verdict is Verdict.ACCEPTED:
                raise BrokeOnMail("not an answer to DATA")
            return answer
        if self._mailer.fault_at(At.BODY):
            raise BrokeOnMail("cut")
        self._mailer.before_dot()
        if not still_ours():
            raise ClaimOver
        fault = self._mailer.fault_at(At.DOT)
        if fault is None or fault.keeps:
            self._mailer.kept.append(Kept(self._sender, self._recipient, content))
        if fault is None:
            return sort_answer(250, f"2.0.0 queued as {len(self._mailer.kept)}", Phase.CONTENT)
        if not fault.reply[:3].isdigit():
            raise Unknown(fault.reply or "cut")
        return self._sorted(fault, Phase.CONTENT)

    def close(self, *, for_good: bool = True) -> None:
        """End the session; nobody takes it up here."""
        del for_good
        self._mailer.fault_at(At.QUIT)

    def _answer(self, moment: At, phase: Phase) -> Answer:
        fault = self._mailer.fault_at(moment)
        if fault is None:
            return sort_answer(250, "2.1.0 ok", phase)
        return self._sorted(fault, phase)

    def _sorted(self, fault: Fault, phase: Phase) -> Answer:
        if not fault.reply[:3].isdigit():
            broke = ChannelDown if phase is Phase.SENDER else BrokeOnMail
            raise broke(fault.reply or "cut")
        return sort_answer(int(fault.reply[:3]), fault.reply[4:], phase)


@dataclass
class FakeInbox:
    """Keeps its mails in a dictionary; each is read once."""

    mails: dict[str, bytes]
    away: bool = False
    lost_marks: int = 0
    """So often the connection is cut when a mail should be marked."""
    stars: set[str] = field(default_factory=set)

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """Yield what was not read. Raises OSError where it should."""
        if self.away:
            raise OSError("away")
        yield from list(self.mails.items())

    def mark_read(self, name: str, *, wants_a_person: bool) -> None:
        """Forget a mail, save that a person should look at it. Raises OSError where it should."""
        if self.lost_marks:
            self.lost_marks -= 1
            raise OSError("cut")
        self.mails.pop(name, None)
        if wants_a_person:
            self.stars.add(name)
