"""What was paused goes on, and keeps its turn."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.deliveries import HoldReason
from campaign.domain.errors import Refused
from campaign.domain.staff import AuditVerb
from campaign.models.campaigns import Campaign
from campaign.models.staff import AuditEntry
from campaign.queries.pauses import pauses
from campaign.services.pause import pause
from campaign.services.resume import resume
from tests import make
from tests.fakes import RecordingBell

HOUR = timedelta(hours=1)


@pytest.fixture
def bell() -> RecordingBell:
    """A bell."""
    return RecordingBell()


@pytest.mark.parametrize("what", ["campaign", "office"])
def test_what_was_held_leaves_when_the_pause_ends(
    campaign: Campaign,
    bell: RecordingBell,
    now: datetime,
    what: str,
) -> None:
    action = make.write(campaign, now=now).action_id
    office = make.target_of(make.letters_of(action)[0])
    scope = f"campaign:{campaign.id}" if what == "campaign" else f"office:{office}"
    pause(scope, "We look at it.", staff_member_id=None, now=now)
    make.work(now)
    held = make.states(action).count("held")

    assert resume(scope, staff_member_id=None, bell=bell, now=now + HOUR) == held

    assert bell.rings == 1
    assert make.states(action).count("queued") == held
    assert {one.due_at for one in make.letters_of(action)} == {now}
    make.work(now + HOUR)
    assert make.states(action) == ["sent", "sent"]
    assert pauses() == []


def test_what_waits_for_something_else_goes_on_waiting(
    session: scoped_session[Session], campaign: Campaign, bell: RecordingBell, now: datetime
) -> None:
    action = make.write(campaign, now=now).action_id
    scope = f"campaign:{campaign.id}"
    pause(scope, "We look at it.", staff_member_id=None, now=now)
    make.work(now)
    first, second = make.letters_of(action)
    first.hold_reason = HoldReason.MODERATION
    second.mail_date = None
    session.commit()

    assert resume(scope, staff_member_id=None, bell=bell, now=now) == 0

    assert make.states(action) == ["held", "held"]


def test_two_pauses_hold_until_both_have_ended(
    campaign: Campaign, bell: RecordingBell, now: datetime
) -> None:
    action = make.write(campaign, now=now).action_id
    office = make.target_of(make.letters_of(action)[0])
    scopes = [f"office:{office}", f"campaign:{campaign.id}"]
    for scope in scopes:
        pause(scope, "We look at it.", staff_member_id=None, now=now)
    make.work(now)

    resume(scopes[0], staff_member_id=None, bell=bell, now=now)
    make.work(now)
    still = make.states(action)
    resume(scopes[1], staff_member_id=None, bell=bell, now=now)
    make.work(now)

    assert still == ["held", "held"]
    assert make.states(action) == ["sent", "sent"]


def test_it_is_written_down_for_good(
    session: scoped_session[Session], bell: RecordingBell, now: datetime
) -> None:
    pause("all", "We look at it.", staff_member_id=None, now=now)
    resume("all", staff_member_id=None, bell=bell, now=now)

    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.verb, entry.subject) == (AuditVerb.DELIVERIES_RESUMED, "all")
    assert entry.facts == '{"released":0}'


@pytest.mark.usefixtures("session")
def test_what_is_not_paused_cannot_be_resumed(bell: RecordingBell, now: datetime) -> None:
    with pytest.raises(Refused, match="not_paused"):
        resume("all", staff_member_id=None, bell=bell, now=now)

    assert bell.rings == 0
