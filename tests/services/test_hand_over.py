"""A printed packet reached its office: only what was printed is handed over."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from campaign import wiring
from campaign.db import db
from campaign.domain.errors import NotFound
from campaign.domain.retention import Retention
from campaign.domain.staff import AuditVerb
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import DeliveryEvent
from campaign.models.roster import Target
from campaign.models.staff import AuditEntry
from campaign.queries import needs_person
from campaign.queries.differences import differences
from campaign.queries.packets import packets
from campaign.services.erase import erase
from campaign.services.hand_over import hand_over
from campaign.services.print_packet import fill_packet
from campaign.services.purge import purge
from tests import make
from tests.people import ANA, BEN
from tests.writers import offices

DAY = timedelta(days=1)
HERS = ("Ana", "Reyes", "ana@example.org", "1234 K Street", make.STORY)


@pytest.fixture
def office_id(campaign: Campaign) -> str:
    """An office of which we know neither an address nor a form."""
    del campaign
    nothing = {"email": "", "contact_form_url": ""}
    office = offices()[0].id
    db.session.execute(update(Target).where(Target.id == office).values(nothing))
    db.session.commit()
    return office


def test_only_what_was_printed_is_handed_over(
    campaign: Campaign, office_id: str, now: datetime
) -> None:
    printed = make.write(campaign, ANA, now=now).action_id
    fill_packet(office_id, now=now)
    later = make.write(campaign, BEN, now=now).action_id

    assert hand_over(office_id, printed_at=now, staff_member_id=None, now=now) == 1

    assert make.ways(printed)[0] == "print sent"
    assert make.ways(later)[0] == "print held in_packet"
    assert differences() == []


def test_what_a_colleague_printed_since_is_not_handed_over_with_it(
    campaign: Campaign, office_id: str, now: datetime
) -> None:
    printed = make.write(campaign, ANA, now=now).action_id
    fill_packet(office_id, now=now)
    later = make.write(campaign, BEN, now=now).action_id
    fill_packet(office_id, now=now + DAY)
    (packet,) = packets()
    last, first = packet.printings
    assert (last.letters, first.letters) == (2, 1)

    assert hand_over(office_id, printed_at=first.at, staff_member_id=None, now=now + DAY) == 1

    assert make.ways(printed)[0] == "print sent"
    assert make.ways(later)[0] == "print held in_packet"


def test_it_is_written_down_and_counted_apart(
    campaign: Campaign, office_id: str, now: datetime
) -> None:
    make.write(campaign, now=now)
    fill_packet(office_id, now=now)
    hand_over(office_id, printed_at=now, staff_member_id=None, now=now)

    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.subject) == (AuditVerb.PACKET_HANDED_OVER, office_id)
    assert entry.facts == '{"letters":1}'
    assert "handed_over" in db.session.scalars(select(DeliveryEvent.code)).all()
    assert needs_person.count_by_state()["letter", "print", "sent"] == 1


def test_nothing_is_handed_over_that_was_not_printed(
    campaign: Campaign, office_id: str, now: datetime
) -> None:
    make.write(campaign, now=now)

    with pytest.raises(NotFound):
        hand_over(office_id, printed_at=now, staff_member_id=None, now=now)


def test_a_packet_is_handed_over_once(campaign: Campaign, office_id: str, now: datetime) -> None:
    make.write(campaign, now=now)
    fill_packet(office_id, now=now)
    hand_over(office_id, printed_at=now, staff_member_id=None, now=now)

    with pytest.raises(NotFound):
        hand_over(office_id, printed_at=now, staff_member_id=None, now=now)


def test_a_letter_keeps_its_words_until_long_after_it_was_handed_over(
    campaign: Campaign, office_id: str, now: datetime
) -> None:
    action_id = make.write(campaign, now=now).action_id
    make.work(now)
    handed = now + 40 * DAY

    purge(retention=Retention(), now=handed)
    assert make.action(action_id).street == ANA.street
    fill_packet(office_id, now=handed)
    hand_over(office_id, printed_at=handed, staff_member_id=None, now=handed)
    purge(retention=Retention(), now=handed + 29 * DAY)
    assert set(make.places_of([make.STORY])) == {"letters.body"}
    purge(retention=Retention(), now=handed + 31 * DAY)

    assert make.places_of([make.STORY, ANA.street]) == {}


@pytest.mark.parametrize("handed", ["waiting", "handed over"])
def test_erasure_leaves_nothing_on_paper(
    campaign: Campaign, office_id: str, now: datetime, handed: str
) -> None:
    action_id = make.write(campaign, now=now).action_id
    make.work(now)
    fill_packet(office_id, now=now)
    if handed == "handed over":
        hand_over(office_id, printed_at=now, staff_member_id=None, now=now)

    erase(make.erase_token(action_id), signer=wiring.edges().signer, now=now)

    assert make.places_of(HERS) == {}
    assert make.states(action_id)[0] == ("sent" if handed == "handed over" else "cancelled")
    assert differences() == []
