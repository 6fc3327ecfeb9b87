"""Our own mails to writers: which there are, and what each carries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class NoticeKind(StrEnum):
    """The notices; each is a folder of templates with this name."""

    CONFIRM = "confirm"
    REMIND = "remind"
    EXPIRED = "expired"
    CONFIRMED = "confirmed"
    ALREADY_WROTE = "already_wrote"
    FAILED = "failed"
    DECLINED = "declined"
    TRANSLATED = "translated"
    OFFICE_REPLY = "office_reply"
    OFFICE_FORM = "office_form"
    NEW_LEGISLATOR = "new_legislator"
    ERASE_LINK = "erase_link"
    SIGN_IN_LINK = "sign_in_link"
    INVITATION = "invitation"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # A kind of mail.
    SECOND_FACTOR_LOST = "second_factor_lost"
    EXPORT_READY = "export_ready"
    EXPORT_WAITS = "export_waits"
    TEST_LETTER = "test_letter"


ASKS_FOR_CONFIRMATION = frozenset({NoticeKind.CONFIRM, NoticeKind.REMIND})
"""The notices that make no sense any more once their action is confirmed, withdrawn or over."""

MAILS_A_DAY = 2
DAY = timedelta(days=1)
"""One address gets at most two mails that it has not asked for in any 24 hours."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice to one reader: its kind, language and the values of its templates."""

    kind: NoticeKind
    locale: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RenderedNotice:
    """A notice as it is read."""

    subject: str
    text: str
    html: str
