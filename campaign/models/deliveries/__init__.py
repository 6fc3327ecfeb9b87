"""The rows of the outbox: every mail that waits, leaves or left, and each step it took."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base, Id, MayGo, keep_as_written, new_id, words
from campaign.domain.deliveries import Channel, DeliveryKind, DeliveryState, HoldReason
from campaign.domain.pacing import ADMITTED

CODE_LIMIT = 40
REPLY_LIMIT = 500
SUBJECT_LIMIT = 200

IS_ADMITTED = f"status = '{DeliveryState.QUEUED}' AND paced = {ADMITTED}"
"""Written out, because a partial index serves only who asks in its own words."""

IS_NAMED = "provider_ref <> ''"
NAME_AT_RELAY = (
    "ltrim(rtrim(replace(provider_ref, rtrim(provider_ref, replace(provider_ref, ' ', '')), ''),"
    " '>].;'), '<[')"
)
"""The last word of a relay's answer, written out likewise; by it the relay knows the mail."""


class Delivery(Base):
    """One mail to one recipient on one channel; the table is the queue."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("letter_id", "channel"),
        Index(None, "status", "kind", "due_at"),
        Index(None, "action_id"),
        Index(None, "recipient", "notice_kind"),
        Index(
            "ix_deliveries_admitted",
            "due_at",
            sqlite_where=text(IS_ADMITTED),
            postgresql_where=text(IS_ADMITTED),
        ),
        Index(
            "ix_deliveries_leased_until",
            "leased_until",
            sqlite_where=text("lease IS NOT NULL"),
            postgresql_where=text("lease IS NOT NULL"),
        ),
        Index(
            "ix_deliveries_name_at_relay",
            text(NAME_AT_RELAY),
            sqlite_where=text(IS_NAMED),
            postgresql_where=text(IS_NAMED),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    kind: Mapped[DeliveryKind] = mapped_column(words(DeliveryKind, "kind"))
    letter_id: Mapped[str | None] = mapped_column(ForeignKey("letters.id"))
    action_id: Mapped[str | None] = mapped_column(ForeignKey("actions.id"))
    """The action that a notice is about; a letter's action is known through its letter."""
    notice_kind: Mapped[str] = mapped_column(String(24), default="")
    channel: Mapped[Channel] = mapped_column(words(Channel, "channel"), default=Channel.EMAIL)
    recipient: Mapped[str] = mapped_column(String(254), default="")
    from_name: Mapped[str] = mapped_column(String(200), default="")
    from_address: Mapped[str] = mapped_column(String(254), default="")
    reply_to_name: Mapped[str] = mapped_column(String(200), default="")
    reply_to_address: Mapped[str] = mapped_column(String(254), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    headers: Mapped[str] = mapped_column(Text, default="[]")
    """Further headers as a JSON list of [name, value]."""
    message_id: Mapped[str | None] = mapped_column(String(200), unique=True)
    mail_date: Mapped[datetime | None]
    dedupe_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    live: Mapped[bool] = mapped_column(default=False)
    """Whether it was queued to really leave; a rehearsal never leaves later."""
    status: Mapped[DeliveryState] = mapped_column(words(DeliveryState, "status"))
    hold_reason: Mapped[HoldReason | None] = mapped_column(words(HoldReason, "hold_reason"))
    attempts: Mapped[int] = mapped_column(default=0)
    claims: Mapped[int] = mapped_column(default=0, server_default="0")
    """Claims in a row without a verdict, because the worker fell before it handed any mail over."""
    paced: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many turns of the pacing it has taken, and one more when the last one has come."""
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    queued_at: Mapped[datetime | None]
    final_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    """When it went out to its recipient; it stays when it came back."""
    lease: Mapped[str | None] = mapped_column(String(32))
    leased_until: Mapped[datetime | None]
    provider_ref: Mapped[str] = mapped_column(String(500), default="")
    scrubbed_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    """When its letter went back from this rung to e-mail; such a rung says nothing any more."""


NO_MAIL: dict[str, str] = {
    **dict.fromkeys(
        ("from_name", "reply_to_name", "reply_to_address", "subject", "text", "html"), ""
    ),
    "headers": "[]",
    "provider_ref": "",
}
"""The values of a delivery whose mail is forgotten."""


class DeliveryEvent(Base):
    """One step of a delivery; append-only, ids and codes only."""

    __tablename__ = "delivery_events"
    __table_args__ = (Index(None, "delivery_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    delivery_id: Mapped[str] = mapped_column(ForeignKey("deliveries.id"))
    old: Mapped[DeliveryState | None] = mapped_column("from", words(DeliveryState, "from"))
    new: Mapped[DeliveryState] = mapped_column("to", words(DeliveryState, "to"))
    at: Mapped[datetime]
    attempt: Mapped[int]
    code: Mapped[str] = mapped_column(String(CODE_LIMIT), default="")
    reply: Mapped[str] = mapped_column(String(REPLY_LIMIT), default="")
    actor: Mapped[str] = mapped_column(String(80))


keep_as_written(DeliveryEvent, MayGo.FREELY)


class Receipt(Base):
    """What a provider or a bounce said about a delivery; append-only."""

    __tablename__ = "receipts"
    __table_args__ = (
        UniqueConstraint("provider", "event_id"),
        Index(None, "delivery_id"),
        Index(None, "occurred_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    provider: Mapped[str] = mapped_column(String(40))
    event_id: Mapped[str] = mapped_column(String(200))
    delivery_id: Mapped[str | None] = mapped_column(ForeignKey("deliveries.id"))
    kind: Mapped[str] = mapped_column(String(24))
    occurred_at: Mapped[datetime]


keep_as_written(Receipt, MayGo.FREELY)

DELIVERIES = Base.metadata.tables[Delivery.__tablename__]
EVENTS = Base.metadata.tables[DeliveryEvent.__tablename__]
"""The bare tables: what moves every letter is written without the weight of objects."""
