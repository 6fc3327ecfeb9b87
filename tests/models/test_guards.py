"""What is only ever added to: the database itself refuses to change or to delete it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.staff import AuditVerb
from campaign.models.campaigns import Campaign
from campaign.models.staff import AuditEntry, record
from tests import make
from tests.writers import found_campaign

YEARS_AGO = timedelta(days=800)


@pytest.fixture
def campaign(session: scoped_session[Session], now: datetime) -> Campaign:
    """A campaign to which somebody has written, and signed up."""
    campaign = found_campaign(now)
    make.write(campaign, now=now, consent_coalition=True)
    make.work(now)
    record(
        session(), AuditVerb.STAFF_ADDED, staff_member_id=None, now=datetime.now(UTC), subject="s"
    )
    session.commit()
    return campaign


@pytest.mark.usefixtures("campaign")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET verb = 'staff.dismissed'",
        "DELETE FROM audit_entries",
        "UPDATE consents SET given = (1 = 1)",
        "DELETE FROM consents",
        "UPDATE delivery_events SET actor = 'nobody'",
    ],
)
def test_it_refuses(session: scoped_session[Session], statement: str) -> None:
    with pytest.raises(DBAPIError, match="only ever added to"):
        session.execute(text(statement))


def test_what_is_old_enough_goes(session: scoped_session[Session]) -> None:
    then = datetime.now(UTC) - YEARS_AGO
    record(session(), AuditVerb.STAFF_ADDED, staff_member_id=None, now=then)
    session.commit()

    session.execute(text("DELETE FROM audit_entries"))
    session.commit()

    assert make.number_of(AuditEntry) == 0
