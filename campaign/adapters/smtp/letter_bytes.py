"""The bytes of a letter: one fixed shape of plain-text mail, built by hand because it is hot.

The body travels as quoted-printable or base64, whichever is shorter: both survive relays without
8BITMIME, have no line over 76 characters, and give the text back exactly as it was typed.
`email.message` is the oracle of the tests, not a part of this.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from email.utils import format_datetime
from functools import lru_cache

from campaign.domain.mail import Mail, Unsendable, clean_header, is_plain_address

LINE_LIMIT = 76
_HEADER_LIMIT = 1000
_ENCODED_WORD_BYTES = 42
"""42 bytes are 56 characters of base64: with `=?utf-8?b?` and `?=` 68, and 8 for folding."""

_QUOTED_NAME_LIMIT = 60
_NEEDS_QUOTES = re.compile(r"[^A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]")
_MUST_BE_ESCAPED = re.compile(r'(["\\])')
_LINE_END = re.compile(r"\r\n|\r|\n")


def letter_bytes(mail: Mail) -> bytes:
    """Return a plain-text mail as bytes; the same mail gives the same bytes.

    Raises Unsendable when an address cannot stand in a header.
    """
    encoding, body = _encoded_body(mail.text)
    lines = [
        *header_lines(mail),
        "MIME-Version: 1.0",
        'Content-Type: text/plain; charset="utf-8"',
        f"Content-Transfer-Encoding: {encoding}",
        "",
        "",
    ]
    return "\r\n".join(lines).encode("ascii") + body


def header_lines(mail: Mail) -> list[str]:
    """Return the headers that every mail of ours has, folded, in their order."""
    reply_to = mail.reply_to_address
    return [
        _mailbox("From", mail.from_name, mail.from_address),
        _mailbox("To", "", mail.recipient),
        *([_mailbox("Reply-To", mail.reply_to_name, reply_to)] if reply_to else []),
        _text("Subject", mail.subject),
        f"Date: {format_datetime(mail.sent_at)}",
        f"Message-ID: <{_plain(mail.message_id)}>",
        *(_of_ours(name, value) for name, value in mail.headers),
    ]


def _mailbox(header: str, name: str, address: str) -> str:
    start = f"{header}: "
    addressed = f"<{_plain(address)}>" if name else _plain(address)
    words = [*_phrase(name), addressed]
    return _folded(start, words)


def _plain(address: str) -> str:
    if not is_plain_address(address):
        raise Unsendable("an address that no header can carry")
    return address


@lru_cache(maxsize=4)
def _phrase(name: str) -> tuple[str, ...]:
    """Return a display name as words to fold between; a letter carries its writer's twice."""
    name = _clean(name)
    if not name:
        return ()
    if not name.isascii() or "=?" in name or len(name) > _QUOTED_NAME_LIMIT:
        return tuple(_encoded_words(name))
    if _NEEDS_QUOTES.search(name):
        return ('"' + _MUST_BE_ESCAPED.sub(r"\\\1", name) + '"',)
    return (name,)


def _of_ours(header: str, value: str) -> str:
    """Return a header that we wrote ourselves: an address in it stays whole, however long."""
    if value.isascii() and value.isprintable():
        return _folded(f"{header}: ", value.split(" "))
    return _text(header, value)


def _text(header: str, text: str) -> str:
    """Return a header of free text; what only looks encoded is encoded, to stay as typed."""
    text = _clean(text)
    words = text.split(" ")
    plain = text.isascii() and "=?" not in text
    if plain and max(map(len, words)) < LINE_LIMIT - len(header):
        return _folded(f"{header}: ", words)
    return _folded(f"{header}: ", list(_encoded_words(text)))


def _folded(start: str, words: Sequence[str]) -> str:
    """Put words on lines; a fold is a line end before the space that stands there anyway."""
    lines = [start + words[0]]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) <= LINE_LIMIT:
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}")
    return "\r\n".join(lines)


def _encoded_words(text: str) -> Iterator[str]:
    """Yield text as RFC 2047 words, none of which splits a character."""
    piece = b""
    for char in text:
        encoded = char.encode("utf-8", "replace")
        if len(piece) + len(encoded) > _ENCODED_WORD_BYTES:
            yield _encoded_word(piece)
            piece = b""
        piece += encoded
    yield _encoded_word(piece)


def _encoded_word(piece: bytes) -> str:
    return f"=?utf-8?b?{base64.b64encode(piece).decode()}?="


def _clean(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text.strip()
    return clean_header(text, _HEADER_LIMIT)


def _encoded_body(text: str) -> tuple[str, bytes]:
    lines = _LINE_END.sub("\r\n", text.rstrip("\r\n") + "\n").encode("utf-8", "replace")
    quoted = binascii.b2a_qp(lines, istext=True)
    if len(quoted) * 3 <= len(lines) * 4 + len(lines) // 8:
        return "quoted-printable", quoted
    return "base64", base64.encodebytes(lines).replace(b"\n", b"\r\n")
