"""The terminal's door for mail that comes in."""

from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from campaign import wiring
from campaign.domain.deliveries import DeliveryState
from campaign.domain.return_address import coded_address
from campaign.domain.returns import Report
from campaign.models.deliveries import Receipt
from campaign.wiring import Adapters
from tests import make
from tests import returned_mails as mails
from tests.outbox import put_into, queue_letters, states


def receive(app: Flask, content: bytes, *words: str) -> tuple[int, str]:
    """Hand a mail to the command as a mail server does; return its exit code and words."""
    done = app.test_cli_runner().invoke(args=["mail", "receive", *words], input=content)
    return done.exit_code, done.output


def test_a_bounce_is_taken_from_standard_input(
    app: Flask, edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.SENT)

    assert receive(app, mails.report(sent_id=f"{letter}@campaign.example")) == (0, "bounced\n")
    assert states(session) == ["bounced"]


def test_the_envelopes_recipient_can_be_given(
    app: Flask, edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    base = "returns@campaign.example"
    app.extensions[wiring.EXTENSION] = replace(edges, site=replace(edges.site, return_address=base))
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.SENT)
    recipient = coded_address(base, letter, edges.signer)

    assert receive(app, mails.absence(), "--recipient", recipient) == (0, "automatic\n")
    assert states(session) == ["delivered"]


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff\0" * 1_000])
def test_nonsense_is_taken_and_changes_nothing(
    app: Flask, session: scoped_session[Session], content: bytes
) -> None:
    del session

    assert receive(app, content) == (0, "unknown\n")


def test_what_cannot_be_taken_now_stays_with_the_mail_server(
    app: Flask, edges: Adapters, session: scoped_session[Session]
) -> None:
    del session
    app.extensions[wiring.EXTENSION] = replace(edges, mail_reader=Away())

    assert receive(app, mails.report())[0] == 75
    assert make.number_of(Receipt) == 0


class Away:
    """A reader that cannot read now."""

    def read(self, content: bytes, *, recipient: str = "", now: datetime) -> Report:
        """Break."""
        del content, recipient, now
        raise OSError("away")
