"""Mails that come into the outbox, their words, Message-ID and Date frozen."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from campaign.db import as_json, insert_or, new_id
from campaign.domain.deliveries import DeliveryKind, DeliveryState, HoldReason, Move
from campaign.domain.mail import LetterMail, NoticeMail, clean_header
from campaign.domain.site import Site
from campaign.models.deliveries import SUBJECT_LIMIT, Delivery
from campaign.models.deliveries.moves import dated, move, move_all


def await_confirmation(session: Session, letter_ids: Iterable[str], *, now: datetime) -> None:
    """Put letters into the outbox that wait for their writer's confirmation."""
    rows = [
        {
            "kind": DeliveryKind.LETTER,
            "letter_id": letter_id,
            "status": DeliveryState.UNCONFIRMED,
            "created_at": now,
            "due_at": now,
        }
        for letter_id in letter_ids
    ]
    if rows:
        session.execute(insert(Delivery), rows)


def queue_letter(
    session: Session,
    delivery_id: str,
    mail: LetterMail,
    *,
    site: Site,
    now: datetime,
    actor: str,
) -> bool:
    """Queue a confirmed letter; freeze its mail, its Message-ID and its Date."""
    step = Move(DeliveryState.UNCONFIRMED, DeliveryState.QUEUED, actor)
    changes = {**_frozen(delivery_id, mail, site), **in_queue(now)}
    return move(session, delivery_id, step, now=now, changes=changes)


def hold_letter(
    session: Session,
    delivery_id: str,
    mail: LetterMail,
    reason: HoldReason,
    *,
    site: Site,
    now: datetime,
    actor: str,
) -> bool:
    """Hold a confirmed letter for a person; freeze its mail, all but the Date."""
    step = Move(DeliveryState.UNCONFIRMED, DeliveryState.HELD, actor)
    changes = {**_frozen(delivery_id, mail, site), "hold_reason": reason}
    return move(session, delivery_id, step, now=now, changes=changes)


def release_letters(
    session: Session, delivery_ids: Iterable[str], recipient: str, *, now: datetime, actor: str
) -> int:
    """Queue held letters whose mail is frozen, to the address as it is now; return how many.

    Their Date is frozen now, unless it was before.
    """
    step = Move(DeliveryState.HELD, DeliveryState.QUEUED, actor)
    changes = {
        **in_queue(now),
        "mail_date": dated(now),
        "hold_reason": None,
        "recipient": recipient,
    }
    return len(move_all(session, dict.fromkeys(delivery_ids, step), now=now, changes=changes))


def send_reworded(
    session: Session, delivery_id: str, mail: LetterMail, *, site: Site, now: datetime, actor: str
) -> bool:
    """Queue a held letter with other words, by its writer's own tap; nothing of it has left yet.

    The caller holds the action, so that no other word comes between.
    """
    step = Move(DeliveryState.HELD, DeliveryState.QUEUED, actor, "translated")
    changes = {
        **_frozen(delivery_id, mail, site),
        **in_queue(now),
        "mail_date": dated(now),
        "hold_reason": None,
    }
    return move(session, delivery_id, step, now=now, changes=changes)


def enqueue_notice(
    session: Session,
    notice: NoticeMail,
    *,
    site: Site,
    now: datetime,
    due_at: datetime | None = None,
) -> bool:
    """Queue one of our own mails; return False when its dedupe key was used before."""
    delivery_id = new_id()
    headers = (("Auto-Submitted", "auto-generated"), *notice.headers)
    statement = (
        insert_or(session, Delivery)
        .values(
            id=delivery_id,
            kind=DeliveryKind.NOTICE,
            action_id=notice.action_id,
            notice_kind=notice.kind,
            recipient=notice.recipient,
            from_name=clean_header(site.mail_from_name),
            from_address=site.mail_from,
            reply_to_name=clean_header(notice.reply_to_name),
            reply_to_address=notice.reply_to_address,
            subject=clean_header(notice.rendered.subject, SUBJECT_LIMIT),
            text=notice.rendered.text,
            html=notice.rendered.html,
            headers=as_json(headers),
            message_id=f"{delivery_id}@{site.mail_domain}",
            live=site.live,
            dedupe_key=notice.dedupe_key,
            status=DeliveryState.QUEUED,
            created_at=now,
            **{**in_queue(now), "due_at": due_at or now},
        )
        .on_conflict_do_nothing(index_elements=[Delivery.dedupe_key])
        .returning(Delivery.id)
    )
    return session.scalar(statement) is not None


def _frozen(delivery_id: str, mail: LetterMail, site: Site) -> dict[str, object]:
    return {
        "recipient": mail.recipient,
        "from_name": clean_header(mail.writer_name),
        "from_address": site.mail_from,
        "reply_to_name": clean_header(mail.writer_name),
        "reply_to_address": mail.writer_address,
        "subject": clean_header(mail.subject, SUBJECT_LIMIT),
        "text": mail.text,
        "message_id": f"{delivery_id}@{site.mail_domain}",
        "live": site.live,
    }


def in_queue(now: datetime) -> dict[str, object]:
    """Return the columns of what goes into the queue now."""
    return {"mail_date": now, "queued_at": now, "due_at": now}
