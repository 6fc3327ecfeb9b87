"""The bytes of a mail, with the standard library's parser as the oracle."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from campaign.adapters.smtp.letter_bytes import letter_bytes
from campaign.adapters.smtp.notice_bytes import notice_bytes
from campaign.domain.mail import Mail, Unsendable, clean_header

LETTER = Mail(
    message_id="0123456789abcdef@campaign.example",
    sent_at=datetime(2026, 10, 14, 17, 30, tzinfo=UTC),
    from_name="Ana López",
    from_address="letters@campaign.example",
    recipient="assemblymember.krell@assembly.example",
    subject="Assembly District 6 on school funding",
    text="Dear Assembly Member Krell,\n\nI live in Sacramento.\n\nSincerely,\nAna López\n",
    reply_to_name="Ana López",
    reply_to_address="ana@writers.example",
)
NAMES = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID"]
CONTENT = ["MIME-Version", "Content-Type", "Content-Transfer-Encoding"]
ENCODED_HEADER = "=?utf-8?q?Ana=0D=0ABcc:_victim@example.org?="

hostile = st.text(st.characters(codec="utf-8"), max_size=150)


def read(content: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(content)


def decoded(content: bytes, header: str) -> str:
    """Return a header as RFC 2047 reads it; the newer parser adds spaces inside long names."""
    raw = BytesParser(policy=policy.compat32).parsebytes(content)[header]
    return str(make_header(decode_header(raw)))


def display_name(content: bytes, header: str) -> str:
    raw = BytesParser(policy=policy.compat32).parsebytes(content)[header]
    return str(make_header(decode_header(parseaddr(raw.replace("\r\n", ""))[0])))


def test_a_letter_reads_as_it_was_written() -> None:
    mail = read(letter_bytes(LETTER))

    assert mail.keys() == NAMES + CONTENT
    assert mail["From"].addresses[0].display_name == "Ana López"
    assert mail["To"] == "assemblymember.krell@assembly.example"
    assert mail["Message-ID"] == "<0123456789abcdef@campaign.example>"
    assert mail["Date"].datetime == LETTER.sent_at
    assert mail.get_content().replace("\r\n", "\n") == LETTER.text


@given(name=hostile, subject=hostile)
@example(name=ENCODED_HEADER, subject=ENCODED_HEADER)
@example(name="Ana\r\nBcc: victim@example.org", subject="a\r\n\r\nb")
@example(name='" <evil@example.org>, "', subject=" ")
@example(name="Ng Ô\x00\x7f\x85\u2028\u202e", subject="\ufeff=?")
@example(name="Po " * 50, subject="x" * 150)
@example(name="", subject="")
def test_no_name_and_no_subject_makes_a_header(name: str, subject: str) -> None:
    letter = replace(LETTER, from_name=name, reply_to_name=name, subject=subject)
    content = letter_bytes(letter)

    mail = read(content)
    assert mail.keys() == NAMES + CONTENT
    assert decoded(content, "Subject") == clean_header(subject, 1000)
    assert display_name(content, "Reply-To") == clean_header(name, 1000)
    assert parseaddr(str(mail["From"]))[1] == LETTER.from_address
    assert mail.get_content().replace("\r\n", "\n") == LETTER.text


@given(st.text(st.characters(codec="utf-8"), max_size=3000))
@example(".\n..\n.\r\n")
@example("From here to there\nFrom")
@example("x" * 2000)
@example("教育" * 700)
@example("one\rtwo\r\nthree\n\n\n")
@example("trailing space \n\ttab\t\n\x00\x0b\x0c")
def test_a_text_arrives_exactly_as_it_was_typed(text: str) -> None:
    mail = read(letter_bytes(replace(LETTER, text=text)))

    typed = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    arrived = mail.get_payload(decode=True).decode("utf-8").replace("\r\n", "\n")
    assert arrived == typed


@given(name=hostile, subject=hostile, text=st.text(st.characters(codec="utf-8"), max_size=2000))
@pytest.mark.parametrize("html", ["", "<p>Hola, Ñandú</p>"])
def test_every_line_survives_every_relay(name: str, subject: str, text: str, html: str) -> None:
    mail = replace(LETTER, from_name=name, subject=subject, text=text, html=html)
    content = notice_bytes(mail) if html else letter_bytes(mail)

    assert content.isascii()
    assert content.endswith(b"\r\n")
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 200


def test_a_notice_carries_text_and_html() -> None:
    content = notice_bytes(
        replace(LETTER, html="<p>Ñandú</p>", headers=(("Auto-Submitted", "auto-generated"),))
    )

    mail = read(content)
    assert mail.keys() == [*NAMES, "Auto-Submitted", "MIME-Version", "Content-Type"]
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("build", [letter_bytes, notice_bytes])
def test_the_same_mail_gives_the_same_bytes(build: Callable[[Mail], bytes]) -> None:
    mail = replace(LETTER, html="<p>Hello</p>")

    assert build(mail) == build(mail)


@pytest.mark.parametrize(
    "address",
    ["", "no at", "a@b@c", "a b@c.example", "a@b.example\r\nBcc: x@y.example", "ñ@b.example"],
)
@pytest.mark.parametrize("field", ["recipient", "from_address"])
def test_an_address_that_no_header_can_carry_is_refused(field: str, address: str) -> None:
    with pytest.raises(Unsendable):
        letter_bytes(replace(LETTER, **{field: address}))
