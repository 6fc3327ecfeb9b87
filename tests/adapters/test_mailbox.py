"""The local mailbox: what it takes it keeps, and shows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaign.adapters.mailbox import MailboxReader, MailboxServer
from campaign.adapters.smtp.mailer import SmtpMailer
from campaign.domain.errors import NotFound
from campaign.domain.mail import Mail
from config import Relay
from tests.servers import free_port

MAIL = Mail(
    message_id="1@campaign.example",
    sent_at=datetime(2026, 10, 14, tzinfo=UTC),
    from_name="Ana López",
    from_address="letters@campaign.example",
    recipient="office@assembly.example",
    subject="Más escuelas",
    text="Dear office,\n\n.\nHello\n",
)


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The port of a mailbox that takes mail."""
    server = MailboxServer(tmp_path, host="127.0.0.1", port=free_port())
    server.start()
    yield server.port
    server.stop()


def send(port: int, *mails: Mail) -> None:
    mailer = SmtpMailer(Relay(host="127.0.0.1", port=port), may_leave=False)
    session = mailer.open()
    for mail in mails:
        session.offer(mail.from_address, mail.recipient)
        session.hand_over(mailer.build(mail))
    session.close()


def test_a_mail_is_shown_as_it_was_written(tmp_path: Path, port: int) -> None:
    send(port, MAIL)

    (kept,) = MailboxReader(tmp_path).mails()
    assert (kept.to, kept.subject) == ("office@assembly.example", "Más escuelas")
    assert kept.body.replace("\r\n", "\n") == MAIL.text
    assert dict(kept.headers)["Message-ID"] == "<1@campaign.example>"
    assert MailboxReader(tmp_path).mail(kept.id) == kept


def test_a_notice_shows_its_plain_text(tmp_path: Path, port: int) -> None:
    send(port, replace(MAIL, html="<p>Hello</p>"))

    (kept,) = MailboxReader(tmp_path).mails()
    assert kept.body.replace("\r\n", "\n") == MAIL.text


def test_the_newest_stands_first(tmp_path: Path, port: int) -> None:
    send(port, *(replace(MAIL, subject=str(number)) for number in range(5)))

    assert [mail.subject for mail in MailboxReader(tmp_path).mails()] == ["4", "3", "2", "1", "0"]


def test_an_empty_mailbox_shows_nothing(tmp_path: Path) -> None:
    assert MailboxReader(tmp_path / "never used").mails() == []


@pytest.mark.parametrize("mail_id", ["", "../secret-key", "0" * 20 + ".0123abcd"])
def test_an_id_of_nothing_is_not_found(tmp_path: Path, mail_id: str) -> None:
    with pytest.raises(NotFound):
        MailboxReader(tmp_path).mail(mail_id)
