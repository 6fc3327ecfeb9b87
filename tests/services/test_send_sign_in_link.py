"""A sign-in link is mailed to who works here, and to nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from campaign import wiring
from campaign.domain.deliveries import DeliveryKind, DeliveryState
from campaign.domain.staff import StaffRole
from campaign.models.deliveries import Delivery
from campaign.models.staff import StaffMember
from campaign.services.add_staff import add_staff
from campaign.services.send_sign_in_link import send_sign_in_link
from campaign.services.use_sign_in_link import use_sign_in_link

Rows = scoped_session[Session]


@pytest.fixture
def sam(session: Rows) -> StaffMember:
    edges = wiring.edges()
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    add_staff(
        "sam@coalition.example", StaffRole.STAFF, signer=edges.signer, site=edges.site, now=long_ago
    )
    return session.scalars(select(StaffMember)).one()


def ask(email: str, now: datetime, locale: str = "en") -> None:
    """Ask for a link."""
    edges = wiring.edges()
    send_sign_in_link(
        email,
        locale=locale,
        renderer=edges.renderer,
        signer=edges.signer,
        site=edges.site,
        bell=edges.bell,
        now=now,
    )


def mails(session: Rows) -> int:
    """Count the mails that wait."""
    return session.scalar(select(func.count()).select_from(Delivery)) or 0


def test_the_mail_carries_a_link_that_signs_in(
    session: Rows, sam: StaffMember, now: datetime
) -> None:
    ask(" Sam@coalition.example", now, "es")

    mail = session.scalars(select(Delivery)).one()
    token = next(word for word in mail.text.split() if "/sign-in/link/" in word).rpartition("/")[2]
    assert (mail.kind, mail.status) == (DeliveryKind.NOTICE, DeliveryState.QUEUED)
    assert mail.recipient == "sam@coalition.example"
    assert use_sign_in_link(token, signer=wiring.edges().signer, now=now) == sam.id
    assert wiring.edges().bell.rings == 1


@pytest.mark.usefixtures("sam")
def test_a_stranger_gets_no_mail(session: Rows, now: datetime) -> None:
    ask("stranger@example.org", now)

    assert mails(session) == 0


def test_who_was_dismissed_gets_no_mail(session: Rows, sam: StaffMember, now: datetime) -> None:
    sam.disabled_at = now
    session.commit()
    ask(sam.email, now)

    assert mails(session) == 0


def test_three_links_an_hour_are_enough(session: Rows, sam: StaffMember, now: datetime) -> None:
    for minute in range(5):
        ask(sam.email, now + timedelta(minutes=minute))
    assert mails(session) == 3

    ask(sam.email, now + timedelta(hours=2))

    assert mails(session) == 4
