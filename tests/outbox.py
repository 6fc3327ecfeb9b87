"""Small doings around an outbox, for tests."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.deliveries import DeliveryKind, DeliveryState
from campaign.domain.mail import NoticeMail
from campaign.domain.notices import NoticeKind, RenderedNotice
from campaign.models.deliveries import Delivery
from campaign.models.deliveries.mails import enqueue_notice
from campaign.services.make_letters import make_letters
from campaign.wiring import Adapters


def queue_letters(edges: Adapters, number: int, *, now: datetime) -> None:
    """Queue rehearsal letters."""
    make_letters(number, site=edges.site, bell=edges.bell, now=now)


def queue_notice(session: scoped_session[Session], edges: Adapters, *, now: datetime) -> None:
    """Queue one confirmation mail to Ana."""
    enqueue_notice(session(), confirm_notice(), site=edges.site, now=now)
    session.commit()


def confirm_notice() -> NoticeMail:
    """Return a confirmation mail to Ana."""
    return NoticeMail(
        kind=NoticeKind.CONFIRM,
        rendered=RenderedNotice("Your code", "123456\n", "<p>123456</p>"),
        recipient="ana@writers.invalid",
        dedupe_key="confirm:1",
    )


def states(session: scoped_session[Session], kind: DeliveryKind = DeliveryKind.LETTER) -> list[str]:
    """Return the states of all letters, or of all notices."""
    found = session.scalars(select(Delivery.status).where(Delivery.kind == kind)).all()
    session.rollback()
    return sorted(found)


def put_into(session: scoped_session[Session], state: DeliveryState, **values: object) -> str:
    """Put the only delivery into a state, past all moves, and return its id."""
    session.execute(update(Delivery).values(status=state, **values))
    session.commit()
    session.expire_all()
    return session.scalars(select(Delivery.id)).one()
