"""The local mailbox on its page."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from campaign.adapters.smtp.letter_bytes import letter_bytes
from campaign.domain.mail import Mail
from config import Settings


@pytest.fixture
def kept(settings: Settings) -> str:
    """The id of a mail in the mailbox."""
    mail = Mail(
        message_id="1@campaign.example",
        sent_at=datetime(2026, 10, 14, tzinfo=UTC),
        from_name="Ana <b>López</b>",
        from_address="letters@campaign.example",
        recipient="office@assembly.example",
        subject="<script>alert(1)</script>",
        text="See http://localhost/en/confirm/link/abc.\nhttp://localhost/en/confirm/link/abc\n",
    )
    mail_id = "01760000000000000000.0123abcd"
    folder = settings.mailbox_folder / "new"
    folder.mkdir(parents=True)
    (folder / mail_id).write_bytes(letter_bytes(mail))
    return mail_id


def test_each_mail_stands_there_with_its_address_and_subject(
    client: FlaskClient, kept: str
) -> None:
    page = client.get("/mailbox").text

    assert page.count("office@assembly.example") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert f'href="/mailbox/{kept}"' in page


def test_one_mail_shows_its_headers_text_and_links(client: FlaskClient, kept: str) -> None:
    page = client.get(f"/mailbox/{kept}").text

    assert "&lt;1@campaign.example&gt;" in page
    assert page.count('<a href="http://localhost/en/confirm/link/abc') == 1
    assert "<script>alert" not in page


def test_a_mail_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    assert client.get("/mailbox/01760000000000000000.ffffffff").status_code == 404
