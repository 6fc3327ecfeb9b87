"""What the paper says of each fault is what happens: its table is read, and each row is run."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign.adapters.smtp import mailer as smtp_mailer
from campaign.adapters.smtp import session as smtp_session
from campaign.adapters.smtp.mailer import SmtpMailer
from campaign.models.deliveries import Delivery
from campaign.models.pauses import Pause
from campaign.models.roster import OfficeHealth
from campaign.services.deliver import Terms, deliver
from campaign.wiring import Adapters
from config import ROOT, Relay
from tests import ledger
from tests.chaos.programme import PROGRAMME
from tests.faults import At, Fault, Kept, Manners
from tests.faulty_smtp import FaultySmtp, faulty_smtp
from tests.outbox import queue_letters
from tests.servers import free_port

PAPER = (ROOT / "docs" / "deliveries.md").read_text(encoding="utf-8")
PATIENCE_SECONDS = 0.4
"""How long the mailer waits here, instead of its half minute."""

SILENCE_SECONDS = 3.0
ALWAYS = {
    "takes one mail a session": Manners(mails_a_session=1),
    "takes one mail a second": Manners(mails_a_second=1),
    "greylists for a while": Manners(greylists_for=0.2),
}
PLAIN = Manners()
LETTERS = {"takes one mail a session": 3, "takes one mail a second": 2}
WORKED = {"cuts", "silent", "reply"}
REQUIRED = {
    At.GREETING: WORKED,
    At.HELLO: WORKED,
    At.LOGIN: WORKED,
    At.SENDER: WORKED,
    At.RECIPIENT: WORKED,
    At.DATA: WORKED,
    At.BODY: {"cuts"},
    At.DOT: {*WORKED, "late", "drips"},
    At.QUIT: WORKED,
}
"""The kinds of fault that each moment must have a row for."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the first table: when, what the relay does, what follows, and whether it counts."""

    moment: str
    relay: str
    follows: str
    counts: str

    @property
    def states(self) -> set[str]:
        """Return the states that may follow."""
        return set(re.findall(r"`(\w+)`", self.follows))

    @property
    def fault(self) -> Fault:
        """Return the fault in the words of the stand-in relay."""
        reply = re.search(r"`(.+?)`", self.relay)
        slow = SILENCE_SECONDS if "is silent" in self.relay else 0.0
        return Fault(
            At(self.moment),
            reply[1] if reply else "",
            keeps="it keeps the mail" in self.relay,
            hangs=0.2 if "answers late" in self.relay else slow,
            ends="hangs up" in self.relay,
            drips=0.01 if "drips" in self.relay else 0.0,
        )

    @property
    def kind(self) -> str:
        """Return what kind of fault it is."""
        words = ("cuts", "silent", "late", "drips")
        return next((word for word in words if word in self.relay), "reply")


def table(heading: str) -> list[list[str]]:
    """Return the rows of the table under a heading."""
    part = PAPER.partition(f"### {heading}\n")[2].partition("\n#")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


ROWS = [Row(*cells) for cells in table("At the relay")]
AROUND = table("Around the relay")
PUT_OFF = [
    row
    for row in ROWS
    if row.states == {"queued"}
    and "paused" not in row.follows
    and row.kind != "silent"
    and row.relay != "is not there"
]
"""What is not among them would show nothing new: the relay of the second try is another one."""


@contextmanager
def relay_of(row: Row) -> Iterator[tuple[int, list[Kept]]]:
    """Run the relay of a row; yield its port and what it keeps."""
    if row.relay == "is not there":
        yield free_port(), []
        return
    faults = [] if row.moment == "always" else [row.fault]
    manners = ALWAYS.get(row.relay, Manners(asks_for_login=row.moment == At.LOGIN))
    relay: FaultySmtp
    with faulty_smtp(faults, manners=manners) as relay:
        yield relay.port, relay.kept


def mailer_for(row: Row, port: int) -> SmtpMailer:
    """Return a mailer for the relay of a row, with a password where one is asked for."""
    login = {"username": "us", "password": "secret"} if row.moment == At.LOGIN else {}
    return SmtpMailer(Relay(host="127.0.0.1", port=port, **login), may_leave=False)


Work = Callable[[SmtpMailer, datetime], None]


@pytest.fixture
def work(edges: Adapters, session: scoped_session[Session]) -> Work:
    """Deliver what is due at a moment."""

    def deliver_at(mailer: SmtpMailer, at: datetime) -> None:
        session.expire_all()
        deliver(
            mailer=mailer,
            renderer=edges.renderer,
            signer=edges.signer,
            bell=edges.bell,
            site=edges.site,
            clock=lambda: at,
            terms=Terms(lease_for=timedelta(minutes=5), backoff_scale=1.0),
        )

    return deliver_at


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_mailer, "CONNECT_SECONDS", PATIENCE_SECONDS)
    monkeypatch.setattr(smtp_session, "REPLY_SECONDS", PATIENCE_SECONDS)
    monkeypatch.setattr(smtp_session, "FINAL_REPLY_SECONDS", PATIENCE_SECONDS * 2)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.moment}: {row.relay}")
def test_what_the_paper_says_of_a_fault_happens(
    row: Row, work: Work, edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, LETTERS.get(row.relay, 1), now=now)
    with relay_of(row) as (port, kept):
        work(mailer_for(row, port), now)
        letters = session.scalars(select(Delivery).where(Delivery.letter_id.is_not(None))).all()
        session.rollback()
        last = max(letters, key=lambda letter: letter.status in row.states)
        doubtful = session.scalars(select(OfficeHealth)).all()
        paused = session.scalars(select(Pause)).all()
        copies = ledger.copies_in(kept)

    assert last.status in row.states
    assert not row.counts or last.attempts == (row.counts == "yes")
    assert bool(doubtful) is ("office becomes doubtful" in row.follows)
    assert bool(paused) is ("all mail is paused" in row.follows)
    assert copies[last.message_id] == int(last.status == "sent" or "keeps" in row.relay)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("row", PUT_OFF, ids=lambda row: f"{row.moment}: {row.relay}")
def test_what_is_put_off_leaves_once(
    row: Row, work: Work, edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    with relay_of(row) as (port, kept):
        for hours in range(3):
            work(mailer_for(row, port), now + timedelta(hours=hours))
            time.sleep(ALWAYS.get(row.relay, PLAIN).greylists_for)
        letter = session.scalars(select(Delivery).where(Delivery.letter_id.is_not(None))).one()
        session.rollback()

    assert letter.status == "sent"
    assert ledger.copies_in(kept)[letter.message_id] == 1


def test_every_moment_has_a_row_for_every_kind_of_fault() -> None:
    there = {moment: {row.kind for row in ROWS if row.moment == moment} for moment in REQUIRED}

    assert {moment: REQUIRED[moment] - kinds for moment, kinds in there.items()} == {
        moment: set() for moment in REQUIRED
    }
    assert {row.relay for row in ROWS if row.moment == "always"} == set(ALWAYS)


def test_every_row_is_there_once() -> None:
    assert len({(row.moment, row.relay) for row in ROWS}) == len(ROWS)


def test_every_fault_around_the_relay_names_a_proof_that_is_there() -> None:
    trials = {trial.name for trial in PROGRAMME}
    for *_, proof in AROUND:
        words = set(re.findall(r"`([^`]+)`", proof))

        assert words
        assert [word for word in words if word not in trials and not (ROOT / word).exists()] == []


def test_every_trial_is_named_and_explained() -> None:
    named = {word for *_, proof in AROUND for word in re.findall(r"trial `(\w+)`", proof)}
    part = PAPER.partition("`make chaos` takes about")[2]
    explained = re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)

    assert named == {trial.name for trial in PROGRAMME}
    assert explained == [trial.name for trial in PROGRAMME]
