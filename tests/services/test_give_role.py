"""Admins change what others may do, and never leave the console without an admin."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign import wiring
from campaign.db import db
from campaign.domain.errors import NotFound, Refused
from campaign.domain.staff import AuditVerb, StaffRole
from campaign.models.staff import AuditEntry, Passkey, StaffMember
from campaign.services.add_staff import add_staff
from campaign.services.dismiss_staff import dismiss_staff
from campaign.services.give_role import give_role
from campaign.services.reset_second_factor import reset_second_factor
from tests import make

Rows = scoped_session[Session]


def member(email: str, role: StaffRole, now: datetime) -> StaffMember:
    """Return somebody who has a role from now on."""
    edges = wiring.edges()
    add_staff(email, role, signer=edges.signer, site=edges.site, now=now)
    return db.session.scalars(select(StaffMember).where(StaffMember.email == email)).one()


@pytest.fixture
def ada(session: Rows, now: datetime) -> StaffMember:
    del session
    return member("ada@example.org", StaffRole.ADMIN, now)


@pytest.fixture
def sam(session: Rows, now: datetime) -> StaffMember:
    del session
    return member("sam@example.org", StaffRole.STAFF, now)


def roles(of: StaffMember) -> list[StaffRole]:
    """Return the names of somebody's roles."""
    return [role.name for role in of.roles]


def newest() -> tuple[AuditVerb, str, str | None]:
    """Return what was recorded last, of whom, and by whom."""
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    return entry.verb, entry.subject, entry.staff_member_id


def test_a_role_takes_the_place_of_the_others(
    ada: StaffMember, sam: StaffMember, now: datetime
) -> None:
    member(sam.email, StaffRole.MODERATOR, now)

    give_role(sam.id, StaffRole.ORGANIZER, partner_slug="", staff_member_id=ada.id, now=now)

    assert roles(sam) == [StaffRole.ORGANIZER]
    assert newest() == (AuditVerb.STAFF_ROLE_CHANGED, sam.id, ada.id)


def test_a_partner_goes_with_its_role_alone(
    ada: StaffMember, sam: StaffMember, now: datetime
) -> None:
    oak = make.source(partner="oak").partner_id
    role = StaffRole.PARTNER_ORGANIZER
    give_role(sam.id, role, partner_slug="oak", staff_member_id=ada.id, now=now)
    assert sam.partner_id == oak

    give_role(sam.id, StaffRole.STAFF, partner_slug="oak", staff_member_id=ada.id, now=now)

    assert sam.partner_id is None


def test_who_was_dismissed_comes_back_with_a_role(
    ada: StaffMember, sam: StaffMember, now: datetime
) -> None:
    dismiss_staff(sam.id, staff_member_id=ada.id, now=now)
    assert (sam.active, roles(sam)) == (False, [])

    give_role(sam.id, StaffRole.STAFF, partner_slug="", staff_member_id=ada.id, now=now)

    assert (sam.active, roles(sam)) == (True, [StaffRole.STAFF])
    assert newest() == (AuditVerb.STAFF_LET_IN_AGAIN, sam.id, ada.id)


def test_nobody_does_it_to_themselves(ada: StaffMember, now: datetime) -> None:
    member("eve@example.org", StaffRole.ADMIN, now)
    mine = {"staff_member_id": ada.id, "now": now}

    with pytest.raises(Refused, match="not_oneself"):
        give_role(ada.id, StaffRole.STAFF, partner_slug="", **mine)
    with pytest.raises(Refused, match="not_oneself"):
        dismiss_staff(ada.id, **mine)
    with pytest.raises(Refused, match="not_oneself"):
        reset_second_factor(ada.id, **mine)
    assert roles(ada) == [StaffRole.ADMIN]


def test_the_last_admin_stays_one(ada: StaffMember, sam: StaffMember, now: datetime) -> None:
    with pytest.raises(Refused, match="last_admin"):
        give_role(ada.id, StaffRole.STAFF, partner_slug="", staff_member_id=sam.id, now=now)
    with pytest.raises(Refused, match="last_admin"):
        dismiss_staff(ada.id, staff_member_id=None, now=now)
    assert (ada.active, roles(ada)) == (True, [StaffRole.ADMIN])


def test_an_admin_who_was_dismissed_does_not_count(ada: StaffMember, now: datetime) -> None:
    eve = member("eve@example.org", StaffRole.ADMIN, now)
    dismiss_staff(eve.id, staff_member_id=ada.id, now=now)

    with pytest.raises(Refused, match="last_admin"):
        dismiss_staff(ada.id, staff_member_id=None, now=now)


def test_two_admins_who_dismiss_each_other_leave_one(app: Flask, now: datetime) -> None:
    with app.app_context():
        ids = [member(f"{name}@example.org", StaffRole.ADMIN, now).id for name in ("ada", "eve")]
    together = Barrier(len(ids))

    def dismiss(victim: str, by: str) -> None:
        with app.app_context(), suppress(Refused):
            together.wait()
            dismiss_staff(victim, staff_member_id=by, now=now)

    with ThreadPoolExecutor(len(ids)) as threads:
        list(threads.map(dismiss, ids, reversed(ids)))

    with app.app_context():
        left = db.session.scalars(select(StaffMember.id).where(StaffMember.disabled_at.is_(None)))
        assert len(left.all()) == 1


def test_nobody_is_not_found(ada: StaffMember, now: datetime) -> None:
    by = {"staff_member_id": ada.id, "now": now}

    with pytest.raises(NotFound):
        give_role("0" * 32, StaffRole.STAFF, partner_slug="", **by)
    with pytest.raises(NotFound):
        dismiss_staff("0" * 32, **by)
    with pytest.raises(NotFound):
        reset_second_factor("0" * 32, **by)


def test_a_second_factor_is_taken_away_whole(
    ada: StaffMember, sam: StaffMember, now: datetime
) -> None:
    session_key = sam.fs_uniquifier
    sam.tf_primary_method, sam.tf_totp_secret = "authenticator", "a key"
    sam.mf_recovery_codes = ["one"]
    sam.webauthn = [
        Passkey(
            name="key",
            credential_id=b"1",
            public_key=b"2",
            backup_state=False,
            device_type="single_device",
            lastuse_datetime=now,
        )
    ]
    db.session.commit()

    reset_second_factor(sam.id, staff_member_id=ada.id, now=now)

    assert (sam.tf_primary_method, sam.tf_totp_secret, sam.mf_recovery_codes) == (None,) * 3
    assert make.number_of(Passkey) == 0
    assert sam.fs_uniquifier != session_key
    assert newest() == (AuditVerb.SECOND_FACTOR_RESET, sam.id, ada.id)
