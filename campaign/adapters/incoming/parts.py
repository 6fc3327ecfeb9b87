"""The parts of a mail as it came in, read within bounds: whoever wrote it may mean harm."""

import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

HEADER_LIMIT = 4_000
MOST_PARTS = 200
MOST_ADDRESSES = 50
MOST_IDS = 20

_ID = re.compile(r"<([^<>\s]{3,200})>")
_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")


def header(mail: Message, name: str) -> str:
    """Return a header's first value in short, as it stands, or nothing."""
    return str(mail.get(name, ""))[:HEADER_LIMIT].strip()


def decoded(mail: Message, name: str) -> str:
    """Return a header's text as its reader sees it."""
    raw = header(mail, name)
    try:
        return str(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, ValueError):
        return raw


def addressed_to(mail: Message) -> tuple[str, ...]:
    """Return the addresses that a mail went to."""
    return _addresses(header(mail, name) for name in _TO)


def sender(mail: Message) -> tuple[str, str]:
    """Return the name and the address in From."""
    found = getaddresses([header(mail, "From")]) or [("", "")]
    return found[0]


def ids_in(text: str) -> tuple[str, ...]:
    """Return the Message-IDs in a text, without their brackets."""
    return tuple(_ID.findall(text)[:MOST_IDS])


def parts_of(mail: Message) -> Iterator[Message]:
    """Yield a mail and its parts, but nothing of the mails that it encloses."""
    waiting, seen = [mail], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop(0)
        seen += 1
        yield part
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting += _inside(part)


def blocks(part: Message) -> list[Message]:
    """Return the groups of fields in a part that is made of fields, or the mail enclosed."""
    return _inside(part) if part.is_multipart() else []


def text_of(part: Message) -> str:
    """Return a part's text, whatever it claims about its encoding."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def _inside(part: Message) -> list[Message]:
    inside = part.get_payload()
    if not isinstance(inside, list):
        return []
    return [each for each in inside[:MOST_PARTS] if isinstance(each, Message)]


def _addresses(values: Iterator[str]) -> tuple[str, ...]:
    found = getaddresses([value for value in values if value])
    return tuple(address for _, address in found[:MOST_ADDRESSES] if address)
