"""What is true of this installation, one line each."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext
from rich.console import Console
from rich.text import Text

from campaign import wiring
from campaign.domain.errors import NotFound
from campaign.domain.gauges import Gauges
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.relay import ChannelDown
from campaign.domain.roster import Seat
from campaign.queries import health
from campaign.queries.doubts import doubts_older_than
from campaign.queries.gauges import gauges
from campaign.queries.pauses import PauseLine, pauses
from campaign.queries.roster import empty_seats

if TYPE_CHECKING:
    from config import Settings

DOUBT_IS_OLD = timedelta(hours=24)
WITHOUT_LOOKUP = "without an address look-up or the street index 64 % of people must choose by hand"

RELAY_CURE = "start it, or correct CAMPAIGN_SMTP_URL; letters wait, and leave by themselves then"
CLOCK_CURE = "start clock and worker, a job needs both"
ROSTER_CURE = "'campaign roster load' brings it up to date"


@dataclass(frozen=True, slots=True)
class Truth:
    """One sentence about the installation, and whether it is as it should be."""

    holds: bool
    sentence: str
    cure: str = ""
    """What an operator does about it when it does not hold."""

    @property
    def line(self) -> str:
        """Return the sentence, and its cure where one is needed."""
        return self.sentence if self.holds or not self.cure else f"{self.sentence}; {self.cure}"


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Say what is true of this installation; exit with 1 when something is not as it should be."""
    settings: Settings = current_app.config["CAMPAIGN"]
    console = Console(soft_wrap=True, highlight=False)
    everything_holds = True
    for truth in truths(settings, wiring.edges(), now=datetime.now(UTC)):
        mark = Text("ok ", style="green") if truth.holds else Text("NO ", style="bold red")
        console.print(mark + Text(truth.line))
        everything_holds &= truth.holds
    if not everything_holds:
        raise click.exceptions.Exit(1)


def truths(settings: "Settings", edges: wiring.Adapters, *, now: datetime) -> Iterator[Truth]:
    """Yield each truth; without a database, those that need none."""
    yield _secret_key(settings)
    yield _broker(edges)
    yield _relay(settings, edges)
    yield _geocoder(settings)
    if edges.mailbox is not None:
        yield Truth(holds=True, sentence=f"Mailbox: {len(edges.mailbox.mails())} mails")
    try:
        state = health.database()
    except health.DatabaseAway as away:
        yield Truth(holds=False, sentence=f"Database: it does not answer. {away}")
        return
    yield from _database(state)
    if state.revision:
        yield from _loaded(now)
        yield from _places(edges, now)
        yield _clock(now)
        yield from _relay_trouble()
        yield from _outbox(settings, now)
        yield from _pauses()
        yield _doubts(now)
        yield _offices()


def _secret_key(settings: "Settings") -> Truth:
    if settings.secret_key_is_kept:
        return Truth(holds=True, sentence="Secret key: CAMPAIGN_SECRET_KEY, long enough")
    where = settings.state_folder / "secret-key"
    return Truth(
        holds=not settings.live,
        sentence=f"Secret key: our own in {where}; set CAMPAIGN_SECRET_KEY before going live",
    )


def _broker(edges: wiring.Adapters) -> Truth:
    if edges.bell.answers():
        return Truth(holds=True, sentence="Broker: it answers")
    return Truth(
        holds=False,
        sentence="Broker: it does not answer; letters wait until it does. See CAMPAIGN_BROKER_URL",
    )


def _relay(settings: "Settings", edges: wiring.Adapters) -> Truth:
    where = f"Relay: {settings.relay.host}:{settings.relay.port}"
    mode = _mode(settings)
    try:
        edges.mailer.open().close()
    except ChannelDown as down:
        return Truth(
            holds=False, sentence=f"{where} takes no mail ({down}); {mode}", cure=RELAY_CURE
        )
    return Truth(holds=True, sentence=f"{where} answers; {mode}")


def _relay_trouble() -> Iterator[Truth]:
    """Say what the relay answered to mail itself: a session alone does not show it."""
    trouble = health.relay_trouble()
    if trouble is not None:
        yield Truth(
            holds=False,
            sentence=f"Relay: it has taken no mail since {trouble.since:%Y-%m-%d %H:%M} UTC"
            f" ({trouble.reason}), and is tried again at {trouble.next_try_at:%H:%M:%S} UTC",
            cure="look into its log; letters wait, none is lost, and they leave by themselves then",
        )


def _mode(settings: "Settings") -> str:
    if settings.live:
        return "live: letters leave"
    if settings.embedded:
        return "test mode: letters end in the local mailbox"
    return "test mode: letters go to this machine's own mail server; make sure it sends none on"


def _geocoder(settings: "Settings") -> Truth:
    state = "off" if settings.geocoder == "off" else f"on ({settings.geocoder})"
    return Truth(holds=True, sentence=f"Address look-up: {state}; {WITHOUT_LOOKUP}")


def _database(state: health.DatabaseHealth) -> Iterator[Truth]:
    if state.dialect == "sqlite":
        yield Truth(
            holds=state.journal == "wal", sentence=f"Database: SQLite, journal {state.journal}"
        )
    else:
        yield Truth(holds=True, sentence=f"Database: {state.dialect}, it answers")
    config = current_app.extensions["migrate"].migrate.get_config()
    head = ScriptDirectory.from_config(config).get_current_head()
    yield Truth(
        holds=state.revision == head,
        sentence=f"Schema: at {state.revision or 'nothing'}, newest is {head};"
        " 'campaign db upgrade' brings it up to date",
    )


def _loaded(now: datetime) -> Iterator[Truth]:
    for folder in wiring.jurisdiction_folders():
        places = wiring.place_tables(folder).places()
        yield from _roster(places.jurisdiction, wanted_zips=len(places.zips), now=now)
    campaigns = health.campaigns()
    if not campaigns:
        yield Truth(holds=False, sentence="Content: none; 'campaign content load' brings it in")
    for campaign in campaigns:
        yield Truth(
            holds=campaign.complete,
            sentence=f"Content: {campaign.slug}, {campaign.recommendations} recommendations,"
            f" {campaign.texts} texts",
            cure="'campaign content check' names what is missing",
        )


def _roster(jurisdiction: Jurisdiction, *, wanted_zips: int, now: datetime) -> Iterator[Truth]:
    on = jurisdiction.day(now)
    state = health.jurisdiction(jurisdiction.slug, on=on)
    empty = empty_seats(jurisdiction.slug, on=on) if state.expires_on else Counter[Seat]()
    for chamber, house in jurisdiction.houses.items():
        sitting = state.sitting.get(chamber, 0)
        # No roster comes in before each of its empty seats was named, so that all are known.
        vacant = [seat.district for seat in sorted(empty.elements()) if seat.chamber is chamber]
        names = (jurisdiction.district_name(chamber, number).en for number in vacant)
        told = f"; vacant: {', '.join(names)}" if vacant else ""
        yield Truth(
            holds=sitting + len(vacant) == house.seats,
            sentence=f"Roster: {sitting} of {house.seats} seats of the {house.name.en}{told}",
            cure=ROSTER_CURE,
        )
    yield Truth(
        holds=state.zips == wanted_zips,
        sentence=f"ZIP table: {state.zips:,} of {wanted_zips:,} ZIPs of {jurisdiction.slug}",
        cure=ROSTER_CURE,
    )
    expires = state.expires_on
    yield Truth(
        holds=expires is not None and jurisdiction.day(now) < expires,
        sentence=f"Roster of {jurisdiction.slug}: it holds until {expires or 'it is loaded'}",
        cure="bring a new one: 'Roster day' in docs/operations.md",
    )


def _places(edges: wiring.Adapters, now: datetime) -> Iterator[Truth]:
    """Say what answers for points and streets; both are an operator's choice."""
    for state in edges.jurisdictions.values():
        on = state.day(now)
        try:
            outlines = edges.boundaries.edition(state.slug, on=on)
            lack = "" if outlines.whole else ", not all"
            told = f"{outlines.districts} districts{lack}, since {outlines.valid_from}"
        except NotFound:
            told = "none; 'campaign places fetch' brings them in"
        yield Truth(holds=True, sentence=f"Outlines of {state.slug}: {told}")
        try:
            streets = edges.streets.edition(state.slug, on=on)
            told = f"{streets.rows} rows from {streets.files} files"
        except NotFound:
            told = "no index; 'campaign places build' makes one"
        yield Truth(holds=True, sentence=f"Streets of {state.slug}: {told}")


def _clock(now: datetime) -> Truth:
    beat = health.last_beat()
    if beat is None:
        return Truth(holds=False, sentence="Clock: it never ran", cure=CLOCK_CURE)
    seconds = int((now - beat).total_seconds())
    return Truth(
        holds=not health.clock_is_lost(now),
        sentence=f"Clock: it ran {seconds} seconds ago",
        cure=CLOCK_CURE,
    )


def _outbox(settings: "Settings", now: datetime) -> Iterator[Truth]:
    state = health.outbox(live=settings.live, now=now)
    yield Truth(
        holds=state.late == 0,
        sentence=f"Deliveries: {state.pending} on their way, {state.late} of them late",
        cure="look at the lines Relay, Clock and Pauses; where they are well,"
        " 'campaign deliveries list --state queued' tells when each is tried again",
    )
    yield Truth(
        holds=state.in_doubt == 0,
        sentence=f"Deliveries: {state.in_doubt} in doubt, {state.held} held for a person",
        cure="'campaign deliveries list --state in_doubt' says what to do",
    )
    yield _reputation(gauges(live=settings.live, now=now))
    if state.stranded:
        yield Truth(
            holds=True,
            sentence=f"Deliveries: {state.stranded} were queued in the other mode and stay here",
        )


def _reputation(found: Gauges) -> Truth:
    bounces, complaints = found.bounces, found.complaints
    return Truth(
        holds=not found.warns,
        sentence=f"Reputation: {bounces.bad} of the last {bounces.mails} letters bounced"
        f" ({bounces.share:.1%}), {complaints.bad} of the last {complaints.mails} mails that"
        f" arrived were complained of ({complaints.share:.2%})",
        cure="find out why before more leaves: docs/deliverability.md",
    )


def _pauses() -> Iterator[Truth]:
    standing = pauses()
    if not standing:
        yield Truth(holds=True, sentence="Pauses: none")
    for pause in standing:
        yield Truth(
            holds=False,
            sentence=f"Pauses: {pause.scope} since {pause.since:%Y-%m-%d %H:%M} UTC"
            f" ({pause.reason}); 'campaign deliveries resume {_named(pause)}' ends it",
        )


def _named(pause: PauseLine) -> str:
    """Return what the command calls that which is paused."""
    kind = pause.scope.partition(":")[0]
    return f'{kind} "{pause.name}"' if pause.name else kind


def _doubts(now: datetime) -> Truth:
    old = doubts_older_than(now - DOUBT_IS_OLD)
    return Truth(
        holds=old == 0,
        sentence=f"Doubts: {old} older than a day; a person decides, or leaves them as they are",
    )


def _offices() -> Truth:
    state = health.offices()
    return Truth(
        holds=state.failing == 0,
        sentence=f"Offices: {state.failing} with failing e-mail,"
        f" {state.doubtful} with a doubtful address",
        cure="their letters go by form or on paper: 'campaign packets list';"
        " if the e-mail works, say so in the console under Legislators",
    )
