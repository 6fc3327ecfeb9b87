"""Mail is paused: all of it, a campaign's, or one office's."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.deliveries import DeliveryKind, HoldReason
from campaign.domain.errors import Refused
from campaign.domain.staff import AuditVerb
from campaign.models.campaigns import Campaign
from campaign.models.deliveries.mails import enqueue_notice
from campaign.models.staff import AuditEntry
from campaign.queries.pauses import pauses
from campaign.services.pause import pause
from campaign.wiring import Adapters
from tests import make
from tests.outbox import confirm_notice, states
from tests.people import BEN


def letters(action_id: str) -> list[tuple[str, HoldReason | None]]:
    """Return how an action's letters stand, and why they wait."""
    return [(str(one.status), one.hold_reason) for one in make.letters_of(action_id)]


def test_nothing_leaves_while_everything_is_paused(
    session: scoped_session[Session], campaign: Campaign, edges: Adapters, now: datetime
) -> None:
    action = make.write(campaign, now=now).action_id
    enqueue_notice(session(), confirm_notice(), site=edges.site, now=now)
    pause("all", "The roster is wrong.", staff_member_id=None, now=now)

    make.work(now)

    assert states(session) == ["queued", "queued"]
    assert set(states(session, DeliveryKind.NOTICE)) == {"queued"}
    assert letters(action) == [("queued", None)] * 2


def test_letters_of_a_paused_campaign_are_held_when_they_come_due(
    campaign: Campaign, now: datetime
) -> None:
    action = make.write(campaign, now=now).action_id
    pause(f"campaign:{campaign.id}", "We look at it.", staff_member_id=None, now=now)

    make.work(now)

    assert letters(action) == [("held", HoldReason.MAIL_PAUSED)] * 2


def test_the_writers_of_a_paused_campaign_still_get_their_codes(
    session: scoped_session[Session], campaign: Campaign, now: datetime
) -> None:
    pause(f"campaign:{campaign.id}", "We look at it.", staff_member_id=None, now=now)
    make.submit(make.submission(campaign), now)

    make.work(now)

    assert states(session, DeliveryKind.NOTICE) == ["sent"]


def test_a_paused_office_holds_up_no_other(
    session: scoped_session[Session], campaign: Campaign, now: datetime
) -> None:
    del session
    action = make.write(campaign, now=now).action_id
    office = make.target_of(make.letters_of(action)[0])
    pause(f"office:{office}", "It asked us to.", staff_member_id=None, now=now)

    make.work(now)

    assert letters(action) == [("held", HoldReason.OFFICE_PAUSED), ("sent", None)]


def test_a_letter_that_is_tried_again_meets_the_pause_too(
    session: scoped_session[Session], campaign: Campaign, now: datetime
) -> None:
    action = make.write(campaign, BEN, now=now).action_id
    for one in make.letters_of(action):
        one.paced = 5
    session.commit()
    pause(f"campaign:{campaign.id}", "We look at it.", staff_member_id=None, now=now)

    make.work(now)

    assert {state for state, _ in letters(action)} == {"held"}


def test_it_is_written_down_with_the_scope_and_without_the_reason(
    session: scoped_session[Session], now: datetime
) -> None:
    pause("all", "Ana asked us to.", staff_member_id=None, now=now)

    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.subject, entry.facts) == (
        AuditVerb.DELIVERIES_PAUSED,
        "all",
        "{}",
    )
    assert [(line.scope, line.reason, line.since) for line in pauses()] == [
        ("all", "Ana asked us to.", now)
    ]


@pytest.mark.usefixtures("session")
def test_what_is_paused_cannot_be_paused_again(now: datetime) -> None:
    pause("all", "First.", staff_member_id=None, now=now)

    with pytest.raises(Refused, match="paused_already"):
        pause("all", "Second.", staff_member_id=None, now=now)


@pytest.mark.usefixtures("session")
def test_a_pause_needs_a_reason(now: datetime) -> None:
    with pytest.raises(Refused, match="no_reason"):
        pause("all", "  ", staff_member_id=None, now=now)
