"""Erase a person: what stays is a keyed hash that says "do not mail"."""

from datetime import datetime

from sqlalchemy import or_, select, update

from campaign.db import db
from campaign.domain.deliveries import DeliveryKind
from campaign.domain.errors import Expired
from campaign.domain.mail import NoticeMail
from campaign.domain.notices import Notice, NoticeKind
from campaign.domain.people import SUPPRESSION, normalise_email
from campaign.domain.ports import Bell, Renderer, Signer
from campaign.domain.site import ERASE, Site
from campaign.models import tallies
from campaign.models.actions import NOBODY as NOBODY_WROTE
from campaign.models.actions import Action, hold_actions
from campaign.models.deliveries import Delivery, cancel, enqueue_notice, forget
from campaign.models.imports import forget_person
from campaign.models.letters import NO_WORDS, Letter
from campaign.models.supporters import NOBODY, Supporter, hold_supporter, record_consents, suppress
from campaign.queries.actions import has_open_letters, newest_action_at, notice_facts
from campaign.queries.consents import standing
from campaign.queries.listed_people import listed_facts, listed_person
from campaign.queries.tallies import sign_up_deltas, taken_back_deltas
from campaign.queries.tokens import email_of

ACTOR = "writer"


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
    session, supporter_id = db.session(), signer.unsign(ERASE, token)
    email = email_of(supporter_id)
    actions = hold_actions(session, or_(Action.supporter_id == supporter_id, Action.email == email))
    supporter = hold_supporter(session, supporter_id)
    if supporter is None or supporter.email is None:
        raise Expired("supporter")
    consents = standing(supporter_id)
    record_consents(session, supporter_id, consents, given=False, now=now)
    tallies.append(session, sign_up_deltas(consents, now, -1))
    for action in actions:
        _forget(action, now)
    ours = (Delivery.kind == DeliveryKind.NOTICE, Delivery.recipient == email)
    cancel(session, *ours, now=now, actor=ACTOR)
    forget(session, *ours, now=now)
    forget_person(session, email, supporter_id)
    session.execute(
        update(Supporter).where(Supporter.id == supporter_id).values(erased_at=now, **NOBODY)
    )
    suppress(session, signer.digest(SUPPRESSION, email), "erased", now=now)
    session.commit()


def _forget(action: Action, now: datetime) -> None:
    """Take back what has not left, and every word that names or quotes the writer."""
    session = db.session()
    letters = select(Letter.id).where(Letter.action_id == action.id)
    taken_back = cancel(session, Delivery.letter_id.in_(letters), now=now, actor=ACTOR)
    if taken_back or has_open_letters(action.id):
        action.withdrawn_at = action.withdrawn_at or now
        tallies.append(session, taken_back_deltas(action, taken_back, now))
    mails = or_(Delivery.letter_id.in_(letters), Delivery.action_id == action.id)
    forget(session, mails, now=now)
    session.execute(update(Letter).where(Letter.action_id == action.id).values(NO_WORDS))
    session.execute(
        update(Action).where(Action.id == action.id).values(scrubbed_at=now, **NOBODY_WROTE)
    )
