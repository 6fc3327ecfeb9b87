"""The headers of what leaves, mail by mail, as offices, mail programs and filters expect them."""

from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from flask import Flask

from campaign import wiring
from campaign.domain.people import normalise_email
from campaign.domain.site import UNSUBSCRIBE
from campaign.models.campaigns import Campaign
from tests import make
from tests.fakes import FakeMailer
from tests.faults import Kept
from tests.people import ANA, BEN, Person

LETTER = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID"]
NOTICE = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"]
UNSUBSCRIBABLE = ["List-Unsubscribe", "List-Unsubscribe-Post"]
OURS = "letters@campaign.example"
OFFICES = "@legislature.example"


def kept() -> list[Kept]:
    """Return what the relay took."""
    mailer = wiring.edges().mailer
    assert isinstance(mailer, FakeMailer)
    return mailer.kept


def read(mail: Kept) -> EmailMessage:
    """Read a mail as its reader's program does."""
    return BytesParser(policy=policy.default).parsebytes(mail.content)


def headers(mail: Kept) -> list[str]:
    """Return the names of a mail's headers, without those of MIME."""
    return [name for name in read(mail) if not name.startswith(("MIME", "Content"))]


def write(campaign: Campaign, person: Person, now: datetime, **changes: object) -> str:
    """Let somebody write, confirm, and everything leave; return their action."""
    submitted = make.submit(make.submission(campaign, person, **changes), now)
    make.work(now)
    make.confirm_by_link(make.link_in(make.mails(submitted.action_id)[-1]), now)
    make.work(now)
    return submitted.action_id


def to_offices() -> list[Kept]:
    """Return the letters among what left."""
    return [mail for mail in kept() if mail.recipient.endswith(OFFICES)]


def to_writer(person: Person) -> list[Kept]:
    """Return our own mails to a writer: first the code, then what became of it."""
    return [mail for mail in kept() if mail.recipient == normalise_email(person.email)]


def test_a_letter_comes_from_us_answers_to_its_writer_and_is_no_list_mail(
    campaign: Campaign, now: datetime
) -> None:
    write(campaign, ANA, now, consent_coalition=True)

    assert [headers(mail) for mail in to_offices()] == [LETTER, LETTER]
    letter = read(to_offices()[0])
    assert parsed(letter, "From") == (ANA.name, OURS)
    assert parsed(letter, "Reply-To") == (ANA.name, ANA.email)
    assert letter["Message-ID"].endswith("@campaign.example>")


def parsed(mail: EmailMessage, header: str) -> tuple[str, str]:
    """Return the name and the address of a header with one mailbox."""
    (mailbox,) = mail[header].addresses
    return mailbox.display_name, mailbox.addr_spec


def test_a_code_has_no_button_to_unsubscribe(campaign: Campaign, now: datetime) -> None:
    write(campaign, ANA, now, consent_coalition=True)

    assert headers(to_writer(ANA)[0]) == NOTICE
    assert read(to_writer(ANA)[0])["Auto-Submitted"] == "auto-generated"


def test_who_signed_up_can_unsubscribe_with_one_click(
    campaign: Campaign, now: datetime, app: Flask
) -> None:
    action_id = write(campaign, ANA, now, consent_coalition=True)
    site, token = wiring.edges().site, make.unsubscribe_token(action_id)

    follow_up = to_writer(ANA)[1]

    assert headers(follow_up) == NOTICE + UNSUBSCRIBABLE
    assert read(follow_up)["List-Unsubscribe"] == f"<{site.one_click(token)}>"
    assert read(follow_up)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = site.one_click(token).removeprefix(site.base_url)
    assert app.test_client().post(path).status_code == 200


def test_who_did_not_sign_up_has_nothing_to_end(campaign: Campaign, now: datetime) -> None:
    write(campaign, BEN, now)

    assert [headers(mail) for mail in to_writer(BEN)] == [NOTICE, NOTICE]


def test_the_address_to_unsubscribe_stays_whole_however_long(
    campaign: Campaign, now: datetime
) -> None:
    write(campaign, ANA, now, consent_coalition=True)
    token = wiring.edges().signer.sign(UNSUBSCRIBE, "0" * 32)
    length = len(wiring.edges().site.one_click(token))

    line = next(line for line in to_writer(ANA)[1].content.split(b"\r\n") if b"one-click" in line)

    assert line.rstrip().endswith(b"/one-click>")
    assert length <= len(line) <= 998


@pytest.mark.parametrize("person", [ANA, BEN])
def test_no_line_is_bare_or_too_long(campaign: Campaign, now: datetime, person: Person) -> None:
    write(campaign, person, now, consent_coalition=True)

    for mail in kept():
        assert b"\r" not in mail.content.replace(b"\r\n", b"")
        assert b"\n" not in mail.content.replace(b"\r\n", b"")
        assert max(map(len, mail.content.split(b"\r\n"))) <= 998
