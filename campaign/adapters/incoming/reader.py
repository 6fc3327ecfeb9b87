"""Sorts a mail that came in: a bounce, a complaint, an automatic reply, or a person.

Reports for machines come first (RFC 3464, RFC 5965, RFC 8098), then what flufl.bounce knows of
servers that write for people alone, then the marks of automatic replies (RFC 3834).
"""

import hashlib
import logging
import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from flufl.bounce import all_failures

from campaign.adapters.incoming.answers import answer_in
from campaign.adapters.incoming.parts import (
    addressed_to,
    blocks,
    header,
    ids_in,
    parts_of,
    sender,
    text_of,
)
from campaign.domain.mail import is_plain_address
from campaign.domain.returns import OWN_MARK, STATUS, Report, ReturnKind, failure, telling_status

MAIL = "mail"
"""The provider of what came in as mail."""

CONTENT_LIMIT = 1024 * 1024
MOST_BOUNDARIES = 50
_LABYRINTH_LIMIT = 64 * 1024
"""Each line is compared with every boundary around it, so of a mail with many little is read."""

_TEXT_LIMIT = 200_000

_K = ReturnKind
_ACTIONS = {
    "delivered": _K.DELIVERED,
    "relayed": _K.RELAYED,
    "expanded": _K.RELAYED,
    "delayed": _K.DEFERRED,
}
_RETURNED_ID = re.compile(r"^[> \t]*Message-ID:\s*<([^<>\s]{3,200})>", re.IGNORECASE | re.MULTILINE)
_DAEMONS = ("mailer-daemon", "mail-daemon", "postmaster")
_NO_COMPLAINT = {"not-spam": _K.DELIVERED, "auth-failure": _K.UNKNOWN, "dmarc": _K.UNKNOWN}
_CROWD = {"bulk", "list", "junk"}
_ROBOT_MARKS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "List-Id", "List-Unsubscribe")

logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)


class MailReader:
    """Reads bytes from anybody and never raises; `own_domain` is that of our Message-IDs."""

    def __init__(self, own_domain: str) -> None:
        self._own_domain = own_domain.casefold()

    def read(self, content: bytes, *, recipient: str = "", now: datetime) -> Report:
        """Return what a mail is, and about which mail of ours.

        `recipient` is the envelope's, where it is known. What is larger than the limit is read
        up to there.
        """
        content = content[:CONTENT_LIMIT]
        if content.lower().count(b"boundary") > MOST_BOUNDARIES:
            content = content[:_LABYRINTH_LIMIT]
        named = (recipient,) if recipient else ()
        try:
            return self._sorted(message_from_bytes(content, policy=compat32), content, named, now)
        except Exception:  # noqa: BLE001  # The library's parsers raise anything on broken mail.
            return Report(
                provider=MAIL,
                event_id=hashlib.sha256(content).hexdigest(),
                kind=_K.UNKNOWN,
                occurred_at=now,
                addresses=named,
            )

    def _sorted(
        self, mail: Message, content: bytes, named: tuple[str, ...], now: datetime
    ) -> Report:
        report = _report_in(mail) or _bounce_for_people(mail)
        kind, code = report or (self._kind_of_answer(mail), "")
        addresses = (*named, *addressed_to(mail))
        if report:
            ids = tuple(_returned_ids(mail))
            addresses += _reported_senders(mail)
        else:
            ids = ids_in(header(mail, "In-Reply-To")) + ids_in(header(mail, "References"))
        return Report(
            provider=MAIL,
            event_id=_event_id(mail, content),
            kind=kind,
            occurred_at=now,
            code=code,
            addresses=addresses,
            message_ids=ids,
            reply=answer_in(mail) if kind is _K.PERSON else None,
        )

    def _kind_of_answer(self, mail: Message) -> ReturnKind:
        """Tell a person from a robot; what may be a bounce that nobody understands is unknown."""
        own = any(
            each.casefold().endswith(f"@{self._own_domain}")
            for each in ids_in(header(mail, "Message-ID"))
        )
        if own or header(mail, OWN_MARK) or _from_a_daemon(mail):
            return _K.UNKNOWN
        if _is_automatic(mail):
            return _K.AUTOMATIC
        if header(mail, "Return-Path") == "<>" or not is_plain_address(sender(mail)[1]):
            return _K.UNKNOWN
        return _K.PERSON


def _report_in(mail: Message) -> tuple[ReturnKind, str] | None:
    """Return what a report for machines says, if the mail is one."""
    if mail.get_content_maintype() != "multipart":
        return None
    for part in parts_of(mail):
        fields = blocks(part)
        match part.get_content_type():
            case "message/delivery-status" if len(fields) > 1:
                return _worst(fields[1:])
            case "message/feedback-report" if fields:
                kind = header(fields[0], "Feedback-Type").casefold()
                return _NO_COMPLAINT.get(kind, _K.COMPLAINED), kind[:20]
            case "message/disposition-notification":
                return _K.AUTOMATIC, ""
    return None


def _worst(recipients: list[Message]) -> tuple[ReturnKind, str]:
    """Return the worst that happened to any recipient; each mail of ours has one."""
    order = (_K.BOUNCED, _K.RETURNED, _K.DEFERRED, _K.RELAYED, _K.DELIVERED, _K.UNKNOWN)
    return min((_of_recipient(fields) for fields in recipients), key=lambda it: order.index(it[0]))


def _of_recipient(fields: Message) -> tuple[ReturnKind, str]:
    status = telling_status(header(fields, "Status"), header(fields, "Diagnostic-Code"))
    action = header(fields, "Action").casefold()
    if action == "failed":
        return failure(status), status
    return _ACTIONS.get(action, _K.UNKNOWN), status


def _bounce_for_people(mail: Message) -> tuple[ReturnKind, str] | None:
    """Return what a server says in words alone; words that quote a bounce are none."""
    null = header(mail, "Return-Path") == "<>"
    if not (null or _from_a_daemon(mail) or header(mail, "X-Failed-Recipients")):
        return None
    delayed, failed = all_failures(mail)
    if failed or header(mail, "X-Failed-Recipients"):
        status = "".join(STATUS.findall(_words(mail))[:1])
        return failure(status), status
    return (_K.DEFERRED, "") if delayed else None


def _returned_ids(mail: Message) -> Iterator[str]:
    """Yield the Message-IDs of the mail that a report gives back, whole or its headers alone."""
    for part in parts_of(mail):
        if part.get_content_maintype() == "message":
            for inside in blocks(part):
                yield from ids_in(header(inside, "Message-ID"))
                yield from ids_in(header(inside, "Original-Message-ID"))
    yield from _RETURNED_ID.findall(_words(mail))[:5]


def _reported_senders(mail: Message) -> tuple[str, ...]:
    """Return the envelope senders that a report names; one may be our coded address."""
    return tuple(
        header(fields, name).strip("<>")
        for part in parts_of(mail)
        for fields in blocks(part)
        for name in ("Original-Mail-From", "Return-Path")
        if part.get_content_maintype() == "message" and header(fields, name)
    )


def _words(mail: Message) -> str:
    """Return all that a mail says as text, returned headers included, within bounds."""
    texts = (text_of(part) for part in parts_of(mail) if part.get_content_maintype() == "text")
    return "\n".join(text[:_TEXT_LIMIT] for text in texts)[:_TEXT_LIMIT]


def _from_a_daemon(mail: Message) -> bool:
    return sender(mail)[1].casefold().startswith(_DAEMONS)


def _is_automatic(mail: Message) -> bool:
    submitted = header(mail, "Auto-Submitted").partition(";")[0].strip().casefold()
    precedence = header(mail, "Precedence").casefold()
    return (
        submitted not in {"", "no"}
        or precedence in {*_CROWD, "auto_reply"}
        or any(header(mail, mark) for mark in _ROBOT_MARKS)
    )


def _event_id(mail: Message, content: bytes) -> str:
    """Return what makes two copies of one mail the same event, by whichever way they came."""
    if not header(mail, "Message-ID"):
        return hashlib.sha256(content).hexdigest()
    marks = [header(mail, name) for name in ("Message-ID", "Date", "From", "Subject")]
    return hashlib.sha256("\n".join(marks).encode("utf-8", "replace")).hexdigest()
