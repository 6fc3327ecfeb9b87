"""The edges as the verbs see them: what is asked of each, and what it promises."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from campaign.domain.areas import Area, AreaAnswer
from campaign.domain.boundaries import Drawing, Edition, OutlineSet, PointAnswer, StateDrawing
from campaign.domain.dns import RecordKind
from campaign.domain.imports import ImportKind
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.mail import Envelope, KeptMail, Mail
from campaign.domain.notices import Notice, RenderedNotice
from campaign.domain.paper import PaperBrief, PaperLetter, PaperPacket, PaperPoster, PaperSheets
from campaign.domain.pictures import SharePicture
from campaign.domain.places import Chamber, DistrictRef, GeocoderAnswer, Point, ZipCode
from campaign.domain.relay import Answer, RelayFacts
from campaign.domain.relay_log import Sighting
from campaign.domain.returns import Call, Report
from campaign.domain.streets import StreetEdition, StreetRow


def always_ours() -> bool:
    """Answer for whoever holds a mail without a lease: it stays theirs."""
    return True


class MailSession(Protocol):
    """One open connection to a relay, good for many mails, one after the other."""

    def offer(self, sender: str, recipient: str) -> Answer:
        """Name the envelope (MAIL and RCPT) and return the relay's answer.

        ACCEPTED means that the relay will take the content. Raises ChannelDown when the relay
        takes no mail from us now, BrokeOnMail when it broke off at this recipient, and
        ChannelStopped when it refuses us; nothing was handed over then.
        """

    def hand_over(
        self,
        content: bytes,
        *,
        still_ours: Callable[[], bool] = always_ours,
        following: Envelope | None = None,
    ) -> Answer:
        """Send the content up to its final dot and return the relay's answer.

        `still_ours` is asked at the last moment before the dot, which leaves apart from the
        content: whoever was frozen meanwhile cuts the connection and raises ClaimOver, and
        nothing was handed over. `following` is the envelope that is offered next, if that is
        known: it may be named behind the dot. Raises BrokeOnMail when the connection broke
        before the dot was sent, and Unknown when the content may have arrived and no definite
        answer came.
        """

    def close(self, *, for_good: bool = True) -> None:
        """End the session, or leave it to whoever opens one within seconds.

        A fault while ending changes nothing.
        """


class Mailer(Protocol):
    """The way out for mail."""

    def build(self, mail: Mail) -> bytes:
        """Return the bytes of a mail; the same mail gives the same bytes. Raises Unsendable."""

    def open(self) -> MailSession:
        """Open a session with the relay, or go on with one that was left.

        Raises ChannelDown when there is none, ChannelStopped when the relay refuses us.
        """


class RelayLog(Protocol):
    """What a relay wrote down about the mails it was handed."""

    def find(self, message_ids: Collection[str]) -> Mapping[str, Sighting]:
        """Return those of these mails that the relay took. Raises OSError."""


class RelayProbe(Protocol):
    """Looks at the relay as a client that will hand mail to it."""

    def look(self) -> RelayFacts:
        """Open a session, look, and end it. Raises ChannelDown when there is none."""


class Resolver(Protocol):
    """Asks the DNS."""

    def look_up(self, name: str, kind: RecordKind) -> tuple[str, ...]:
        """Return the records of a name, none where there are none. Raises NoAnswer.

        An MX is `10 mail.example.org`; the strings of a text are one; no name ends in a dot.
        """


class Bell(Protocol):
    """Wakes the workers; losing a ring delays a delivery until the next sweep."""

    def ring(self) -> None:
        """Say that something is due. Never raises and never takes longer than a second."""

    def tidy(self) -> None:
        """Throw away what the broker keeps of rings that were heard. Never raises."""

    def answers(self) -> bool:
        """Tell whether the broker can be reached now. Never raises."""


class Mailbox(Protocol):
    """The local mailbox, in which all mail of the embedded run ends."""

    def mails(self) -> list[KeptMail]:
        """Return the newest mails, the newest first."""

    def mail(self, mail_id: str) -> KeptMail:
        """Return one mail. Raises NotFound."""


class Geocoder(Protocol):
    """Answers in which districts a street address lies."""

    def districts_at(self, street: str, zip_code: str) -> GeocoderAnswer:
        """Look one address up. Never raises; what went wrong is a word of the answer."""


class Progress(Protocol):
    """Hears how far a long piece of work has come."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Hear that so much of something is done; a total of 0 is not known."""


class Downloads(Protocol):
    """Fetches published files and keeps them."""

    def fetch(self, address: str, *, jurisdiction: str, progress: Progress) -> Path:
        """Return the whole file of an address; what was fetched before is not fetched again.

        Raises RosterError, which says what to fetch by hand and where to put it.
        """

    def fetch_newest(
        self, address: str, *, jurisdiction: str, day: date, progress: Progress
    ) -> Path:
        """Return a day's file of an address at which newer files take the place of older ones.

        Where nothing comes, it is the file that was kept or put at hand that day. Raises
        RosterError as above.
        """


class OutlineDraft(Protocol):
    """Outlines that are ready and not yet in use."""

    def at(self, point: Point) -> Collection[DistrictRef]:
        """Return the districts in which a point lies by these outlines."""

    def install(self) -> Edition:
        """Put them in use, whole and at once."""

    def discard(self) -> None:
        """Throw them away."""


class Boundaries(Protocol):
    """The outlines of districts on our own server."""

    def read(self, path: Path, jurisdiction: Jurisdiction, *, address: str) -> OutlineSet:
        """Read a file of outlines. Raises RosterError."""

    def prepare(
        self, found: OutlineSet, jurisdiction: Jurisdiction, *, whole: bool, now: datetime
    ) -> OutlineDraft:
        """Make outlines ready for questions beside those in use."""

    def edition(self, jurisdiction: str, *, on: date) -> Edition:
        """Return which outlines hold on a day. Raises NotFound where none are installed."""

    def at(self, point: Point, *, jurisdiction: str, on: date) -> PointAnswer:
        """Return the districts of a point on a day. Raises NotFound as edition() does."""

    def across(self, area: Area, *, jurisdiction: str, on: date) -> AreaAnswer:
        """Return the districts that an area touches. Raises NotFound as edition() does."""

    def draw(self, districts: Collection[DistrictRef], *, jurisdiction: str, on: date) -> Drawing:
        """Draw districts of one chamber. Raises NotFound where an outline is not there."""

    def draw_area(self, area: Area, chamber: Chamber, *, jurisdiction: str, on: date) -> Drawing:
        """Draw what an area shows of a chamber. Raises NotFound as edition() does."""

    def draw_state(self, chamber: Chamber, jurisdiction: Jurisdiction, *, on: date) -> StateDrawing:
        """Draw a whole chamber with its insets. Raises NotFound where an outline is not there."""


class ZipPoints(Protocol):
    """Knows where ZIPs lie, about: for drawings, never for an answer."""

    def of(self, jurisdiction: str) -> Mapping[ZipCode, Point]:
        """Return a point within each ZIP of a state; none where nobody wrote them down."""


class Streets(Protocol):
    """The street index on our own server."""

    def build(
        self,
        files: Sequence[Path],
        jurisdiction: Jurisdiction,
        *,
        progress: Progress,
        now: datetime,
    ) -> StreetEdition:
        """Join files of streets to the outlines in use, and put the index in use at once.

        Raises RosterError, and NotFound where no outlines are installed.
        """

    def edition(self, jurisdiction: str, *, on: date) -> StreetEdition:
        """Return which index holds on a day. Raises NotFound where none is installed."""

    def rows(self, zip_code: ZipCode, core: str, *, jurisdiction: str, on: date) -> list[StreetRow]:
        """Return the rows of all streets of a ZIP whose name has this core; none without index."""

    def names(self, zip_code: ZipCode, *, jurisdiction: str, on: date) -> list[str]:
        """Return the streets of a ZIP as they are written, in order; none without index."""


class Renderer(Protocol):
    """Writes our own notices in the reader's language."""

    def render(self, notice: Notice) -> RenderedNotice:
        """Return subject, plain text and HTML of one notice."""


class Signer(Protocol):
    """Makes tokens that cannot be guessed, and hashes that cannot be turned back."""

    def token(self) -> str:
        """Return a fresh random token, safe in a URL."""

    def code(self) -> str:
        """Return six random digits."""

    def digest(self, purpose: str, value: str) -> str:
        """Return the keyed hash of a value for one purpose, as 64 hex digits."""

    def sign(self, purpose: str, subject: str) -> str:
        """Return a token that carries the subject and proves that we wrote it."""

    def unsign(self, purpose: str, token: str) -> str:
        """Return the subject of a signed token. Raises NotFound when it is not ours."""


class Sealer(Protocol):
    """Encrypts what waits in a draft."""

    def seal(self, content: bytes) -> bytes:
        """Return the content so that only this installation can read it."""

    def unseal(self, sealed: bytes) -> bytes:
        """Return sealed content. Raises NotFound when it was not sealed here."""


class TableReader(Protocol):
    """Reads files of lists that other people made."""

    def kind(self, content: bytes) -> ImportKind:
        """Return what a file is, by its content.

        Raises Refused("file_empty") or Refused("file_wrong_type").
        """

    def rows(self, content: bytes) -> Iterator[list[str]]:
        """Yield the rows of a file, an empty one as an empty list, never holding them all.

        Raises Refused as kind() does, and while it reads Refused("file_encoding"), "file_broken",
        "file_unpacks", "file_too_wide" or "file_too_many_rows"; what was read before is no list.
        """


class Printer(Protocol):
    """Puts letters, memos and posters on paper."""

    def letter(self, paper: PaperLetter) -> bytes:
        """Return a tagged PDF of one letter."""

    def sheets(self, paper: PaperSheets) -> bytes:
        """Return a tagged PDF of letters to finish by hand, each on a page of its own."""

    def packet(self, paper: PaperPacket) -> bytes:
        """Return a tagged PDF of a cover sheet and all the letters, each on a page of its own."""

    def brief(self, paper: PaperBrief) -> bytes:
        """Return a tagged PDF of a memo, on one page."""

    def poster(self, paper: PaperPoster) -> bytes:
        """Return a tagged PDF of a poster, on one page."""


class Pictures(Protocol):
    """Draws the pictures that shared links show, and keeps them."""

    def name(self, picture: SharePicture) -> str:
        """Return a name that only the same picture has; nothing is drawn for it."""

    def draw(self, picture: SharePicture) -> bytes:
        """Return a picture as PNG of the size that `pictures` says."""


class Sheets(Protocol):
    """Writes spreadsheets."""

    def write(
        self,
        columns: Sequence[str],
        rows: Iterable[Sequence[str | int]],
        sink: Callable[[bytes], object],
    ) -> None:
        """Hand a file of XLSX to the sink, bit by bit, in memory that does not grow with it.

        The columns' names stand on top. Texts stay texts, whatever they look like.
        """


class ExportShelf(Protocol):
    """Keeps files until they are fetched, so that nobody reads them beside this program."""

    def write(self, name: str) -> AbstractContextManager[Callable[[bytes], object]]:
        """Return a block that takes a file; the file is there, whole, when the block ends well."""

    def open(self, name: str) -> Iterator[bytes]:
        """Return the pieces of a file, which can be read to the end though it is discarded.

        Raises NotFound where it is not there, and ValueError where somebody changed it.
        """

    def discard(self, name: str) -> None:
        """Delete a file, half written or whole; nothing happens where there is none."""

    def names(self) -> set[str]:
        """Return the names of all that lies here, half written files too."""


class MailReader(Protocol):
    """Sorts mail that came in."""

    def read(self, content: bytes, *, recipient: str = "", now: datetime) -> Report:
        """Return what a mail is, and about which mail of ours. Never raises.

        `recipient` is the envelope's, where it is known.
        """


class Inbox(Protocol):
    """Where mail comes in that nobody hands to us."""

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and content of each mail not read before. Raises OSError."""

    def mark_read(self, name: str, *, wants_a_person: bool) -> None:
        """Never yield a mail again; put a star on it where a person should look."""


class Hook(Protocol):
    """What one mail provider calls us with."""

    def reports(self, call: Call) -> list[Report]:
        """Return what a call reports. Raises Forged or Unreadable."""
