"""What comes in is sorted, whoever sent it, and nothing in it breaks the reader."""

import random
from datetime import UTC, datetime

import pytest

from campaign.adapters.incoming.reader import MailReader
from campaign.domain.returns import Report, ReturnKind
from tests import returned_mails as mails

READER = MailReader("campaign.example")
K = ReturnKind
NOW = datetime(2026, 10, 14, 17, 30, tzinfo=UTC)


def read(content: bytes, recipient: str = "") -> Report:
    """Read a mail."""
    return READER.read(content, recipient=recipient, now=NOW)


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (mails.report(), K.BOUNCED, "5.1.1"),
        (mails.report(status="5.2.2"), K.RETURNED, "5.2.2"),
        (mails.report(status="5.7.1"), K.RETURNED, "5.7.1"),
        (mails.report(status="4.4.7"), K.RETURNED, "4.4.7"),
        (mails.report(status="5.0.0"), K.BOUNCED, "5.1.1"),
        (mails.report(status="5.0.0", diagnostic="smtp; 550 no"), K.RETURNED, "5.0.0"),
        (mails.report(action="delayed", status="4.2.0"), K.DEFERRED, "4.2.0"),
        (mails.report(action="relayed", status="2.1.5"), K.RELAYED, "2.1.5"),
        (mails.report(action="expanded", status="2.1.5"), K.RELAYED, "2.1.5"),
        (mails.report(action="delivered", status="2.1.5"), K.DELIVERED, "2.1.5"),
        (mails.report(action="dreamt"), K.UNKNOWN, "5.1.1"),
        (mails.exchange(), K.BOUNCED, "5.1.10"),
        (mails.gmail_delay(), K.DEFERRED, "4.4.1"),
        (mails.exim(), K.BOUNCED, "5.1.1"),
        (mails.qmail(), K.BOUNCED, "5.1.1"),
        (mails.complaint(), K.COMPLAINED, "abuse"),
        (mails.complaint(kind="not-spam"), K.DELIVERED, "not-spam"),
        (mails.complaint(kind="auth-failure"), K.UNKNOWN, "auth-failure"),
        (mails.absence(), K.AUTOMATIC, ""),
        (mails.person(), K.PERSON, ""),
    ],
)
def test_each_shape_is_told_apart_and_names_our_mail(
    content: bytes, kind: ReturnKind, code: str
) -> None:
    found = read(content)

    assert (found.kind, found.code) == (kind, code)
    assert mails.SENT_ID in found.message_ids


@pytest.mark.parametrize("content", [mails.report(), mails.exim(), mails.qmail(), mails.absence()])
def test_the_coded_address_is_among_those_it_went_to(content: bytes) -> None:
    assert mails.RETURN in read(content).addresses


def test_a_complaint_names_the_envelope_that_it_is_about() -> None:
    assert mails.RETURN in read(mails.complaint()).addresses


def test_the_envelopes_recipient_is_among_the_addresses() -> None:
    assert "coded@campaign.example" in read(mails.person(), "coded@campaign.example").addresses


@pytest.mark.parametrize(
    ("header", "value", "kind"),
    [
        ("Auto-Submitted", "auto-generated", K.AUTOMATIC),
        ("Auto-Submitted", "no", K.PERSON),
        ("Precedence", "bulk", K.AUTOMATIC),
        ("X-Autoreply", "yes", K.AUTOMATIC),
        ("List-Id", "<news.capitol.example>", K.AUTOMATIC),
        ("Return-Path", "<>", K.UNKNOWN),
        ("X-Loop", "letters@campaign.example", K.UNKNOWN),
        ("Message-ID", "<abc@Campaign.example>", K.UNKNOWN),
        ("From", "postmaster@capitol.example", K.UNKNOWN),
    ],
)
def test_what_could_go_in_circles_is_no_person(header: str, value: str, kind: ReturnKind) -> None:
    found = read(mails.person(headers={header: value}))

    assert (found.kind, found.reply is not None) == (kind, kind is K.PERSON)


def test_a_person_who_quotes_a_bounce_is_a_person() -> None:
    words = mails.qmail().decode().partition("\r\n\r\n")[2]

    assert read(mails.person(text=f"I got this:\n\n{words}")).kind is K.PERSON


def test_a_persons_words_are_kept_as_plain_text() -> None:
    reply = read(mails.person(text="One  line\u202e\r\n\r\n\r\n\r\nand another")).reply

    assert reply is not None
    assert (reply.name, reply.address) == ("Pat Lee", "pat@capitol.example")
    assert (reply.subject, reply.text) == ("Re: About the buses", "One line\n\nand another")


def test_html_is_read_without_its_marks() -> None:
    page = "<style>p{}</style><p>Thank <b>you</b>,</p><p>Ana &amp; all</p><script>x()</script>"

    reply = read(mails.person(text="", html=page)).reply

    assert reply is not None
    assert reply.text == "Thank you,\nAna & all"


def test_attachments_are_left_out_and_counted() -> None:
    reply = read(mails.person(attachment=b"%PDF")).reply

    assert reply is not None
    assert reply.left_out == 1
    assert "PDF" not in reply.text


def test_a_long_text_is_cut_and_says_so() -> None:
    reply = read(mails.person(text="word " * 10_000)).reply

    assert reply is not None
    assert reply.is_cut
    assert len(reply.text) <= 20_000


def test_two_copies_of_one_mail_are_one_event() -> None:
    other_way = b"Received: from elsewhere\r\n" + mails.report()

    assert read(mails.report()).event_id == read(other_way).event_id
    assert read(mails.report()).event_id != read(mails.exim()).event_id


def hostile(seed: random.Random) -> list[bytes]:
    """Return mails that mean harm, and broken pieces of good ones."""
    good = [mails.report(), mails.exim(), mails.complaint(), mails.person(html="<p>x")]
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (level, level)
        for level in range(3_000)
    )
    labyrinth = deep[:20_000] + b"\n" * 2_000_000
    nested = b"Content-Type: message/rfc822\r\n\r\n" * 2_000
    return [
        b"",
        b"\0" * 5_000,
        seed.randbytes(50_000),
        b"From: " + b"(" * 100_000 + b"\r\n\r\nx",
        b"From: a@b.example\r\nSubject: =?utf-8?b?####?= =?nonsense?q?x?=\r\n\r\nx",
        b"Content-Type: text/plain; charset=nonsense\r\nFrom: a@b.example\r\n\r\n\xff\xfe",
        b"Content-Type: multipart/report; boundary=\r\n\r\n--\r\n",
        b"Content-Type: message/delivery-status\r\n\r\nAction: failed",
        b"To: " + b"a@b.example, " * 20_000 + b"\r\n\r\nx",
        deep,
        labyrinth,
        nested,
        b"Content-Type: text/html\r\nFrom: a@b.example\r\n\r\n" + b"<" * 200_000,
        *(content[: seed.randrange(len(content))] for content in good for _ in range(20)),
        *(bytes(seed.sample(list(content), len(content))) for content in good),
    ]


def test_nothing_that_comes_in_breaks_the_reader(rng: random.Random) -> None:
    kinds = {read(content).kind for content in hostile(rng)}

    assert kinds <= set(ReturnKind)
