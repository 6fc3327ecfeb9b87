"""`campaign doctor` says what is true, and fails where something is not as it should be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, scoped_session

from campaign import wiring
from campaign.app import create_app
from campaign.cli.doctor import truths
from campaign.domain.deliveries import DeliveryState
from campaign.domain.ladder import Health
from campaign.domain.places import Chamber
from campaign.domain.roster import Seat
from campaign.models.breakers import RELAY, trip
from campaign.models.roster import OfficeHealth
from campaign.services.beat import beat
from campaign.services.load_content import load_content
from campaign.services.load_roster import load_roster
from campaign.services.load_roster.places import load_places
from campaign.services.make_letters import make_letters
from campaign.services.restored import restored
from campaign.wiring import Adapters
from config import Settings
from tests.contents import CONTENT
from tests.outbox import put_into, queue_letters

AFTER_THE_ELECTION = datetime(2026, 12, 8, tzinfo=UTC)


@pytest.fixture
def whole(
    session: scoped_session[Session],  # noqa: ARG001  # It opens the database.
    now: datetime,
) -> None:
    """An installation in which everything is as it should be."""
    tables = wiring.place_tables(wiring.jurisdiction_folders()[0])
    load_places(tables.places())
    load_roster(tables.roster(), now=now)
    load_content(CONTENT, now=now)
    beat("clock", slot="now", now=now)


def false_ones(settings: Settings, edges: Adapters, now: datetime) -> list[str]:
    """Return the sentences that do not hold."""
    return [truth.sentence for truth in truths(settings, edges, now=now) if not truth.holds]


@pytest.mark.usefixtures("whole")
def test_everything_holds_in_a_whole_installation(
    settings: Settings, edges: Adapters, now: datetime
) -> None:
    assert false_ones(settings, edges, now) == []


@pytest.mark.usefixtures("whole")
def test_the_lines_say_what_there_is(settings: Settings, edges: Adapters, now: datetime) -> None:
    lines = [truth.sentence for truth in truths(settings, edges, now=now)]

    assert "Roster: 80 of 80 seats of the State Assembly" in lines
    assert "Roster: 40 of 40 seats of the State Senate" in lines
    assert "ZIP table: 1,808 of 1,808 ZIPs of california" in lines
    assert (
        "Address look-up: off; without an address look-up or the street index"
        " 64 % of people must choose by hand"
    ) in lines


@pytest.mark.usefixtures("whole")
def test_a_seat_that_is_known_to_be_vacant_is_named(
    settings: Settings, edges: Adapters, now: datetime
) -> None:
    roster = wiring.place_tables(wiring.jurisdiction_folders()[0]).roster()
    gone = next(each for each in roster.legislators if each.seat == Seat(Chamber.LOWER, "5"))
    others = tuple(each for each in roster.legislators if each != gone)
    shorter = replace(roster, legislators=others, committees=(), vacant=(gone.seat,))
    load_roster(shorter, now=now)

    lines = [truth.sentence for truth in truths(settings, edges, now=now) if truth.holds]

    assert "Roster: 79 of 80 seats of the State Assembly; vacant: Assembly District 5" in lines


@pytest.mark.usefixtures("session")
def test_seats_before_any_roster_are_not_called_vacant(
    settings: Settings, edges: Adapters, now: datetime
) -> None:
    load_places(wiring.place_tables(wiring.jurisdiction_folders()[0]).places())

    assert "Roster: 0 of 80 seats of the State Assembly" in false_ones(settings, edges, now)


@pytest.mark.usefixtures("whole")
def test_a_roster_that_expired_is_no_longer_true(settings: Settings, edges: Adapters) -> None:
    broken = false_ones(settings, edges, AFTER_THE_ELECTION)

    assert "Roster of california: it holds until 2026-12-07" in broken


@pytest.mark.usefixtures("whole")
def test_a_clock_that_stopped_is_noticed(
    settings: Settings, edges: Adapters, now: datetime
) -> None:
    broken = false_ones(settings, edges, now + timedelta(hours=1))

    assert broken == ["Clock: it ran 3600 seconds ago"]


@pytest.mark.usefixtures("whole")
def test_a_relay_that_answers_and_takes_no_mail_is_no_good_relay(
    settings: Settings, edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    trip(
        session(), RELAY, "451 4.3.0 try later", pause=lambda _times: timedelta(minutes=2), now=now
    )
    session.commit()

    (broken,) = false_ones(settings, edges, now)

    assert broken.startswith(f"Relay: it has taken no mail since {now:%Y-%m-%d %H:%M} UTC")
    assert "451 4.3.0 try later" in broken
    assert f"tried again at {now + timedelta(minutes=2):%H:%M:%S} UTC" in broken


@pytest.mark.usefixtures("whole")
def test_a_rehearsal_leaves_everything_whole(
    settings: Settings, edges: Adapters, now: datetime
) -> None:
    make_letters(1, site=edges.site, bell=edges.bell, now=now)

    assert [line for line in false_ones(settings, edges, now) if "Content" in line] == []


@pytest.mark.usefixtures("whole")
def test_letters_that_come_back_are_noticed(
    settings: Settings, edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    put_into(session, DeliveryState.BOUNCED)

    broken = false_ones(settings, edges, now)

    assert (
        "Reputation: 1 of the last 1 letters bounced (100.0%),"
        " 0 of the last 0 mails that arrived were complained of (0.00%)"
    ) in broken


def test_a_database_without_tables_ends_with_one(
    settings: Settings, edges: Adapters, tmp_path: Path
) -> None:
    elsewhere = replace(settings, database_url=f"sqlite:///{tmp_path}/empty.sqlite3")
    app = create_app(elsewhere, adapters=edges)
    result = app.test_cli_runner().invoke(args=["doctor"])

    assert result.exit_code == 1
    assert "NO Schema: at nothing" in result.output


@pytest.mark.usefixtures("session")
def test_a_key_of_our_own_is_not_enough_when_live(
    settings: Settings, edges: Adapters, now: datetime
) -> None:
    own = replace(settings, secret_key_is_kept=False)

    assert not false_ones(own, edges, now)[0].startswith("Secret key")
    assert false_ones(replace(own, live=True), edges, now)[0].startswith("Secret key: our own")


@pytest.mark.usefixtures("whole")
def test_a_restore_shows_in_pauses_and_after_a_day_in_old_doubts(
    settings: Settings, edges: Adapters, now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    restored("Yesterday's backup", now=now)

    at_once = false_ones(settings, edges, now)
    next_day = false_ones(settings, edges, now + timedelta(days=1))

    paused = "Pauses: all since 2026-10-14 17:30 UTC (Yesterday's backup);"
    assert f"{paused} 'campaign deliveries resume all' ends it" in at_once
    assert "Deliveries: 1 in doubt, 0 held for a person" in at_once
    assert next_day[-1].startswith("Doubts: 1 older than a day")


@pytest.mark.usefixtures("whole")
def test_a_clock_is_missed_within_five_minutes(
    settings: Settings, edges: Adapters, now: datetime
) -> None:
    assert false_ones(settings, edges, now + timedelta(minutes=2)) == []
    assert false_ones(settings, edges, now + timedelta(minutes=4)) == [
        "Clock: it ran 240 seconds ago"
    ]


@pytest.mark.usefixtures("whole")
def test_an_office_whose_mail_fails_is_told(
    settings: Settings, edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    session.execute(update(OfficeHealth).values(state=Health.FAILING))
    session.commit()

    (said,) = false_ones(settings, edges, now)
    assert said == "Offices: 2 with failing e-mail, 0 with a doubtful address"


@pytest.mark.usefixtures("whole")
def test_what_does_not_hold_names_its_cure_and_what_holds_does_not(
    settings: Settings, edges: Adapters, now: datetime
) -> None:
    well = [truth.line for truth in truths(settings, edges, now=now)]
    later = [truth.line for truth in truths(settings, edges, now=now + timedelta(hours=1))]

    assert "Clock: it ran 3600 seconds ago; start clock and worker, a job needs both" in later
    assert not any("start clock" in line for line in well)
