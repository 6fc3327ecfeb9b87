"""Receive what comes back: believe reports, end doubts with them, hand answers to their writers."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.exc import InterfaceError, OperationalError

from campaign.db import db, insert_or
from campaign.domain.deliveries import OUT, DeliveryKind, DeliveryState, Move
from campaign.domain.failed_letters import failed_mail
from campaign.domain.mail import NoticeMail
from campaign.domain.notices import DAY, Notice, NoticeKind
from campaign.domain.people import SUPPRESSION, normalise_email
from campaign.domain.ports import Bell, Inbox, MailReader, Renderer, Signer
from campaign.domain.return_address import read_address
from campaign.domain.returns import (
    OWN_MARK,
    WAITS_AGAIN,
    Reply,
    Report,
    ReturnKind,
    TooEarly,
    implied,
)
from campaign.domain.site import Site
from campaign.log import events
from campaign.models import tallies
from campaign.models.deliveries import CODE_LIMIT, Receipt
from campaign.models.deliveries.mails import enqueue_notice
from campaign.models.deliveries.moves import move
from campaign.models.roster import blame_office
from campaign.models.supporters import suppress
from campaign.queries.actions import notice_facts
from campaign.queries.failed_letters import failed_letter
from campaign.queries.outbox import suppressed
from campaign.queries.returns import Returned, answers_since, returned, unbelieved
from campaign.queries.rungs import next_rung
from campaign.queries.tallies import delivered_deltas
from campaign.queries.undelivered import letter_facts

ANSWERS_A_DAY = 3
"""So many answers to one letter are handed on in any 24 hours; the rest stays in the inbox."""

OUR_COMMIT_TAKES = timedelta(minutes=10)
"""A provider may report on a mail before we have written down by which name it knows it."""

BELIEVED_WITHIN = timedelta(days=2)
"""So long a report waits for a worker to let go of the delivery."""


@dataclass(frozen=True, slots=True)
class Received:
    """What a report came to: its kind, whether it was new, and whether a person should look."""

    kind: ReturnKind
    is_new: bool = True
    wants_a_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """What everything that comes back is worked on with."""

    site: Site
    renderer: Renderer
    signer: Signer
    bell: Bell
    now: datetime


def receive(report: Report, counter: Counter) -> Received:
    """Write one report down and do what follows from it; a second time it does nothing.

    A second time tells all the same whether a person should look: the inbox may have been cut
    off before it noted that.
    What names no mail of ours changes no delivery. Raises TooEarly when the provider should ask
    again: by its own name alone we may not know the mail yet.
    """
    delivery = _delivery_of(report, counter)
    if delivery is None and report.reference and _is_young(report, counter):
        db.session.rollback()
        raise TooEarly(report.provider)
    kind = report.kind if delivery else ReturnKind.UNKNOWN
    is_new = _write_down(report, kind, delivery, counter)
    starred = delivery is None or kind is ReturnKind.UNKNOWN
    of_another = delivery is not None and delivery.is_about_another_copy(kind, report.occurred_at)
    if delivery is not None and is_new and not of_another:
        _believe(delivery, report.provider, kind, report.code, counter)
    if delivery is not None and report.reply is not None:
        starred = not _hand_on(delivery, report, report.reply, counter)
    if not is_new:
        db.session.rollback()
        return Received(kind, is_new=False, wants_a_person=starred)
    db.session.commit()
    counter.bell.ring()
    return Received(kind, wants_a_person=starred)


def catch_up(counter: Counter) -> int:
    """Believe the reports that came while a worker held their delivery; return how many."""
    late = unbelieved(since=counter.now - BELIEVED_WITHIN)
    for provider, kind, delivery in late:
        _believe(delivery, provider, kind, "", counter)
    db.session.commit()
    if late:
        counter.bell.ring()
    return len(late)


def read_inbox(inbox: Inbox, reader: MailReader, counter: Counter) -> int:
    """Receive every mail that was not read before; return how many. A broken one stops no other."""
    count = 0
    try:
        for name, content in inbox.unread():
            inbox.mark_read(name, wants_a_person=_receive_mail(content, reader, counter))
            count += 1
    except OSError as error:
        events().warning("inbox.away", reason=type(error).__name__)
    return count


def _receive_mail(content: bytes, reader: MailReader, counter: Counter) -> bool:
    """Receive one mail and tell whether a person should look at it."""
    try:
        return receive(reader.read(content, now=counter.now), counter).wants_a_person
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # noqa: BLE001  # One mail that breaks something must not hold up the rest.
        db.session.rollback()
        events().exception("inbox.mail_broken")
        return True


def _delivery_of(report: Report, counter: Counter) -> Returned | None:
    """Return what a report is about: by our coded address, our Message-ID, the provider's name."""
    base, signer = counter.site.return_address or counter.site.mail_from, counter.signer
    coded = [read_address(base, address, signer) for address in report.addresses]
    ids = [delivery_id for delivery_id in coded if delivery_id]
    return returned(ids, report.message_ids, report.reference)


def _is_young(report: Report, counter: Counter) -> bool:
    return report.occurred_at > counter.now - OUR_COMMIT_TAKES


def _write_down(
    report: Report, kind: ReturnKind, delivery: Returned | None, counter: Counter
) -> bool:
    """Write a report down; return False when it was before, or what proves it was used before."""
    is_new = _add_receipt(
        provider=report.provider,
        event_id=report.event_id,
        delivery_id=delivery.id if delivery else None,
        kind=kind,
        occurred_at=min(report.occurred_at, counter.now),
    )
    return is_new and (not report.token or _use_token(report, counter.now))


def _use_token(report: Report, now: datetime) -> bool:
    """Note that a token has proven a report; return False when it had proven one before."""
    return _add_receipt(
        provider=f"{report.provider}:token",
        event_id=sha256(report.token.encode()).hexdigest(),
        delivery_id=None,
        kind=ReturnKind.UNKNOWN,
        occurred_at=now,
    )


def _add_receipt(**values: object) -> bool:
    """Write a receipt; return False when there was one of this provider and event."""
    session = db.session()
    statement = insert_or(session, Receipt).values(**values)
    added = statement.on_conflict_do_nothing(
        index_elements=[Receipt.provider, Receipt.event_id]
    ).returning(Receipt.id)
    return session.scalar(added) is not None


def _believe(
    delivery: Returned, provider: str, kind: ReturnKind, code: str, counter: Counter
) -> None:
    """Move a delivery to where a report says it is, and do what follows from that."""
    session, state = db.session(), implied(kind, delivery.state)
    if kind is ReturnKind.COMPLAINED:
        _note_complaint(delivery, counter)
    if state is None:
        return
    said, actor = (code or kind)[:CODE_LIMIT], f"report:{provider}"
    moved = _move(delivery, state, actor=actor, code=said, counter=counter)
    events().info(
        "delivery.reported", delivery_id=delivery.id, kind=kind, code=code, state=state, moved=moved
    )
    if moved:
        _count(delivery, state, now=counter.now)
    if not moved or state is not DeliveryState.BOUNCED:
        return
    if delivery.letter_id is None:
        if kind is ReturnKind.BOUNCED:
            _suppress(delivery, "bounced", counter)
        return
    if kind is ReturnKind.BOUNCED and delivery.target_id:
        blame_office(session, delivery.target_id, said, now=counter.now)
    if next_rung(delivery.letter_id, counter.now) is None:
        _tell(delivery.id, delivery.letter_id, counter)


def _move(
    delivery: Returned, state: DeliveryState, *, actor: str, code: str, counter: Counter
) -> bool:
    """Move a delivery; what waits to be sent again goes through a doubt, for a copy had left."""
    session, now, old = db.session(), counter.now, delivery.state
    if old in WAITS_AGAIN:
        doubt = Move(old, DeliveryState.IN_DOUBT, actor, code)
        if not move(session, delivery.id, doubt, now=now, changes={"hold_reason": None}):
            return False
        old = DeliveryState.IN_DOUBT
    return move(session, delivery.id, Move(old, state, actor, code), now=now)


def _count(delivery: Returned, state: DeliveryState, *, now: datetime) -> None:
    """Count a letter that turns out to have gone out, and uncount one that came back."""
    n = (state in OUT) - (delivery.state in OUT)
    if n:
        tallies.append(db.session(), delivered_deltas([delivery.id], now, n))


def _note_complaint(delivery: Returned, counter: Counter) -> None:
    """Never mail a writer again who complained; an office is not on any list."""
    events().warning("delivery.complained", delivery_id=delivery.id, kind=delivery.kind)
    if delivery.kind is DeliveryKind.NOTICE:
        _suppress(delivery, "complained", counter)


def _suppress(delivery: Returned, reason: str, counter: Counter) -> None:
    """Put a writer's address on the list; that of somebody forgotten is not known any more."""
    if delivery.recipient:
        hashed = counter.signer.digest(SUPPRESSION, normalise_email(delivery.recipient))
        suppress(db.session(), hashed, reason, now=counter.now)


def _tell(delivery_id: str, letter_id: str, counter: Counter) -> None:
    """Queue the mail that tells a writer what to do instead, unless they are forgotten by now."""
    session, site = db.session(), counter.site
    try:
        with session.begin_nested():
            letter = failed_letter(delivery_id, letter_id)
            if letter is not None:
                mail = failed_mail(
                    letter, site=site, renderer=counter.renderer, signer=counter.signer
                )
                enqueue_notice(session, mail, site=site, now=counter.now)
    except Exception:  # noqa: BLE001  # What came back is true, whether it can be told or not.
        events().exception("delivery.writer_not_told", delivery_id=delivery_id)


def _hand_on(delivery: Returned, report: Report, reply: Reply, counter: Counter) -> bool:
    """Queue a person's answer to its writer; return False when a person should look instead.

    Nothing of it is kept where the writer is gone or gets no mail from us.
    """
    if delivery.letter_id is None or delivery.action_id is None:
        return False
    facts = notice_facts(delivery.action_id)
    hashed = counter.signer.digest(SUPPRESSION, normalise_email(facts.email))
    if not facts.email or suppressed({hashed}):
        events().info("answer.not_handed_on", delivery_id=delivery.id, reason="writer_gone")
        return True
    ours = {facts.email, normalise_email(counter.site.mail_from)}
    if normalise_email(reply.address) in ours:
        return False
    if answers_since(delivery.id, counter.now - DAY) > ANSWERS_A_DAY:
        events().warning("answer.not_handed_on", delivery_id=delivery.id, reason="too_many")
        return False
    values = facts.values(
        legislator=letter_facts(delivery.letter_id).legislator,
        sender=reply.name or reply.address,
        sender_address=reply.address,
        answer=reply.text,
        left_out=reply.left_out,
        is_cut=reply.is_cut,
    )
    notice = Notice(NoticeKind.OFFICE_REPLY, facts.locale, values)
    rendered = counter.renderer.render(notice)
    mail = NoticeMail(
        kind=NoticeKind.OFFICE_REPLY,
        rendered=replace(rendered, subject=reply.subject or rendered.subject),
        recipient=facts.email,
        dedupe_key=f"office_reply:{report.event_id}",
        action_id=delivery.action_id,
        headers=((OWN_MARK, counter.site.mail_from),),
        reply_to_name=reply.name,
        reply_to_address=reply.address,
    )
    enqueue_notice(db.session(), mail, site=counter.site, now=counter.now)
    return True
