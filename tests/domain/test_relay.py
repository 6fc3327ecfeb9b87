"""What each answer of a relay means."""

import pytest

from campaign.domain.relay import (
    ChannelDown,
    ChannelStopped,
    Phase,
    Verdict,
    enhanced_status,
    mask_addresses,
    sort_answer,
)


@pytest.mark.parametrize(
    ("code", "reply", "phase", "verdict"),
    [
        (250, "2.0.0 ok", Phase.CONTENT, Verdict.ACCEPTED),
        (251, "will forward", Phase.RECIPIENT, Verdict.ACCEPTED),
        (450, "4.2.0 greylisted", Phase.RECIPIENT, Verdict.TEMPORARY),
        (451, "4.7.1 greylisted, come back later", Phase.RECIPIENT, Verdict.TEMPORARY),
        (451, "4.7.1 slow down", Phase.CONTENT, Verdict.RATE_LIMITED),
        (450, "4.2.1 is receiving mail at a rate that", Phase.RECIPIENT, Verdict.RATE_LIMITED),
        (450, "4.2.1 is receiving mail too quickly", Phase.RECIPIENT, Verdict.RATE_LIMITED),
        (421, "4.7.28 an unusual rate of mail", Phase.CONTENT, Verdict.RATE_LIMITED),
        (550, "5.7.28 a flood of mail", Phase.CONTENT, Verdict.RATE_LIMITED),
        (421, "4.4.5 busy", Phase.CONTENT, Verdict.RATE_LIMITED),
        (451, "4.7.500 Server busy. Please try again", Phase.RECIPIENT, Verdict.RATE_LIMITED),
        (421, "4.7.0 [TS01] deferred: unexpected volume", Phase.CONTENT, Verdict.RATE_LIMITED),
        (454, "Throttling failure: Maximum sending rate", Phase.CONTENT, Verdict.RATE_LIMITED),
        (450, "too many connections", Phase.RECIPIENT, Verdict.RATE_LIMITED),
        (452, "4.5.3 too many recipients", Phase.RECIPIENT, Verdict.RATE_LIMITED),
        (452, "4.2.2 full: too much mail", Phase.RECIPIENT, Verdict.TEMPORARY),
        (452, "4.3.1 no space left", Phase.RECIPIENT, Verdict.TEMPORARY),
        (452, "4.2.2 full", Phase.RECIPIENT, Verdict.TEMPORARY),
        (421, "4.3.2 closing", Phase.CONTENT, Verdict.TEMPORARY),
        (552, "5.2.2 full", Phase.CONTENT, Verdict.TEMPORARY),
        (552, "too much mail", Phase.RECIPIENT, Verdict.TEMPORARY),
        (550, "5.1.1 unknown", Phase.RECIPIENT, Verdict.UNKNOWN_RECIPIENT),
        (554, "5.1.10 null mx", Phase.CONTENT, Verdict.UNKNOWN_RECIPIENT),
        (550, "5.2.1 disabled", Phase.RECIPIENT, Verdict.UNKNOWN_RECIPIENT),
        (550, "no such user", Phase.RECIPIENT, Verdict.UNKNOWN_RECIPIENT),
        (550, "5.7.1 refused by policy", Phase.RECIPIENT, Verdict.POLICY),
        (554, "5.7.1 blocked by a list", Phase.CONTENT, Verdict.POLICY),
        (550, "5.7.124 not authorized to send to this group", Phase.RECIPIENT, Verdict.POLICY),
        (550, "5.7.133 authentication required for a list", Phase.CONTENT, Verdict.POLICY),
        (550, "5.7.1 authentication required", Phase.RECIPIENT, Verdict.REFUSES_US),
        (550, "5.7.1 fails DMARC, says our policy", Phase.CONTENT, Verdict.REFUSES_US),
        (421, "4.7.28 an unusual rate of mail", Phase.RECIPIENT, Verdict.RATE_LIMITED),
        (550, "5.1.1 unknown here, no SPF needed", Phase.RECIPIENT, Verdict.UNKNOWN_RECIPIENT),
        (550, "spam", Phase.CONTENT, Verdict.PERMANENT),
        (554, "5.6.0 broken", Phase.CONTENT, Verdict.PERMANENT),
        (552, "5.3.4 too big", Phase.CONTENT, Verdict.PERMANENT),
    ],
)
def test_an_answer_is_sorted_by_status_then_code_then_phase(
    code: int, reply: str, phase: Phase, verdict: Verdict
) -> None:
    assert sort_answer(code, reply, phase).verdict is verdict


@pytest.mark.parametrize(
    ("code", "phase"),
    [(421, Phase.SENDER), (451, Phase.SENDER), (552, Phase.SENDER), (421, Phase.RECIPIENT)],
)
def test_a_fault_of_the_channel_is_no_answer_about_the_mail(code: int, phase: Phase) -> None:
    with pytest.raises(ChannelDown):
        sort_answer(code, "no", phase)


@pytest.mark.parametrize(
    ("code", "reply", "phase"),
    [
        (530, "5.7.0 log in first", Phase.SENDER),
        (535, "bad password", Phase.SENDER),
        (550, "no such sender", Phase.SENDER),
        (553, "5.7.1 not owned by user", Phase.SENDER),
        (550, "5.1.8 sender's domain not found", Phase.RECIPIENT),
        (553, "5.7.1 Sender address rejected: not owned by user", Phase.RECIPIENT),
        (554, "5.7.1 Relay access denied", Phase.RECIPIENT),
        (550, "5.7.23 failed SPF", Phase.RECIPIENT),
        (550, "5.7.25 no reverse name", Phase.RECIPIENT),
        (550, "5.7.26 not authenticated", Phase.CONTENT),
        (554, "Message rejected: Email address is not verified", Phase.CONTENT),
        (550, "5.7.1 authentication required", Phase.SENDER),
        (550, "5.7.60 no permission to send as this sender", Phase.CONTENT),
    ],
)
def test_a_refusal_of_ourselves_stops_the_channel(code: int, reply: str, phase: Phase) -> None:
    with pytest.raises(ChannelStopped):
        sort_answer(code, reply, phase)


def test_a_relay_that_cannot_check_a_password_now_is_asked_again() -> None:
    with pytest.raises(ChannelDown) as found:
        sort_answer(454, "4.7.0 authentication failed for the moment", Phase.SENDER)

    assert found.type is ChannelDown


def test_the_status_is_what_a_reply_begins_with() -> None:
    assert enhanced_status("5.1.1 no such user 4.2.2") == "5.1.1"
    assert enhanced_status("mailbox 5.1.1 unknown") == ""
    assert enhanced_status("5.1.1.7 is an address") == ""


def test_a_kept_reply_names_nobody() -> None:
    reply = "5.1.1 <ana@example.org>: Recipient rejected, ask postmaster@relay.example"

    assert mask_addresses(reply) == "5.1.1 <address>: Recipient rejected, ask <address>"
