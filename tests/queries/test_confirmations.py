"""When the next mail that asks for a confirmation may go to an address."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from campaign import wiring
from campaign.domain.mail import NoticeMail
from campaign.domain.notices import NoticeKind, RenderedNotice
from campaign.models.deliveries.mails import enqueue_notice
from campaign.queries.confirmations import by_link, by_page, next_mail_at
from tests.people import ANA, BEN

Rows = scoped_session[Session]
HOUR = timedelta(hours=1)


def mail(session: Rows, due_at: datetime, kind: NoticeKind = NoticeKind.CONFIRM) -> None:
    """Queue a mail to Ana."""
    notice = NoticeMail(
        kind=kind,
        rendered=RenderedNotice("Your code", "123456", ""),
        recipient=ANA.email,
        dedupe_key=f"{kind}:{due_at.isoformat()}",
    )
    enqueue_notice(session(), notice, site=wiring.edges().site, now=due_at, due_at=due_at)


@pytest.mark.parametrize(
    ("hours", "wait"),
    [
        ((), 0),
        ((0,), 0),
        ((-1, 0), 23),
        ((-24, -1), 0),
        ((-3, -2, -1), 22),
        ((-2, 22, 22), 46),
        ((10,), 0),
        ((-20, 10), 4),
    ],
)
def test_two_mails_go_in_any_day(
    session: Rows, now: datetime, hours: tuple[int, ...], wait: int
) -> None:
    for position, hour in enumerate(hours):
        mail(session, now + hour * HOUR + timedelta(microseconds=position))

    due = next_mail_at(ANA.email, now)

    assert abs(due - (now + wait * HOUR)) < timedelta(seconds=1)
    assert next_mail_at(BEN.email, now) == now


def test_a_reminder_is_such_a_mail_and_thanks_are_not(session: Rows, now: datetime) -> None:
    mail(session, now, NoticeKind.REMIND)
    mail(session, now, NoticeKind.CONFIRMED)
    assert next_mail_at(ANA.email, now) == now

    mail(session, now, NoticeKind.CONFIRM)

    assert next_mail_at(ANA.email, now) == now + 24 * HOUR


@pytest.mark.usefixtures("session")
def test_nobodys_token_leads_to_nothing() -> None:
    assert by_page("") is None
    assert by_link("0" * 64) is None
