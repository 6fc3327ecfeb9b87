"""An office's health, as letters that do not arrive and people tell of it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.ladder import Health
from campaign.models.roster import OfficeHealth, Target, blame_office, set_health
from tests.writers import found_campaign, offices

Rows = scoped_session[Session]


@pytest.fixture
def office(session: Rows, now: datetime) -> Target:
    """An office of which nothing bad is known."""
    del session
    found_campaign(now)
    return offices()[0]


def health(session: Rows, office: Target) -> tuple[Health, str]:
    """Return how an office does, and why."""
    session.commit()
    session.expire_all()
    row = session.get_one(OfficeHealth, office.id)
    return row.state, row.reason


def test_one_letter_makes_an_address_doubtful(session: Rows, office: Target, now: datetime) -> None:
    blame_office(session(), office.id, "550 5.1.1", now=now)

    assert health(session, office) == (Health.DOUBTFUL, "550 5.1.1")


def test_a_second_letter_within_two_weeks_makes_it_failing(
    session: Rows, office: Target, now: datetime
) -> None:
    blame_office(session(), office.id, "550 5.1.1", now=now)
    blame_office(session(), office.id, "551", now=now + timedelta(days=13))

    assert health(session, office) == (Health.FAILING, "551")


def test_a_letter_long_after_the_first_one_only_doubts_again(
    session: Rows, office: Target, now: datetime
) -> None:
    blame_office(session(), office.id, "550 5.1.1", now=now)
    blame_office(session(), office.id, "551", now=now + timedelta(days=15))

    assert health(session, office) == (Health.DOUBTFUL, "551")


def test_a_doubt_of_the_roster_does_not_count_as_a_letter(
    session: Rows, office: Target, now: datetime
) -> None:
    set_health(session(), office.id, Health.DOUBTFUL, "shared", now=now)
    session.commit()
    blame_office(session(), office.id, "551", now=now)

    assert health(session, office) == (Health.DOUBTFUL, "551")


def test_what_fails_goes_on_failing_whatever_else_comes(
    session: Rows, office: Target, now: datetime
) -> None:
    set_health(session(), office.id, Health.FAILING, "staff", now=now)
    session.commit()
    blame_office(session(), office.id, "551", now=now + timedelta(days=30))

    assert health(session, office) == (Health.FAILING, "551")
    assert session.get_one(OfficeHealth, office.id).since == now


def test_staffs_word_makes_the_count_begin_anew(
    session: Rows, office: Target, now: datetime
) -> None:
    blame_office(session(), office.id, "551", now=now)
    session.commit()
    set_health(session(), office.id, Health.WORKING, "staff", now=now)
    session.commit()
    blame_office(session(), office.id, "551", now=now)

    assert health(session, office) == (Health.DOUBTFUL, "551")
