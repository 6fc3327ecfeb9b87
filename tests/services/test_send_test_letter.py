"""Staff send themselves the letters that a campaign makes, and nobody else gets one."""

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from campaign.db import new_id
from campaign.domain.deliveries import DeliveryKind, DeliveryState
from campaign.domain.errors import NotFound
from campaign.domain.sample_letters import Wish, sample_letters
from campaign.domain.staff import AuditVerb
from campaign.models.deliveries import Delivery
from campaign.models.staff import AuditEntry, StaffMember
from campaign.models.tallies import TallyDelta
from campaign.services.send_test_letter import TrialLetters, send_test_letter
from campaign.wiring import Adapters
from tests.contents import WHOLE
from tests.rosters import JURISDICTION

LETTERS = sample_letters(WHOLE, Wish(("housing",), "es"), JURISDICTION)
TRIAL = TrialLetters(WHOLE.slug, "Whole Asks", "en", LETTERS)

Rows = scoped_session[Session]


@pytest.fixture
def sam(session: Rows, now: datetime) -> str:
    """Return the id of somebody of the staff."""
    member = StaffMember(id=new_id(), email="sam@coalition.example", created_at=now)
    session.add(member)
    session.commit()
    return member.id


def send(member_id: str, edges: Adapters, now: datetime) -> str:
    return send_test_letter(
        TRIAL,
        staff_member_id=member_id,
        renderer=edges.renderer,
        site=edges.site,
        bell=edges.bell,
        now=now,
    )


def test_one_notice_goes_to_who_asked_and_says_what_it_is(
    session: Rows, sam: str, edges: Adapters, now: datetime
) -> None:
    assert send(sam, edges, now) == "sam@coalition.example"

    (mail,) = session.scalars(select(Delivery))
    assert (mail.kind, mail.status) == (DeliveryKind.NOTICE, DeliveryState.QUEUED)
    assert mail.recipient == "sam@coalition.example"
    assert mail.subject == f"Test: {LETTERS[0].letter.subject}"
    assert "This is a test" in mail.text
    for sample in LETTERS:
        assert sample.letter.text in mail.text
        assert sample.letter.original.text in mail.text


def test_no_count_knows_of_it_and_the_audit_does(
    session: Rows, sam: str, edges: Adapters, now: datetime
) -> None:
    send(sam, edges, now)

    assert session.scalar(select(func.count()).select_from(TallyDelta)) == 0
    (entry,) = session.scalars(select(AuditEntry))
    assert (entry.verb, entry.subject) == (AuditVerb.CAMPAIGN_TESTED, WHOLE.slug)
    assert entry.staff_member_id == sam


def test_somebody_unknown_gets_no_mail(session: Rows, edges: Adapters, now: datetime) -> None:
    with pytest.raises(NotFound):
        send("nobody", edges, now)

    assert session.scalars(select(Delivery)).all() == []
