"""What is paused, as it is looked up and named."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.errors import NotFound, Refused
from campaign.models.campaigns import Campaign
from campaign.models.pauses import pause
from campaign.models.roster import Target
from campaign.queries.pauses import (
    campaign_scope,
    everything_is_paused,
    office_scope,
    paused_scopes,
    pauses,
)
from tests.writers import found_campaign


@pytest.fixture
def campaign(session: scoped_session[Session], now: datetime) -> Campaign:
    """A small campaign in an invented state."""
    del session
    return found_campaign(now)


def test_each_pause_is_named(
    session: scoped_session[Session], campaign: Campaign, now: datetime
) -> None:
    target = session.scalars(select(Target).order_by(Target.id)).first()
    assert target is not None
    scopes = [f"office:{target.id}", f"campaign:{campaign.id}", "all"]
    for later, scope in enumerate(scopes):
        at = now + timedelta(seconds=later)
        pause(session(), scope, "Why.", staff_member_id=None, now=at)

    assert [(line.scope, line.name) for line in pauses()] == list(
        zip(scopes, [target.full_name, campaign.slug, ""], strict=True)
    )
    assert paused_scopes() == set(scopes)
    assert everything_is_paused()


def test_one_paused_office_is_not_everything(
    session: scoped_session[Session], campaign: Campaign, now: datetime
) -> None:
    pause(session(), f"campaign:{campaign.id}", "Why.", staff_member_id=None, now=now)

    assert not everything_is_paused()


def test_an_office_is_found_by_its_id_and_by_its_legislators_name(
    session: scoped_session[Session], campaign: Campaign
) -> None:
    del campaign
    target = session.scalars(select(Target).order_by(Target.id)).first()
    assert target is not None

    for name in (target.id, target.full_name, target.full_name.upper()):
        assert office_scope(name) == f"office:{target.id}"


def test_a_name_that_two_legislators_have_is_refused(
    session: scoped_session[Session], campaign: Campaign
) -> None:
    del campaign
    session.execute(update(Target).values(full_name="Same Name"))

    with pytest.raises(Refused, match="many_offices"):
        office_scope("same name")


def test_a_name_of_nothing_is_not_found(campaign: Campaign) -> None:
    assert campaign_scope(campaign.slug) == f"campaign:{campaign.id}"
    with pytest.raises(NotFound):
        campaign_scope("nothing")
    with pytest.raises(NotFound):
        office_scope("nobody")
