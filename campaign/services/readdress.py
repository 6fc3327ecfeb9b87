"""Send a held letter to who followed in the seat, because its writer says so."""

from datetime import datetime

from sqlalchemy import func, insert, select

from campaign.db import db, new_id
from campaign.domain.deliveries import DeliveryState, Move
from campaign.domain.errors import Expired, NotFound, Refused
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.mail import LetterMail, with_original
from campaign.domain.ports import Bell
from campaign.domain.retention import REPEAT_WINDOW
from campaign.domain.site import Site
from campaign.domain.text import count
from campaign.models import tallies
from campaign.models.actions import Action, hold_actions
from campaign.models.deliveries import Delivery
from campaign.models.deliveries.mails import await_confirmation
from campaign.models.deliveries.moves import move
from campaign.models.deliveries.rungs import take_letter
from campaign.models.letters import Letter
from campaign.queries.actions import repeated_targets, view
from campaign.queries.addressees import addressee_of
from campaign.queries.successors import HeldLetter, ReaddressedLetter, held_letters, readdressed
from campaign.queries.tallies import campaign_day, letter_deltas
from campaign.queries.targets import Member

ACTOR = "writer"
WENT_TO_SUCCESSOR = "went_to_successor"


def readdress(  # Which letter, to whom, and the edges.
    action_id: str,
    position: int,
    target_id: str,
    *,
    jurisdiction: Jurisdiction,
    site: Site,
    bell: Bell,
    now: datetime,
) -> None:
    """Send one letter of an action to the successor whom its writer saw when they tapped.

    The held letter ends, and one like it, with another greeting, stands in its place. A second
    tap changes nothing. Raises NotFound, Expired where nothing waits any more,
    Refused("legislator_changed") when somebody else holds the seat by now, and
    Refused("wrote_already") when this person wrote to them about the same thing.
    """
    held = hold_actions(db.session(), Action.id == action_id)
    if not held:
        raise NotFound("action")
    if _went_before(action_id, target_id):
        return
    letters = {letter.position: letter for letter in held_letters(action_id, now)}
    if position not in letters:
        raise Expired("letter")
    letter = letters[position]
    if letter.successor is None or letter.successor.id != target_id:
        raise Refused("legislator_changed")
    if target_id in repeated_targets(action_id, since=now - REPEAT_WINDOW):
        raise Refused("wrote_already", name=letter.successor.full_name)
    slug = view(action_id).campaign_slug
    words = readdressed(letter, letter.successor, slug, jurisdiction)
    _replace(held[0], letter, words, letter.successor, site=site, now=now)
    db.session.commit()
    bell.ring()


def _went_before(action_id: str, target_id: str) -> bool:
    """Tell whether an earlier tap sent a letter of this action to this person."""
    found = select(Letter.id).where(
        Letter.action_id == action_id,
        Letter.target_id == target_id,
        Letter.in_place_of.is_not(None),
    )
    return db.session.scalar(select(found.exists())) or False


def _replace(
    action: Action,
    held: HeldLetter,
    words: ReaddressedLetter,
    successor: Member,
    *,
    site: Site,
    now: datetime,
) -> None:
    """End the held letter, write the new one down, and take it as a confirmed one."""
    session, letter_id = db.session(), new_id()
    day = campaign_day(action.campaign_id, now)
    step = Move(DeliveryState.HELD, DeliveryState.CANCELLED, ACTOR, WENT_TO_SUCCESSOR)
    if not move(session, held.delivery_id, step, now=now):
        raise Expired("letter")
    session.execute(insert(Letter), _row(action.id, letter_id, held, words, successor.id, now))
    await_confirmation(session, [letter_id], now=now)
    addressee = addressee_of(successor.id, on=day)
    mail = LetterMail(
        writer_name=f"{action.given_name} {action.family_name}".strip(),
        writer_address=action.email,
        recipient=addressee.email,
        subject=held.subject,
        text=with_original(words.body, words.original_body),
    )
    take_letter(
        session,
        session.scalars(select(Delivery.id).where(Delivery.letter_id == letter_id)).one(),
        mail,
        addressee.instead,
        site=site,
        now=now,
        actor=ACTOR,
    )
    tallies.append(
        session,
        [
            *letter_deltas(action, [held.letter_id], day, -1),
            *letter_deltas(action, [letter_id], day, 1),
        ],
    )


def _row(
    action_id: str,
    letter_id: str,
    held: HeldLetter,
    words: ReaddressedLetter,
    target_id: str,
    now: datetime,
) -> dict[str, object]:
    last = select(func.max(Letter.position)).where(Letter.action_id == action_id)
    return {
        "id": letter_id,
        "action_id": action_id,
        "target_id": target_id,
        "position": db.session.scalars(last).one() + 1,
        "locale": held.locale,
        "subject": held.subject,
        "body": words.body,
        "original_body": words.original_body,
        "length": count(words.body),
        "accepted_at": now,
        "in_place_of": held.letter_id,
    }
