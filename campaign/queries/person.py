"""One person as staff see them: who they are, who shares the address, and the whole story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select

from campaign.db import db
from campaign.domain.deliveries import WITHDRAWABLE
from campaign.domain.errors import Expired, NotFound
from campaign.domain.people import AgeBand, ConsentGiven
from campaign.models.actions import Action
from campaign.models.deliveries import Delivery
from campaign.models.letters import Letter
from campaign.models.partners import Partner
from campaign.models.roster import Target
from campaign.models.supporters import Supporter
from campaign.queries.consents import standing


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who wrote from the address, told apart by name."""

    name: str
    age_band: AgeBand
    sendings: int


@dataclass(frozen=True, slots=True)
class StandingConsent:
    """A consent that stands now; `partner` is empty for the coalition."""

    consent: ConsentGiven
    partner: str


@dataclass(frozen=True, slots=True)
class Person:
    """A supporter, and who else writes from the address."""

    id: str
    email: str
    given_name: str
    family_name: str
    city: str
    zip: str
    locale: str
    age_band: AgeBand
    created_at: datetime
    last_contact_at: datetime
    writers: tuple[Writer, ...]
    consents: tuple[StandingConsent, ...]

    @property
    def name(self) -> str:
        """Return the whole name, or the address of somebody who has none."""
        return f"{self.given_name} {self.family_name}".strip() or self.email


@dataclass(frozen=True, slots=True)
class LetterText:
    """One letter as the office reads it, and to whom it goes."""

    legislator: str
    locale: str
    subject: str
    body: str
    original_body: str


@dataclass(frozen=True, slots=True)
class Sending:
    """An action of which something has not left yet: who wrote, when, and to whom."""

    action_id: str
    name: str
    at: datetime
    legislators: tuple[str, ...]


def person(supporter_id: str) -> Person:
    """Return a person. Raises NotFound, or Expired once they are forgotten."""
    row = db.session.get(Supporter, supporter_id, populate_existing=True)
    if row is None:
        raise NotFound("supporter")
    if row.email is None:
        raise Expired("supporter")
    return Person(
        id=row.id,
        email=row.email,
        given_name=row.given_name,
        family_name=row.family_name,
        city=row.city,
        zip=row.zip,
        locale=row.locale,
        age_band=row.age_band,
        created_at=row.created_at,
        last_contact_at=row.last_contact_at,
        writers=_writers(actions_of(row.id, row.email)),
        consents=_consents(row.id),
    )


def actions_of(supporter_id: str, email: str) -> Sequence[Action]:
    """Return what was written from an address, and waits to be confirmed there, in its order."""
    unconfirmed = and_(Action.email == email, Action.supporter_id.is_(None))
    return db.session.scalars(
        select(Action)
        .where(or_(Action.supporter_id == supporter_id, unconfirmed))
        .order_by(Action.submitted_at, Action.id)
        .execution_options(populate_existing=True)
    ).all()


def letter_text(supporter_id: str, letter_id: str) -> LetterText:
    """Return the words of one of a person's letters; empty once they are forgotten.

    Raises NotFound where the letter is not theirs.
    """
    email = person(supporter_id).email
    own = {action.id for action in actions_of(supporter_id, email)}
    row = db.session.execute(
        select(Letter, Target.full_name)
        .join(Target, Target.id == Letter.target_id)
        .where(Letter.id == letter_id)
    ).one_or_none()
    if row is None or row[0].action_id not in own:
        raise NotFound("letter")
    letter, legislator = row
    return LetterText(legislator, letter.locale, letter.subject, letter.body, letter.original_body)


def still_here(supporter_id: str) -> list[Sending]:
    """Return a person's actions of which a letter has not left yet."""
    email = person(supporter_id).email
    found: list[Sending] = []
    for action in actions_of(supporter_id, email):
        names = db.session.scalars(_waiting_for(action.id)).all()
        if names:
            name = f"{action.given_name} {action.family_name}".strip()
            found.append(Sending(action.id, name, action.submitted_at, tuple(names)))
    return found


def _waiting_for(action_id: str) -> Select[str]:
    return (
        select(Target.full_name)
        .join(Letter, Letter.target_id == Target.id)
        .join(Delivery, Delivery.letter_id == Letter.id)
        .where(Letter.action_id == action_id, Delivery.status.in_(WITHDRAWABLE))
        .order_by(Letter.position)
    )


def _writers(actions: Sequence[Action]) -> tuple[Writer, ...]:
    known: dict[str, list[Action]] = {}
    for action in actions:
        if action.scrubbed_at is None:
            known.setdefault(action.name_key, []).append(action)
    return tuple(
        Writer(f"{own[-1].given_name} {own[-1].family_name}".strip(), own[-1].age_band, len(own))
        for own in known.values()
    )


def _consents(supporter_id: str) -> tuple[StandingConsent, ...]:
    names = {row.id: row.name for row in db.session.scalars(select(Partner))}
    return tuple(
        StandingConsent(consent, names.get(consent.partner_id or "", ""))
        for consent in standing(supporter_id)
    )
