"""What bounces and what is complained of warns, and stops everything in time."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.deliveries import DeliveryKind, DeliveryState, Move
from campaign.domain.gauges import COMPLAINED, VIEW, WINDOW, Gauge
from campaign.models.deliveries import Delivery, Receipt
from campaign.models.deliveries.moves import move_all
from campaign.models.pauses import EVERYTHING, Pause, resume
from campaign.models.staff import AuditEntry
from campaign.queries.gauges import gauges
from campaign.services.gauge import gauge
from campaign.wiring import Adapters
from tests.outbox import queue_letters, queue_notice

_S = DeliveryState
HOUR = timedelta(hours=1)


@pytest.fixture
def post(edges: Adapters, session: scoped_session[Session]) -> "Post":
    return Post(edges, session)


class Post:
    """Letters that left, and what became of them."""

    def __init__(self, edges: Adapters, session: scoped_session[Session]) -> None:
        self._edges = edges
        self.session = session

    def send(self, number: int, *, now: datetime) -> list[str]:
        """Let new letters leave; return their ids."""
        queue_letters(self._edges, number, now=now)
        return self._move(number, _S.SENT, "250", now)

    def refuse(self, number: int, *, code: str, now: datetime) -> None:
        """Have new letters refused in the session."""
        queue_letters(self._edges, number, now=now)
        self._move(number, _S.FAILED, code, now)

    def notice(self, *, now: datetime) -> str:
        """Let a notice leave."""
        queue_notice(self.session, self._edges, now=now)
        return self._move(1, _S.SENT, "250", now)[0]

    def bounce(self, ids: list[str], *, now: datetime, code: str = "5.1.1") -> None:
        """Let mails come back."""
        self._step(ids, Move(_S.SENT, _S.BOUNCED, "inbox", code), now)

    def complain(self, delivery_id: str, *, now: datetime) -> None:
        """Let somebody complain of a mail."""
        self.session.add(
            Receipt(
                provider="ses",
                event_id=f"complaint of {delivery_id}",
                delivery_id=delivery_id,
                kind=COMPLAINED,
                occurred_at=now,
            )
        )
        self.session.commit()

    def reason(self) -> str | None:
        """Return why everything is paused, if it is."""
        return self.session.scalar(select(Pause.reason).where(Pause.scope == EVERYTHING))

    def resume(self) -> None:
        """Let a person end the pause."""
        resume(self.session(), EVERYTHING)
        self.session.commit()

    def _move(self, number: int, state: DeliveryState, code: str, now: datetime) -> list[str]:
        ids = list(self.session.scalars(select(Delivery.id).where(Delivery.status == _S.QUEUED)))
        assert len(ids) == number
        self._step(ids, Move(_S.QUEUED, _S.CLAIMED, "worker"), now)
        self._step(ids, Move(_S.CLAIMED, _S.TRANSMITTING, "worker"), now)
        self._step(ids, Move(_S.TRANSMITTING, state, "worker", code), now)
        return ids

    def _step(self, ids: list[str], step: Move, now: datetime) -> None:
        move_all(self.session(), dict.fromkeys(ids, step), now=now)
        self.session.commit()


def test_where_nothing_left_nothing_is_wrong(post: Post, now: datetime) -> None:
    found = gauge(live=False, now=now)

    assert (found.bounces.share, found.warns, post.reason()) == (0, False, None)


@pytest.mark.parametrize(
    ("bounced", "warns", "stops"), [(1, 0, 0), (2, 1, 0), (4, 1, 0), (5, 1, 1), (50, 1, 1)]
)
def test_bounces_warn_at_two_and_stop_at_five_of_a_hundred(
    post: Post, now: datetime, bounced: int, warns: int, stops: int
) -> None:
    post.bounce(post.send(100, now=now)[:bounced], now=now)

    found = gauge(live=False, now=now)

    assert found.warns is bool(warns)
    assert (post.reason() is not None) is bool(stops)


def test_fewer_than_a_hundred_stop_nothing(post: Post, now: datetime) -> None:
    post.bounce(post.send(99, now=now), now=now)

    assert gauge(live=False, now=now).warns
    assert post.reason() is None


@pytest.mark.parametrize(("complained", "stops"), [(1, 0), (2, 1)])
def test_one_complaint_warns_and_a_second_may_stop(
    post: Post, now: datetime, complained: int, stops: int
) -> None:
    for delivery_id in post.send(110, now=now)[:complained]:
        post.complain(delivery_id, now=now)

    assert gauge(live=False, now=now).warns
    assert (post.reason() is not None) is bool(stops)


def test_a_complaint_about_a_notice_counts_and_its_bounce_does_not(
    post: Post, now: datetime
) -> None:
    notice = post.notice(now=now)
    post.complain(notice, now=now)
    letters = post.send(9, now=now)

    assert gauges(live=False, now=now).complaints == Gauge(10, 1)

    post.bounce([notice, *letters[:2]], now=now)
    assert gauges(live=False, now=now).bounces == Gauge(9, 2)
    assert gauges(live=False, now=now).complaints == Gauge(7, 1)


def test_what_was_refused_in_the_session_bounced_too(post: Post, now: datetime) -> None:
    post.send(5, now=now)
    post.refuse(2, code="550 5.1.1", now=now)
    post.refuse(3, code="campaign_over", now=now)
    post.bounce(post.send(1, now=now), code="4.2.2", now=now)

    assert gauges(live=False, now=now).bounces == Gauge(8, 2)


def test_only_the_newest_of_the_last_days_are_in_view(post: Post, now: datetime) -> None:
    post.bounce(post.send(50, now=now - WINDOW - HOUR), now=now)
    post.bounce(post.send(50, now=now - HOUR), now=now)
    assert gauges(live=False, now=now).bounces == Gauge(50, 50)

    post.send(VIEW - 10, now=now)
    assert gauges(live=False, now=now).bounces == Gauge(VIEW, 10)


def test_a_rehearsal_says_nothing_of_the_live_mail(post: Post, now: datetime) -> None:
    post.bounce(post.send(100, now=now), now=now)

    assert not gauge(live=True, now=now).warns
    assert post.reason() is None


def test_the_pause_says_why_and_is_written_down_once(post: Post, now: datetime) -> None:
    post.bounce(post.send(100, now=now)[:7], now=now)

    gauge(live=False, now=now)
    gauge(live=False, now=now + HOUR)

    assert post.reason() == "7 of the last 100 letters bounced"
    entry = post.session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.subject) == ("deliveries.paused", EVERYTHING)


def test_after_a_person_resumed_the_same_bounces_do_not_stop_it_again(
    post: Post, now: datetime
) -> None:
    early = post.send(150, now=now)
    post.bounce(early[:20], now=now)
    gauge(live=False, now=now)
    post.resume()

    post.bounce(early[20:120], now=now + HOUR)
    gauge(live=False, now=now + HOUR)

    assert post.reason() is None
    assert gauges(live=False, now=now + HOUR).warns


def test_new_letters_that_bounce_stop_it_again(post: Post, now: datetime) -> None:
    post.bounce(post.send(100, now=now), now=now)
    gauge(live=False, now=now)
    post.resume()

    late = post.send(100, now=now + HOUR)
    post.session.execute(
        update(Delivery).where(Delivery.kind == DeliveryKind.LETTER).values(due_at=now - HOUR)
    )
    post.session.commit()
    post.bounce(late[:5], now=now + 2 * HOUR)
    gauge(live=False, now=now + 2 * HOUR)

    assert post.reason() == "5 of the last 100 letters bounced"


def test_a_pause_of_somebody_else_keeps_its_reason(post: Post, now: datetime) -> None:
    post.session.add(Pause(scope=EVERYTHING, reason="a restore", since=now))
    post.session.commit()
    post.bounce(post.send(100, now=now), now=now)

    gauge(live=False, now=now)

    assert post.reason() == "a restore"
