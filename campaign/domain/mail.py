"""A mail as the outbox freezes it, and text that is safe in a header."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from campaign.domain.notices import NoticeKind, RenderedNotice

DISPLAY_NAME_LIMIT = 120
ADDRESS_LIMIT = 254

_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom to whom a relay carries a mail."""

    sender: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one recipient, frozen when it is queued.

    `headers` are further header names and values in order; every text in it is already clean.
    """

    message_id: str
    sent_at: datetime
    from_name: str
    from_address: str
    recipient: str
    subject: str
    text: str
    reply_to_name: str = ""
    reply_to_address: str = ""
    html: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    envelope_sender: str = ""
    """Where reports about this mail go; without one, to the From address."""

    @property
    def returns_to(self) -> str:
        """Return the address that the envelope names as the sender."""
        return self.envelope_sender or self.from_address

    @property
    def envelope(self) -> Envelope:
        """Return from whom to whom it goes; what cannot be delivered comes back to the first."""
        return Envelope(self.returns_to, self.recipient)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterMail:
    """A letter as it goes to its office: from us in the writer's name, answers to the writer."""

    writer_name: str
    writer_address: str
    recipient: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeMail:
    """One of our own mails to a writer; `dedupe_key` makes it happen once."""

    kind: NoticeKind
    rendered: RenderedNotice
    recipient: str
    dedupe_key: str
    action_id: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    reply_to_name: str = ""
    reply_to_address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMail:
    """A mail that the local mailbox keeps, as it arrived."""

    id: str
    to: str
    subject: str
    at: datetime
    headers: tuple[tuple[str, str], ...]
    body: str


ORIGINAL_NOTE = "The writer's original, in Spanish:"


class Unsendable(Exception):
    """Say that no relay could take this mail as it stands."""


def clean_header(text: str, limit: int = DISPLAY_NAME_LIMIT) -> str:
    """Return text that is safe in a header: one line, NFC, no control or format characters."""
    kept = (
        " " if unicodedata.category(char) in {"Zl", "Zp"} or char in "\r\n\t" else char
        for char in unicodedata.normalize("NFC", text)
        if char in "\r\n\t" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"}
    )
    return " ".join("".join(kept).split())[:limit].rstrip()


def with_original(text: str, original: str) -> str:
    """Return a letter as it is mailed: the writer's own version stands beneath, if there is one."""
    return f"{text}\n\n----------\n{ORIGINAL_NOTE}\n\n{original}" if original else text


def is_plain_address(address: str) -> bool:
    """Tell whether an address can stand in any envelope: ASCII, unquoted, one @, no spaces."""
    return len(address) <= ADDRESS_LIMIT and _PLAIN_ADDRESS.fullmatch(address) is not None
