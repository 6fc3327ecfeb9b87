"""Erase a person: what stays is a keyed hash that says "do not mail"."""

from datetime import datetime

from sqlalchemy import and_, or_, select, update

from campaign.db import db, empty_journal
from campaign.domain.deliveries import DeliveryKind
from campaign.domain.errors import Expired
from campaign.domain.mail import NoticeMail
from campaign.domain.notices import Notice, NoticeKind
from campaign.domain.people import SUPPRESSION, normalise_email
from campaign.domain.ports import Bell, Renderer, Signer
from campaign.domain.site import ERASE, Site
from campaign.domain.staff import AuditVerb
from campaign.domain.wishes import Wish
from campaign.models import tallies
from campaign.models.actions import NOBODY as NOBODY_WROTE
from campaign.models.actions import Action, hold_actions
from campaign.models.deliveries import Delivery
from campaign.models.deliveries.mails import enqueue_notice
from campaign.models.deliveries.moves import cancel, forget
from campaign.models.imports import forget_person
from campaign.models.letters import NO_WORDS, Letter
from campaign.models.staff import record
from campaign.models.stories import forget_stories
from campaign.models.supporters import (
    forget_supporter,
    hold_supporter,
    record_consents,
    suppress,
)
from campaign.models.translations import forget_translations
from campaign.queries.actions import has_open_letters, newest_action_at, notice_facts
from campaign.queries.consents import standing
from campaign.queries.listed_people import listed_facts, listed_person
from campaign.queries.tallies import sign_up_deltas, taken_back_deltas
from campaign.queries.tokens import email_of, owner_of

ACTOR = "writer"
ERASED = "erased"
"""Why an address gets no mail whose owner was erased."""


def send_erase_link(
    address: str, *, site: Site, renderer: Renderer, signer: Signer, bell: Bell, now: datetime
) -> None:
    """Mail a link for erasure to an address, if we know it; the answer is the same if not.

    One mail a day: a repeat of the wish on the same day queues nothing.
    """
    email = normalise_email(address)
    action_id, supporter_id = newest_action_at(email) or (None, listed_person(email))
    if supporter_id is None:
        return
    facts = notice_facts(action_id) if action_id else listed_facts(supporter_id)
    values = facts.values(erase_url=site.erase(facts.locale, signer.sign(ERASE, supporter_id)))
    mail = NoticeMail(
        kind=NoticeKind.ERASE_LINK,
        rendered=renderer.render(Notice(NoticeKind.ERASE_LINK, facts.locale, values)),
        recipient=email,
        dedupe_key=f"erase_link:{supporter_id}:{now.date()}",
        action_id=action_id,
    )
    enqueue_notice(db.session(), mail, site=site, now=now)
    db.session.commit()
    bell.ring()


def erase(token: str, *, signer: Signer, now: datetime) -> None:
    """Erase the person behind a token: withdraw, forget, and never mail again.

    Raises NotFound, or Expired when they were forgotten before. A mail that is being handed over
    at this moment leaves; the nightly purge forgets it afterwards.
    """
    _erase(signer.unsign(ERASE, token), actor=ACTOR, signer=signer, now=now)
    _commit()


def erase_for(supporter_id: str, wish: Wish, *, signer: Signer, now: datetime) -> None:
    """Erase a person who asked staff for it. Raises NotFound, or Expired."""
    _erase(supporter_id, actor=wish.actor, signer=signer, now=now)
    record(
        db.session(),
        AuditVerb.SUPPORTER_ERASED,
        staff_member_id=wish.staff_member_id,
        now=now,
        subject=supporter_id,
        facts=wish.facts(),
    )
    _commit()


def _erase(supporter_id: str, *, actor: str, signer: Signer, now: datetime) -> None:
    """Forget everything at a person's address, and what they wrote from one before it."""
    session, addresses = db.session(), _own_addresses(supporter_id, email_of(supporter_id))
    unconfirmed = and_(Action.supporter_id.is_(None), Action.email.in_(addresses))
    actions = hold_actions(session, or_(Action.supporter_id == supporter_id, unconfirmed))
    supporter = hold_supporter(session, supporter_id)
    if supporter is None or supporter.email is None:
        raise Expired("supporter")
    consents = standing(supporter_id)
    record_consents(session, supporter_id, consents, given=False, now=now)
    tallies.append(session, sign_up_deltas(consents, now, -1))
    for action in actions:
        _forget(action, actor=actor, now=now)
    ours = (Delivery.kind == DeliveryKind.NOTICE, Delivery.recipient.in_(addresses))
    cancel(session, *ours, now=now, actor=actor)
    forget(session, *ours, now=now)
    for address in addresses:
        forget_person(session, address, supporter_id)
    forget_supporter(session, supporter_id, now=now)
    for address in sorted(addresses):
        suppress(session, signer.digest(SUPPRESSION, address), ERASED, now=now)


def _own_addresses(supporter_id: str, email: str) -> set[str]:
    """Return a person's address, and those before it that are nobody else's by now."""
    wrote = set(db.session.scalars(select(Action.email).where(Action.supporter_id == supporter_id)))
    return {email, *(one for one in wrote - {"", email} if owner_of(one) is None)}


def _commit() -> None:
    """Write it to the disk, past the journal in which SQLite keeps older pages."""
    db.session.commit()
    empty_journal(db.session())


def _forget(action: Action, *, actor: str, now: datetime) -> None:
    """Take back what has not left, and every word that names or quotes the writer."""
    session = db.session()
    letters = select(Letter.id).where(Letter.action_id == action.id)
    taken_back = cancel(session, Delivery.letter_id.in_(letters), now=now, actor=actor)
    if taken_back or has_open_letters(action.id):
        action.withdrawn_at = action.withdrawn_at or now
        tallies.append(session, taken_back_deltas(action, taken_back, now))
    mails = or_(Delivery.letter_id.in_(letters), Delivery.action_id == action.id)
    forget(session, mails, now=now)
    session.execute(update(Letter).where(Letter.action_id == action.id).values(NO_WORDS))
    forget_stories(session, action.id)
    forget_translations(session, action.id)
    session.execute(
        update(Action).where(Action.id == action.id).values(scrubbed_at=now, **NOBODY_WROTE)
    )
