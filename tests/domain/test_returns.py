"""What a report means for a delivery."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from campaign.domain.deliveries import MOVES, DeliveryState
from campaign.domain.returns import (
    WAITS_AGAIN,
    Call,
    Forged,
    Report,
    ReturnKind,
    Unreadable,
    failure,
    implied,
    moment_of,
    read_call,
    timely,
)

S, K = DeliveryState, ReturnKind


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("5.1.1", K.BOUNCED),
        ("5.1.10", K.BOUNCED),
        ("5.2.1", K.BOUNCED),
        ("5.2.2", K.RETURNED),
        ("5.7.1", K.RETURNED),
        ("4.4.7", K.RETURNED),
        ("", K.RETURNED),
        ("nonsense", K.RETURNED),
    ],
)
def test_only_a_missing_mailbox_is_a_bounce(status: str, kind: ReturnKind) -> None:
    assert failure(status) is kind


@pytest.mark.parametrize("kind", ReturnKind)
@pytest.mark.parametrize("state", DeliveryState)
def test_a_report_moves_nothing_where_no_move_is_allowed(
    kind: ReturnKind, state: DeliveryState
) -> None:
    new = implied(kind, state)

    way = (state, S.IN_DOUBT, new) if state in WAITS_AGAIN else (state, new)
    assert new is None or all(after in MOVES[before] for before, after in pairwise(way))


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        (K.BOUNCED, S.SENT, S.BOUNCED),
        (K.BOUNCED, S.DELIVERED, S.BOUNCED),
        (K.BOUNCED, S.IN_DOUBT, S.BOUNCED),
        (K.RETURNED, S.SENT, S.BOUNCED),
        (K.REJECTED, S.SENT, S.BOUNCED),
        (K.DELIVERED, S.SENT, S.DELIVERED),
        (K.AUTOMATIC, S.IN_DOUBT, S.DELIVERED),
        (K.PERSON, S.IN_DOUBT, S.DELIVERED),
        (K.DEFERRED, S.IN_DOUBT, S.SENT),
        (K.DEFERRED, S.SENT, None),
        (K.DELIVERED, S.BOUNCED, None),
        (K.BOUNCED, S.TRANSMITTING, None),
        (K.DELIVERED, S.QUEUED, S.DELIVERED),
        (K.PERSON, S.HELD, S.DELIVERED),
        (K.RELAYED, S.QUEUED, S.SENT),
        (K.BOUNCED, S.QUEUED, S.BOUNCED),
        (K.RETURNED, S.QUEUED, None),
        (K.REJECTED, S.HELD, None),
        (K.UNKNOWN, S.IN_DOUBT, None),
    ],
)
def test_a_report_says_where_a_delivery_is(
    kind: ReturnKind, old: DeliveryState, new: DeliveryState | None
) -> None:
    assert implied(kind, old) is new


@pytest.mark.parametrize("body", [b"", b"[", b"\xff", b"[]", b"{}", b'{"a": []}', b"[" * 99_999])
def test_a_call_that_is_not_as_published_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable), read_call("someone") as read:
        read(body)["a"]["b"]


def test_a_signature_holds_for_a_day() -> None:
    at = datetime(2026, 10, 14, tzinfo=UTC)
    call = Call(headers={}, body=b"", at=at)

    timely("someone", str(int(at.timestamp()) - 3600), call)
    for far in (timedelta(days=-2), timedelta(days=2)):
        with pytest.raises(Forged):
            timely("someone", str(int((at + far).timestamp())), call)


def test_a_time_without_a_zone_is_no_time() -> None:
    assert moment_of("2026-10-14T17:30:00.1234567Z").tzinfo is not None
    with pytest.raises(ValueError, match="2026"):
        moment_of("2026-10-14T17:30:00")


@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\x7f", "\udc80", "é"])
def test_a_report_keeps_only_what_is_printable(bad: str) -> None:
    report = Report(
        provider="someone",
        event_id=f"1{bad}2",
        kind=ReturnKind.COMPLAINED,
        occurred_at=datetime(2026, 10, 14, tzinfo=UTC),
        code=f"ab{bad}use",
        message_ids=(f"a{bad}b@campaign.example", "whole@campaign.example"),
        reference=f"{bad}name",
    )

    assert report.message_ids == ("whole@campaign.example",)
    assert (report.event_id, report.code, report.reference) == ("1?2", "ab?use", "?name")
