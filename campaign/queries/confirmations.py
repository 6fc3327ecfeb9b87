"""What is known of an action's confirmation mails."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from campaign.db import db
from campaign.domain.deliveries import PENDING, DeliveryState
from campaign.domain.notices import ASKS_FOR_CONFIRMATION, DAY, MAILS_A_DAY, NoticeKind
from campaign.domain.retention import CODE_VALID
from campaign.models.actions import Action, Confirmation
from campaign.models.deliveries import Delivery


@dataclass(frozen=True, slots=True)
class Pending:
    """The newest confirmation of an action."""

    id: str
    action_id: str
    code_hash: str
    tries: int
    code_expires_at: datetime
    expires_at: datetime
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    expired_at: datetime | None
    mail_state: DeliveryState | None
    """How the mail with the code stands; a reminder has no code."""
    mail_left_at: datetime | None

    @property
    def mail_due_at(self) -> datetime:
        """Return when the mail with the code should leave."""
        return self.code_expires_at - CODE_VALID

    @property
    def mail_waits(self) -> bool:
        """Tell whether the mail with the code has not left yet."""
        return self.mail_state in PENDING

    def code_is_over(self, now: datetime) -> bool:
        """Tell whether the code's ten minutes are over; they begin when its mail leaves."""
        late = self.mail_left_at + CODE_VALID if self.mail_left_at else self.code_expires_at
        return not self.mail_waits and max(self.code_expires_at, late) <= now


def by_page(page_token_hash: str) -> Pending | None:
    """Return the newest confirmation that the open page may still use."""
    return _one(Confirmation.page_token_hash, page_token_hash)


def by_link(link_token_hash: str) -> Pending | None:
    """Return the confirmation whose mail carried this link."""
    return _one(Confirmation.link_token_hash, link_token_hash)


def next_mail_at(
    address: str, now: datetime, *, kinds: Collection[NoticeKind] = ASKS_FOR_CONFIRMATION
) -> datetime:
    """Return when the next mail of these kinds may go to an address: two in any 24 hours."""
    dues = db.session.scalars(
        select(Delivery.due_at)
        .where(
            Delivery.recipient == address,
            Delivery.notice_kind.in_(kinds),
            Delivery.due_at > now - DAY,
        )
        .order_by(Delivery.due_at)
    ).all()
    return now if len(dues) < MAILS_A_DAY else dues[-MAILS_A_DAY] + DAY


def _one(column: InstrumentedAttribute[str], value: str) -> Pending | None:
    row = db.session.execute(
        select(
            Confirmation.id,
            Confirmation.action_id,
            Confirmation.code_hash,
            Confirmation.tries,
            Confirmation.code_expires_at,
            Confirmation.expires_at,
            Action.confirmed_at,
            Action.withdrawn_at,
            Action.expired_at,
            Delivery.status,
            Delivery.final_at,
        )
        .join(Action, Action.id == Confirmation.action_id)
        .outerjoin(Delivery, Delivery.dedupe_key == f"{NoticeKind.CONFIRM}:" + Confirmation.id)
        .where(column == value)
        .order_by(Confirmation.created_at.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Pending(*row)
