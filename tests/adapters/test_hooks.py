"""What each mail provider calls us with, proven by its own signature."""

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
import responses

from campaign.adapters.hooks.mailgun import MailgunHook
from campaign.adapters.hooks.postmark import PostmarkHook
from campaign.adapters.hooks.sendgrid import SendGridHook
from campaign.adapters.hooks.ses import SesHook
from campaign.domain.returns import Call, Forged, Report, ReturnKind, TooEarly, Unreadable
from tests import hook_calls
from tests.hook_calls import Amazon, SendGrid, call, mailgun, ses_event

K = ReturnKind
SENT_ID = "0123@campaign.example"
AMAZON, SENDGRID = Amazon(), SendGrid()
LATER = timedelta(days=2)
SOON = timedelta(minutes=16)


def postmark(event: dict[str, Any], now: datetime) -> Call:
    """Return a call with the secret in its header."""
    named = {"MessageID": hook_calls.OWN_NAME, **event}
    return call(named, now, x_postmark_secret=hook_calls.POSTMARK_SECRET)


@pytest.mark.parametrize(
    ("event", "kind", "code"),
    [
        ({"event": "delivered"}, K.DELIVERED, ""),
        ({"event": "complained"}, K.COMPLAINED, ""),
        ({"event": "rejected"}, K.REJECTED, ""),
        ({"event": "failed", "severity": "temporary"}, K.DEFERRED, ""),
        ({"event": "failed", "severity": "permanent"}, K.RETURNED, ""),
        ({"event": "failed", "reason": "suppress-bounce"}, K.BOUNCED, ""),
        (
            {"event": "failed", "delivery-status": {"enhanced-code": "5.1.1"}},
            K.BOUNCED,
            "5.1.1",
        ),
    ],
)
def test_mailgun_reports(event: dict[str, Any], kind: ReturnKind, code: str, now: datetime) -> None:
    told = {
        **event,
        "message": {"headers": {"message-id": SENT_ID}},
        "envelope": {"sender": "returns+x@campaign.example"},
    }

    (report,) = MailgunHook(hook_calls.MAILGUN_KEY).reports(call(mailgun(told, now), now))

    assert (report.kind, report.code, report.event_id) == (kind, code, "an-event")
    assert report.token == "a token"
    assert report.message_ids == (SENT_ID,)
    assert report.addresses == ("returns+x@campaign.example",)


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"event": "delivered"}, K.DELIVERED),
        ({"event": "processed"}, K.RELAYED),
        ({"event": "deferred"}, K.DEFERRED),
        ({"event": "dropped"}, K.REJECTED),
        ({"event": "spamreport"}, K.COMPLAINED),
        ({"event": "bounce", "type": "bounce", "status": "5.1.1"}, K.BOUNCED),
        ({"event": "bounce", "type": "bounce", "status": "5.2.2"}, K.RETURNED),
        ({"event": "bounce", "type": "blocked", "status": "5.1.1"}, K.RETURNED),
    ],
)
def test_sendgrid_reports(event: dict[str, Any], kind: ReturnKind, now: datetime) -> None:
    common = {"timestamp": int(now.timestamp()), "smtp-id": f"<{SENT_ID}>"}
    batch = [
        {**common, **event, "sg_event_id": "one"},
        {"event": "open", "sg_event_id": "two", **common},
        {"event": "bounce"},
        7,
        {**common, **event, "sg_event_id": "three"},
    ]

    found = SendGridHook(SENDGRID.public_key).reports(SENDGRID.call(batch, now, now))

    assert [(each.event_id, each.kind) for each in found] == [("one", kind), ("three", kind)]
    assert {each.message_ids for each in found} == {(SENT_ID,)}


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"RecordType": "Delivery", "DeliveredAt": "2026-10-14T17:00:00Z"}, K.DELIVERED),
        ({"RecordType": "SpamComplaint", "BouncedAt": "2026-10-14T17:00:00Z"}, K.COMPLAINED),
        *(
            ({"RecordType": "Bounce", "Type": word, "BouncedAt": "2026-10-14T17:00:00Z"}, kind)
            for word, kind in {
                "HardBounce": K.BOUNCED,
                "SoftBounce": K.DEFERRED,
                "AutoResponder": K.AUTOMATIC,
                "Blocked": K.RETURNED,
            }.items()
        ),
    ],
)
def test_postmark_reports(event: dict[str, Any], kind: ReturnKind, now: datetime) -> None:
    (report,) = PostmarkHook(hook_calls.POSTMARK_SECRET).reports(postmark(event, now))

    assert (report.kind, report.reference) == (kind, hook_calls.OWN_NAME)


def test_postmarks_secret_may_be_a_password(now: datetime) -> None:
    event = {"RecordType": "Delivery", "MessageID": "x", "DeliveredAt": "2026-10-14T17:00:00Z"}
    basic = base64.b64encode(f"any:{hook_calls.POSTMARK_SECRET}".encode()).decode()

    found = PostmarkHook(hook_calls.POSTMARK_SECRET).reports(
        call(event, now, authorization=f"Basic {basic}")
    )

    assert len(found) == 1


def ses(message: dict[str, str], now: datetime) -> list[Report]:
    """Let the hook read a message, with Amazon's certificate in its place."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as web:
        web.get(hook_calls.CERTIFICATE_URL, body=AMAZON.certificate)
        return SesHook(hook_calls.TOPIC).reports(call(message, now))


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize(
    ("word", "more", "kind", "code"),
    [
        ("Delivery", {}, K.DELIVERED, ""),
        ("DeliveryDelay", {}, K.DEFERRED, ""),
        ("Reject", {}, K.REJECTED, ""),
        ("Complaint", {"complaint": {}}, K.COMPLAINED, ""),
        ("Complaint", {"complaint": {"complaintFeedbackType": "not-spam"}}, K.DELIVERED, ""),
        (
            "Bounce",
            {"bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"status": "5.1.1"}]}},
            K.BOUNCED,
            "5.1.1",
        ),
        (
            "Bounce",
            {"bounce": {"bounceType": "Transient", "bounceSubType": "General"}},
            K.DEFERRED,
            "",
        ),
        (
            "Bounce",
            {"bounce": {"bounceType": "Transient", "bounceSubType": "MailboxFull"}},
            K.RETURNED,
            "",
        ),
    ],
)
def test_ses_reports(  # One argument for each part of the case.
    version: str, word: str, more: dict[str, Any], kind: ReturnKind, code: str, now: datetime
) -> None:
    event = ses_event(word, source="returns+x@campaign.example", sent_id=SENT_ID, **more)

    (report,) = ses(AMAZON.message(now, version=version, Message=event), now)

    assert (report.kind, report.code) == (kind, code)
    assert report.addresses == ("returns+x@campaign.example",)
    assert (report.message_ids, report.reference) == ((SENT_ID,), hook_calls.OWN_NAME)


@pytest.mark.parametrize(
    ("more", "status", "said", "kind"),
    [
        ("General", "5.1.1", "smtp; 550 5.1.1 user unknown", K.BOUNCED),
        ("General", "5.7.1", "smtp; 554 5.7.1 refused by policy", K.RETURNED),
        ("General", "5.2.2", "", K.RETURNED),
        ("General", "", "smtp; 550 5.1.1 <clerk@office.example> unknown", K.BOUNCED),
        ("General", "", "smtp; 550 5.7.26 fails DMARC", K.RETURNED),
        ("General", "5.0.0", "smtp; 550 5.1.10 no such recipient", K.BOUNCED),
        ("General", "5.0.0", "smtp; 554 rejected", K.RETURNED),
        ("General", "", "", K.BOUNCED),
        ("Suppressed", "5.1.1", "SES has suppressed it", K.BOUNCED),
        ("Suppressed", "", "", K.BOUNCED),
        ("NoEmail", "", "", K.RETURNED),
        ("OnAccountSuppressionList", "5.1.1", "", K.RETURNED),
    ],
)
def test_only_a_missing_mailbox_bounces_at_ses(
    now: datetime, more: str, status: str, said: str, kind: ReturnKind
) -> None:
    recipient = {"status": status, "diagnosticCode": said}
    bounce = {"bounceType": "Permanent", "bounceSubType": more, "bouncedRecipients": [recipient]}

    (report,) = ses(AMAZON.message(now, Message=ses_event("Bounce", bounce=bounce)), now)

    assert report.kind is kind


def test_ses_says_nothing_of_what_we_do_not_ask(now: datetime) -> None:
    assert ses(AMAZON.message(now, Message=ses_event("Open")), now) == []


@pytest.mark.parametrize(
    "change",
    [
        {"Message": ses_event("Delivery", sent_id="another")},
        {"MessageId": "another"},
        {"TopicArn": "arn:aws:sns:us-west-2:999999999999:mail"},
        {"Signature": "AAAA"},
        {"Signature": "not base64"},
        {"SigningCertURL": "https://sns.us-west-2.amazonaws.com.evil.example/x.pem"},
        {"SigningCertURL": "https://evil.example/sns.us-west-2.amazonaws.com/x.pem"},
        {"SigningCertURL": "http://sns.us-west-2.amazonaws.com/x.pem"},
        {"SigningCertURL": "https://user@sns.us-west-2.amazonaws.com/x.pem"},
        {"SigningCertURL": "https://sns.us-west-2.amazonaws.com/../x.pem"},
        {"Type": "UnsubscribeConfirmation"},
    ],
)
def test_ses_is_refused_when_anything_was_changed(change: dict[str, str], now: datetime) -> None:
    message = AMAZON.message(now, Message=ses_event("Delivery"))

    with pytest.raises(Forged):
        ses({**message, **change}, now)


def test_a_message_of_another_topic_is_refused_though_amazon_signed_it(now: datetime) -> None:
    other = AMAZON.message(now, TopicArn="arn:aws:sns:us-west-2:999999999999:mail")

    with pytest.raises(Forged):
        ses(other, now)


def test_amazons_certificate_is_fetched_once(now: datetime) -> None:
    hook, message = SesHook(hook_calls.TOPIC), AMAZON.message(now, Message=ses_event("Open"))

    with responses.RequestsMock() as web:
        web.get(hook_calls.CERTIFICATE_URL, body=AMAZON.certificate)
        for _ in range(3):
            hook.reports(call(message, now))

        assert len(web.calls) == 1


def test_amazon_is_asked_again_when_its_certificate_cannot_be_fetched(now: datetime) -> None:
    message = AMAZON.message(now, Message=ses_event("Open"))

    with responses.RequestsMock() as web:
        web.get(hook_calls.CERTIFICATE_URL, body=requests.ConnectionError("away"))

        with pytest.raises(TooEarly):
            SesHook(hook_calls.TOPIC).reports(call(message, now))


@pytest.mark.parametrize(
    ("address", "agrees"),
    [
        (hook_calls.SUBSCRIBE_URL, True),
        ("https://evil.example/?Action=ConfirmSubscription&x", False),
        ("https://sns.us-west-2.amazonaws.com/?Action=DeleteTopic&x", False),
    ],
)
def test_a_subscription_is_agreed_to_at_amazon_alone(
    address: str, now: datetime, *, agrees: bool
) -> None:
    message = AMAZON.message(now, Type="SubscriptionConfirmation", Token="y", SubscribeURL=address)
    with responses.RequestsMock(assert_all_requests_are_fired=False) as web:
        web.get(hook_calls.CERTIFICATE_URL, body=AMAZON.certificate)
        agreed = web.get(hook_calls.SUBSCRIBE_URL, body="<ok/>")
        hook = SesHook(hook_calls.TOPIC)
        if agrees:
            assert hook.reports(call(message, now)) == []
        else:
            with pytest.raises(Forged):
                hook.reports(call(message, now))

        assert agreed.call_count == int(agrees)


Forgery = Callable[[datetime], Call]


@pytest.mark.parametrize(
    "forgery",
    [
        lambda now: call(mailgun({"event": "delivered"}, now, key="another"), now),
        lambda now: call(mailgun({"event": "delivered"}, now - SOON), now),
        lambda now: call(mailgun({"event": "delivered"}, now + SOON), now),
    ],
)
def test_mailgun_is_refused_without_a_fresh_proof(forgery: Forgery, now: datetime) -> None:
    with pytest.raises(Forged):
        MailgunHook(hook_calls.MAILGUN_KEY).reports(forgery(now))


@pytest.mark.parametrize(
    "forgery",
    [
        lambda now: SendGrid().call([], now, now),
        lambda now: SENDGRID.call([], now - LATER, now),
        lambda now: call([], now),
        lambda now: call([], now, x_twilio_email_event_webhook_signature="not base64"),
        lambda now: Call(
            headers=SENDGRID.call([], now, now).headers, body=b'[{"event":"delivered"}]', at=now
        ),
    ],
)
def test_sendgrid_is_refused_without_a_fresh_proof(forgery: Forgery, now: datetime) -> None:
    with pytest.raises(Forged):
        SendGridHook(SENDGRID.public_key).reports(forgery(now))


@pytest.mark.parametrize(
    "headers",
    [{}, {"x_postmark_secret": "another"}, {"authorization": "Basic YW55Om90aGVy"}],
)
def test_postmark_is_refused_without_the_secret(headers: dict[str, str], now: datetime) -> None:
    with pytest.raises(Forged):
        PostmarkHook(hook_calls.POSTMARK_SECRET).reports(call({}, now, **headers))


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"[" * 50_000])
def test_what_is_no_call_at_all_is_unreadable_or_forged(body: bytes, now: datetime) -> None:
    hooks = (
        MailgunHook(hook_calls.MAILGUN_KEY),
        SendGridHook(SENDGRID.public_key),
        PostmarkHook(hook_calls.POSTMARK_SECRET),
        SesHook(hook_calls.TOPIC),
    )
    for hook in hooks:
        with pytest.raises((Unreadable, Forged)):
            hook.reports(call(body, now))


def test_a_report_without_its_parts_is_unreadable(now: datetime) -> None:
    with pytest.raises(Unreadable):
        MailgunHook(hook_calls.MAILGUN_KEY).reports(call(mailgun({}, now), now))
    with pytest.raises(Unreadable):
        PostmarkHook(hook_calls.POSTMARK_SECRET).reports(postmark({"RecordType": "Bounce"}, now))
    with pytest.raises(Unreadable):
        ses(AMAZON.message(now, Message=json.dumps({"eventType": "Bounce"})), now)
