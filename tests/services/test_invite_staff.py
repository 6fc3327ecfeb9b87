"""Somebody is invited into the console, and comes in or does not."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign import wiring
from campaign.db import db
from campaign.domain.errors import Expired, NotFound, Refused
from campaign.domain.retention import Retention
from campaign.domain.staff import INVITATION_KEPT, INVITATION_VALID, AuditVerb, Invitee, StaffRole
from campaign.models.deliveries import Delivery
from campaign.models.staff import AuditEntry, Invitation, StaffMember
from campaign.services.accept_invitation import accept_invitation
from campaign.services.add_staff import add_staff
from campaign.services.dismiss_staff import dismiss_staff
from campaign.services.invite_staff import invite_again, invite_staff
from campaign.services.purge import purge
from campaign.services.withdraw_invitation import withdraw_invitation
from tests import make

Rows = scoped_session[Session]

OLGA = Invitee("olga@coalition.example", StaffRole.ORGANIZER)


@pytest.fixture
def ada(session: Rows, now: datetime) -> str:
    """Return the id of an admin."""
    edges = wiring.edges()
    add_staff("ada@example.org", StaffRole.ADMIN, signer=edges.signer, site=edges.site, now=now)
    return session.scalars(select(StaffMember.id)).one()


def invite(invitee: Invitee, by: str, now: datetime) -> str:
    """Invite somebody and return the token in the mail."""
    edges = wiring.edges()
    invite_staff(
        invitee,
        staff_member_id=by,
        renderer=edges.renderer,
        signer=edges.signer,
        site=edges.site,
        bell=edges.bell,
        now=now,
    )
    return newest_token()


def send_again(by: str, now: datetime) -> str:
    """Send the only invitation again and return the token in the mail."""
    edges = wiring.edges()
    invite_again(
        only().id,
        staff_member_id=by,
        renderer=edges.renderer,
        signer=edges.signer,
        site=edges.site,
        bell=edges.bell,
        now=now,
    )
    return newest_token()


def newest_token() -> str:
    """Return the token that the newest mail carries."""
    order = (Delivery.created_at.desc(), Delivery.id)
    text = db.session.scalars(select(Delivery.text).order_by(*order)).first() or ""
    return next(word for word in text.split() if "/invitation/" in word).rpartition("/")[2]


def only() -> Invitation:
    """Return the only invitation."""
    return db.session.scalars(select(Invitation)).one()


def accept(token: str, now: datetime) -> StaffMember:
    """Take an invitation up and return who came in."""
    member_id = accept_invitation(token, signer=wiring.edges().signer, now=now)
    member = db.session.get(StaffMember, member_id)
    assert member is not None
    return member


def verbs() -> list[AuditVerb]:
    """Return what was recorded."""
    return list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))


def test_who_takes_it_up_is_in_and_the_link_is_over(ada: str, now: datetime) -> None:
    token = invite(OLGA, ada, now)

    olga = accept(token, now)

    assert (olga.email, [role.name for role in olga.roles]) == (OLGA.email, [OLGA.role])
    assert make.number_of(Invitation) == 0
    with pytest.raises(Expired):
        accept(token, now)
    assert verbs() == [AuditVerb.STAFF_ADDED, AuditVerb.STAFF_INVITED, AuditVerb.STAFF_JOINED]


def test_nobody_is_in_before(ada: str, session: Rows, now: datetime) -> None:
    invite(OLGA, ada, now)

    assert session.scalars(select(StaffMember.id)).all() == [ada]
    assert wiring.edges().bell.rings == 1


def test_the_mail_is_in_the_chosen_language(ada: str, session: Rows, now: datetime) -> None:
    invite(Invitee("olga@coalition.example", StaffRole.ORGANIZER, locale="es"), ada, now)

    mail = session.scalars(select(Delivery)).one()
    assert mail.recipient == "olga@coalition.example"
    assert "durante 3 días" in mail.text


def test_it_works_for_three_days(ada: str, now: datetime) -> None:
    token = invite(OLGA, ada, now)

    with pytest.raises(Expired):
        accept(token, now + INVITATION_VALID)


def test_sent_again_it_works_anew_and_the_earlier_link_does_not(ada: str, now: datetime) -> None:
    old = invite(OLGA, ada, now)
    later = now + timedelta(days=5)

    new = send_again(ada, later)

    with pytest.raises(Expired):
        accept(old, later)
    assert accept(new, later).email == OLGA.email


def test_withdrawn_it_works_no_more(ada: str, now: datetime) -> None:
    token = invite(OLGA, ada, now)

    withdraw_invitation(only().id, staff_member_id=ada, now=now)

    with pytest.raises(Expired):
        accept(token, now)
    assert verbs()[-1] is AuditVerb.STAFF_INVITATION_WITHDRAWN
    with pytest.raises(NotFound):
        withdraw_invitation("0" * 32, staff_member_id=ada, now=now)


def test_who_was_let_in_meanwhile_cannot_return_by_it(ada: str, now: datetime) -> None:
    token = invite(OLGA, ada, now)
    edges = wiring.edges()
    add_staff(OLGA.email, StaffRole.STAFF, signer=edges.signer, site=edges.site, now=now)
    olga = db.session.scalars(select(StaffMember.id).where(StaffMember.email == OLGA.email)).one()
    dismiss_staff(olga, staff_member_id=ada, now=now)

    with pytest.raises(Expired):
        accept(token, now)


@pytest.mark.parametrize(
    ("invitee", "key"),
    [
        (Invitee("olga", StaffRole.STAFF), "email_nonsense"),
        (Invitee("Ada@example.org ", StaffRole.STAFF), "on_the_staff"),
        (Invitee("pia@example.org", StaffRole.PARTNER_ORGANIZER), "partner_missing"),
        (Invitee("pia@example.org", StaffRole.PARTNER_ORGANIZER, "nowhere"), "partner_unknown"),
    ],
)
def test_what_cannot_be_is_refused(ada: str, now: datetime, invitee: Invitee, key: str) -> None:
    with pytest.raises(Refused) as refused:
        invite(invitee, ada, now)

    assert refused.value.key == key
    assert make.number_of(Invitation) == 0


def test_nobody_is_invited_twice(ada: str, now: datetime) -> None:
    invite(OLGA, ada, now)

    with pytest.raises(Refused) as refused:
        invite(OLGA, ada, now)

    assert refused.value.key == "invited_already"


def test_the_organizer_of_a_partner_belongs_to_it(ada: str, now: datetime) -> None:
    oak = make.source(partner="oak").partner_id
    token = invite(Invitee("pia@oak.example", StaffRole.PARTNER_ORGANIZER, "oak"), ada, now)

    assert accept(token, now).partner_id == oak


def test_an_address_that_did_not_come_is_forgotten(ada: str, now: datetime) -> None:
    invite(OLGA, ada, now)
    over = now + INVITATION_VALID + INVITATION_KEPT

    purge(retention=Retention(), now=over - timedelta(minutes=1))
    assert make.number_of(Invitation) == 1
    purge(retention=Retention(), now=over)

    assert make.number_of(Invitation) == 0
