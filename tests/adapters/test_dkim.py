"""Our signatures, with dkimpy as the oracle that reads them."""

import base64
import random
import re
from dataclasses import replace

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from campaign.adapters.smtp.dkim import BadKey, DkimSigner, make_key
from campaign.adapters.smtp.letter_bytes import letter_bytes
from campaign.adapters.smtp.notice_bytes import notice_bytes
from tests.adapters.test_letter_bytes import ENCODED_HEADER, LETTER, hostile

SIGNERS = {
    kind: DkimSigner(
        make_key(ed25519_key=kind == "ed25519").pem, domain="campaign.example", selector="mail"
    )
    for kind in ("rsa", "ed25519")
}
PEM = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
NEWS = (
    ("Auto-Submitted", "auto-generated"),
    ("List-Unsubscribe", "<https://letters.example.org/unsubscribe/t/one-click>"),
    ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
)

kinds = pytest.mark.parametrize("kind", SIGNERS)


def holds(content: bytes, signer: DkimSigner) -> bool:
    """Tell whether the oracle believes a mail, with our record in its DNS."""

    def published(name: bytes, timeout: float = 5) -> bytes | None:
        del timeout
        return signer.public.record.encode() if name.decode() == f"{signer.public.name}." else None

    return dkim.verify(content, dnsfunc=published)


def signature(content: bytes) -> str:
    """Return the signature's header, unfolded."""
    return re.sub(r"\s+", " ", content[: content.index(b"\r\nFrom:")].decode())


@kinds
@settings(max_examples=1000)
@given(name=hostile, subject=hostile, text=st.text(st.characters(codec="utf-8"), max_size=2000))
@example(name=ENCODED_HEADER, subject=ENCODED_HEADER, text=" \t\n.\n..\n\n\n")
@example(name="", subject="", text="")
@example(name="Po " * 50, subject="a  b\t c", text="trailing \t\n  two  spaces\n" * 40)
@example(name="Ana", subject="x" * 150, text="教育 " * 700)
def test_the_oracle_believes_every_mail(kind: str, name: str, subject: str, text: str) -> None:
    mail = replace(LETTER, from_name=name, reply_to_name=name, subject=subject, text=text)

    signed = SIGNERS[kind].signed(letter_bytes(mail), mail.sent_at)

    assert holds(signed, SIGNERS[kind])
    assert max(map(len, signed.split(b"\r\n"))) < 100


@kinds
def test_what_leaves_is_the_mail_with_its_signature_before_it(kind: str) -> None:
    content = notice_bytes(replace(LETTER, html="<p>Hola  </p>\n\n", headers=NEWS))

    signed = SIGNERS[kind].signed(content, LETTER.sent_at)

    assert signed.startswith(b"DKIM-Signature: v=1; ")
    assert signed.endswith(b"\r\n" + content)
    assert holds(signed, SIGNERS[kind])


@kinds
def test_the_same_mail_has_the_same_signature(kind: str) -> None:
    content = letter_bytes(LETTER)

    first, second = (SIGNERS[kind].signed(content, LETTER.sent_at) for _ in range(2))

    assert first == second
    assert f"t={int(LETTER.sent_at.timestamp())};" in signature(first)


@kinds
@pytest.mark.parametrize(
    "name", ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "List-Unsubscribe"]
)
def test_a_changed_header_is_noticed(kind: str, name: str) -> None:
    signed = SIGNERS[kind].signed(
        notice_bytes(replace(LETTER, html="<p>Hi</p>", headers=NEWS)), LETTER.sent_at
    )

    changed = re.sub(rb"\r\n" + name.encode() + rb": ", rb"\g<0>x", signed, count=1)

    assert changed != signed
    assert not holds(changed, SIGNERS[kind])


@kinds
@pytest.mark.parametrize("name", ["From", "To", "Reply-To", "Subject", "Date", "Message-ID"])
@pytest.mark.parametrize("has_reply_to", [0, 1])
def test_a_second_header_is_noticed(kind: str, name: str, has_reply_to: int) -> None:
    mail = LETTER if has_reply_to else replace(LETTER, reply_to_address="")
    signed = SIGNERS[kind].signed(letter_bytes(mail), mail.sent_at)

    added = signed.replace(b"\r\nFrom:", f"\r\n{name}: evil@example.org\r\nFrom:".encode(), 1)

    assert holds(signed, SIGNERS[kind])
    assert not holds(added, SIGNERS[kind])


@kinds
def test_a_changed_text_is_noticed(kind: str) -> None:
    signed = SIGNERS[kind].signed(letter_bytes(LETTER), LETTER.sent_at)

    assert not holds(signed.replace(b"Sacramento", b"Hollywood!"), SIGNERS[kind])


@kinds
def test_random_white_space_is_read_alike(kind: str, rng: random.Random) -> None:
    head = letter_bytes(LETTER).partition(b"\r\n\r\n")[0]
    for _ in range(500):
        body = b"".join(
            rng.choice([b" ", b"\t", b"\r\n", b"a", b"."]) for _ in range(rng.randrange(40))
        )
        signed = SIGNERS[kind].signed(head + b"\r\n\r\n" + body + b"\r\n", LETTER.sent_at)

        assert holds(signed, SIGNERS[kind]), body


@kinds
def test_a_key_is_read_from_one_line_too(kind: str) -> None:
    pem = make_key(ed25519_key=kind == "ed25519").pem
    line = "".join(pem.splitlines()[1:-1])

    records = {DkimSigner(text, domain="d", selector="s").public.record for text in (pem, line)}

    assert len(records) == 1


@pytest.mark.parametrize(
    "text",
    [
        "not a key",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        base64.b64encode(b"nothing").decode(),
        ec.generate_private_key(ec.SECP256R1()).private_bytes(*PEM).decode(),
        SIGNERS["rsa"].public.record.rpartition("p=")[2],
    ],
)
def test_what_is_no_key_for_mail_is_refused(text: str) -> None:
    with pytest.raises(BadKey):
        DkimSigner(text, domain="campaign.example", selector="mail")
