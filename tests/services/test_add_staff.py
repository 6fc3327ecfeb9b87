"""Somebody is let into the console, and comes in once by a link."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from campaign import wiring
from campaign.domain.errors import Expired, Refused
from campaign.domain.staff import AuditVerb, StaffRole
from campaign.models.staff import AuditEntry, Role, StaffMember
from campaign.services.add_staff import add_staff
from campaign.services.open_console import open_console
from campaign.services.use_sign_in_link import use_sign_in_link

Rows = scoped_session[Session]


def add(email: str, role: StaffRole, now: datetime) -> str:
    """Add somebody and return the token of their link."""
    edges = wiring.edges()
    link = add_staff(email, role, signer=edges.signer, site=edges.site, now=now)
    assert link.startswith(f"{edges.site.base_url}/console/sign-in/link/")
    return link.rpartition("/")[2]


def use(token: str, now: datetime) -> str:
    """Sign in by a token and return who it is."""
    return use_sign_in_link(token, signer=wiring.edges().signer, now=now)


def test_the_link_signs_that_person_in(session: Rows, now: datetime) -> None:
    token = add("Sam@Coalition.example ", StaffRole.STAFF, now)

    sam = session.scalars(select(StaffMember)).one()
    assert sam.email == "sam@coalition.example"
    assert [role.name for role in sam.roles] == [StaffRole.STAFF]
    assert use(token, now) == sam.id


def test_the_link_works_once(session: Rows, now: datetime) -> None:
    del session
    token = add("sam@coalition.example", StaffRole.STAFF, now)
    use(token, now)

    with pytest.raises(Expired):
        use(token, now)


def test_the_link_works_for_an_hour(session: Rows, now: datetime) -> None:
    del session
    token = add("sam@coalition.example", StaffRole.STAFF, now)

    with pytest.raises(Expired):
        use(token, now + timedelta(hours=1))


def test_an_invented_link_signs_nobody_in(session: Rows, now: datetime) -> None:
    del session

    with pytest.raises(Expired):
        use("invented", now)


def test_a_second_role_is_added_to_the_same_person(session: Rows, now: datetime) -> None:
    add("sam@coalition.example", StaffRole.STAFF, now)
    add("sam@coalition.example", StaffRole.ADMIN, now)
    add("sam@coalition.example", StaffRole.ADMIN, now)

    sam = session.scalars(select(StaffMember)).one()
    assert {role.name for role in sam.roles} == {StaffRole.STAFF, StaffRole.ADMIN}
    assert session.scalar(select(func.count()).select_from(Role)) == 2


def test_somebody_dismissed_returns(session: Rows, now: datetime) -> None:
    add("sam@coalition.example", StaffRole.STAFF, now)
    session.scalars(select(StaffMember)).one().disabled_at = now
    session.commit()

    add("sam@coalition.example", StaffRole.STAFF, now)

    assert session.scalars(select(StaffMember)).one().active


@pytest.mark.parametrize("nonsense", ["", "sam", "sam@", "a b@example.org", "sam@example.org\n.x"])
def test_what_is_no_address_is_refused(session: Rows, now: datetime, nonsense: str) -> None:
    with pytest.raises(Refused) as refused:
        add(nonsense, StaffRole.STAFF, now)

    assert refused.value.key == "email_nonsense"
    assert session.scalar(select(func.count()).select_from(StaffMember)) == 0


def test_it_is_written_down(session: Rows, now: datetime) -> None:
    add("sam@coalition.example", StaffRole.STAFF, now)

    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.facts) == (AuditVerb.STAFF_ADDED, '{"role":"staff"}')
    assert entry.subject == session.scalars(select(StaffMember.id)).one()


def test_whoever_starts_the_program_comes_in_as_the_first_admin(
    session: Rows, now: datetime
) -> None:
    edges = wiring.edges()
    first = open_console(signer=edges.signer, site=edges.site, now=now)
    again = open_console(signer=edges.signer, site=edges.site, now=now)

    admin = session.scalars(select(StaffMember)).one()
    assert [role.name for role in admin.roles] == [StaffRole.ADMIN]
    assert {use(link.rpartition("/")[2], now) for link in (first, again)} == {admin.id}


def test_the_first_admin_returns_where_no_other_is_left(session: Rows, now: datetime) -> None:
    edges = wiring.edges()
    open_console(signer=edges.signer, site=edges.site, now=now)
    session.scalars(select(StaffMember)).one().disabled_at = now
    session.commit()

    open_console(signer=edges.signer, site=edges.site, now=now)

    assert session.scalars(select(StaffMember)).one().active
