"""Where mail providers report: proven, bounded, and never twice."""

import json
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from campaign import wiring
from campaign.adapters.hooks.mailgun import MailgunHook
from campaign.adapters.hooks.postmark import PostmarkHook
from campaign.db import db
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Receipt
from tests import hook_calls, make
from tests.hook_calls import mailgun

SECRET = {"X-Postmark-Secret": hook_calls.POSTMARK_SECRET}


@pytest.fixture
def provider(site: Flask) -> FlaskClient:
    """A provider that calls a site with two hooks."""
    edges = site.extensions[wiring.EXTENSION]
    site.extensions[wiring.EXTENSION] = replace(
        edges,
        hooks={
            "mailgun": MailgunHook(hook_calls.MAILGUN_KEY),
            "postmark": PostmarkHook(hook_calls.POSTMARK_SECRET),
        },
    )
    return site.test_client()


def sent_id(site: Flask, now: datetime) -> tuple[str, str]:
    """Write a letter, let it leave, and return its action and Message-ID."""
    with site.app_context():
        action_id = make.write(db.session.query(Campaign).one(), now=now).action_id
        make.work(now)
        return action_id, make.letters_of(action_id)[0].message_id or ""


def tell(client: FlaskClient, event: dict[str, object], now: datetime) -> TestResponse:
    """Call as Mailgun does."""
    return client.post("/hooks/mailgun", json=mailgun(event, now))


def test_a_report_moves_its_letter_and_a_second_one_is_taken_too(
    provider: FlaskClient, site: Flask, now: datetime
) -> None:
    action_id, message_id = sent_id(site, now)
    event = {"event": "delivered", "message": {"headers": {"message-id": message_id}}}

    answers = [tell(provider, event, now).status_code for _ in range(2)]

    assert answers == [200, 200]
    with site.app_context():
        assert make.states(action_id)[0] == "delivered"
        providers = db.session.scalars(select(Receipt.provider).order_by(Receipt.id)).all()
        assert providers == ["mailgun", "mailgun:token"]


def test_a_call_without_proof_is_refused(provider: FlaskClient, now: datetime) -> None:
    forged = mailgun({"event": "delivered"}, now, key="another")

    assert provider.post("/hooks/mailgun", json=forged).status_code == 403
    assert provider.post("/hooks/postmark", json={}).status_code == 403


@pytest.mark.parametrize("name", ["ses", "sendgrid", "nobody"])
def test_a_provider_that_is_not_set_up_has_no_hook(provider: FlaskClient, name: str) -> None:
    assert provider.post(f"/hooks/{name}", json={}).status_code == 404


def test_a_hook_is_only_posted_to(provider: FlaskClient) -> None:
    assert provider.get("/hooks/mailgun").status_code == 405


def test_what_nobody_understands_is_said_so(provider: FlaskClient) -> None:
    assert provider.post("/hooks/postmark", data=b"{", headers=SECRET).status_code == 400


def test_a_call_that_is_too_large_is_not_read(provider: FlaskClient) -> None:
    answer = provider.post("/hooks/postmark", data=b"x" * (1024 * 1024 + 1), headers=SECRET)

    assert answer.status_code == 413


def test_a_call_may_be_larger_than_a_page_takes(provider: FlaskClient) -> None:
    content = {"RecordType": "Open", "MessageID": "x", "padding": "x" * 500_000}

    answer = provider.post("/hooks/postmark", data=json.dumps(content), headers=SECRET)

    assert answer.status_code == 200


def test_a_report_that_is_quicker_than_our_commit_is_asked_for_again(
    provider: FlaskClient, now: datetime
) -> None:
    content = {
        "RecordType": "Delivery",
        "MessageID": "a-name-that-we-do-not-know-yet",
        "DeliveredAt": now.isoformat(),
    }

    assert provider.post("/hooks/postmark", json=content, headers=SECRET).status_code == 503
