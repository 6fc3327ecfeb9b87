"""Staff confirm a doubtful address, and the letters that waited for it may go."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.content import CampaignStatus
from campaign.domain.deliveries import Channel, DeliveryKind, DeliveryState, HoldReason
from campaign.domain.errors import NotFound, Refused
from campaign.domain.ladder import Health
from campaign.domain.people import AgeBand
from campaign.domain.staff import AuditVerb
from campaign.models.actions import Action
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.models.letters import Letter
from campaign.models.roster import OfficeHealth, Target
from campaign.models.staff import AuditEntry
from campaign.services.confirm_address import confirm_address
from campaign.services.load_roster import load_roster
from campaign.services.load_roster.places import load_places
from tests.rosters import ROSTER, places

EARLIER = datetime(2026, 10, 1, tzinfo=UTC)


class CountingBell:
    """Counts its rings."""

    rings = 0

    def ring(self) -> None:
        """Ring."""
        self.rings += 1


@pytest.fixture
def bell() -> CountingBell:
    return CountingBell()


@pytest.fixture
def offices(session: scoped_session[Session], now: datetime) -> list[Target]:
    load_places(places())
    load_roster(ROSTER, now=now)
    return list(session.scalars(select(Target).order_by(Target.person_id)))


@pytest.fixture
def action(session: scoped_session[Session]) -> Action:
    campaign = Campaign(
        slug="invented",
        jurisdiction="invented",
        status=CampaignStatus.LIVE,
        starts_on=date(2026, 1, 1),
        time_zone="America/Los_Angeles",
        goal=25,
        loaded_at=EARLIER,
    )
    session.add(campaign)
    session.flush()
    action = Action(
        campaign_id=campaign.id,
        email="ana@example.org",
        given_name="Ana",
        family_name="Invented",
        name_key="ana invented",
        street="",
        city="Nowhere",
        zip="90001",
        age_band=AgeBand.ADULT,
        locale="en",
        submission_key="key",
        submission_digest="digest",
        consent_wording="2026-11",
        own_words_share=0.0,
        submitted_at=EARLIER,
    )
    session.add(action)
    session.flush()
    return action


def hold(
    session: scoped_session[Session], action: Action, office: Target, reason: HoldReason
) -> str:
    """Hold one letter to an office, as it was addressed then."""
    letter = Letter(
        action_id=action.id,
        target_id=office.id,
        position=1,
        locale="en",
        subject="Invented",
        body="Invented",
        length=8,
    )
    session.add(letter)
    session.flush()
    delivery = Delivery(
        kind=DeliveryKind.LETTER,
        letter_id=letter.id,
        channel=Channel.EMAIL,
        recipient="old@legislature.example",
        status=DeliveryState.HELD,
        hold_reason=reason,
        created_at=EARLIER,
        due_at=EARLIER,
    )
    session.add(delivery)
    session.commit()
    return delivery.id


def test_what_waited_for_the_address_is_queued_to_it(
    session: scoped_session[Session],
    offices: list[Target],
    action: Action,
    bell: CountingBell,
    now: datetime,
) -> None:
    held = hold(session, action, offices[0], HoldReason.DOUBTFUL_ADDRESS)

    assert confirm_address(offices[0].id, staff_member_id=None, bell=bell, now=now) == 1

    session.expire_all()
    delivery = session.get_one(Delivery, held)
    assert (delivery.status, delivery.hold_reason) == (DeliveryState.QUEUED, None)
    assert delivery.recipient == "member1@legislature.example"
    assert delivery.due_at == now
    assert session.get_one(OfficeHealth, offices[0].id).state is Health.WORKING
    assert session.scalars(select(DeliveryEvent.actor)).all() == ["staff:terminal"]
    assert bell.rings == 1


def test_what_waits_for_something_else_or_elsewhere_goes_on_waiting(
    session: scoped_session[Session],
    offices: list[Target],
    action: Action,
    bell: CountingBell,
    now: datetime,
) -> None:
    hold(session, action, offices[0], HoldReason.MODERATION)
    hold(session, action, offices[1], HoldReason.DOUBTFUL_ADDRESS)

    assert confirm_address(offices[0].id, staff_member_id=None, bell=bell, now=now) == 0

    session.expire_all()
    assert set(session.scalars(select(Delivery.status))) == {DeliveryState.HELD}
    assert bell.rings == 0


def test_it_is_written_down_for_good(
    session: scoped_session[Session], offices: list[Target], bell: CountingBell, now: datetime
) -> None:
    confirm_address(offices[0].id, staff_member_id=None, bell=bell, now=now)

    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.subject) == (AuditVerb.ADDRESS_CONFIRMED, offices[0].id)
    assert entry.facts == '{"released":0}'


def test_a_second_confirmation_queues_nothing_more(
    session: scoped_session[Session],
    offices: list[Target],
    action: Action,
    bell: CountingBell,
    now: datetime,
) -> None:
    hold(session, action, offices[0], HoldReason.DOUBTFUL_ADDRESS)
    confirm_address(offices[0].id, staff_member_id=None, bell=bell, now=now)

    assert confirm_address(offices[0].id, staff_member_id=None, bell=bell, now=now) == 0


def test_an_absent_address_cannot_be_confirmed(
    session: scoped_session[Session], offices: list[Target], bell: CountingBell, now: datetime
) -> None:
    offices[0].email = ""
    session.commit()

    with pytest.raises(Refused) as refused:
        confirm_address(offices[0].id, staff_member_id=None, bell=bell, now=now)

    assert refused.value.key == "no_address"


@pytest.mark.usefixtures("session")
def test_an_unknown_office_is_not_found(bell: CountingBell, now: datetime) -> None:
    with pytest.raises(NotFound):
        confirm_address("0" * 32, staff_member_id=None, bell=bell, now=now)
