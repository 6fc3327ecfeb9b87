"""Looks for people among all who wrote or signed up."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, exists, false, func, select
from sqlalchemy.orm import InstrumentedAttribute

from campaign.db import db
from campaign.domain.people import AgeBand, Purpose, name_words
from campaign.models.actions import Action, ActionRecommendation
from campaign.models.campaigns import Campaign, Recommendation, RecommendationText
from campaign.models.letters import Letter
from campaign.models.partners import Partner
from campaign.models.roster import Target
from campaign.models.supporters import Consent, NameWord, Supporter
from campaign.queries.consents import stands

COALITION = ""
"""Stands where a partner's name would, for the coalition as a whole."""

A_PAGE = 50
MOST_PAGES = 20
LAST_LETTER = "\U0010ffff"
"""What comes after every text that begins with a given one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupporterSearch:
    """What is looked for; an empty text does not narrow the search.

    Names and the address are looked for by their beginnings. `since` and `before` bound the last
    contact; `agrees` says whether those are meant who agree to the purpose, or the others.
    """

    name: str = ""
    email: str = ""
    zip: str = ""
    district_id: str = ""
    recommendation_id: str = ""
    source_id: str = ""
    locale: str = ""
    purpose: Purpose | None = None
    agrees: bool = True
    since: datetime | None = None
    before: datetime | None = None

    @property
    def used(self) -> list[str]:
        """Return the names of the fields that narrow the search, for the audit."""
        names = [field.name for field in fields(self) if field.name != "agrees"]
        return [name for name in names if getattr(self, name)]


@dataclass(frozen=True, slots=True)
class SupporterRow:
    """One person as a search shows them."""

    id: str
    given_name: str
    family_name: str
    email: str
    city: str
    zip: str
    locale: str
    age_band: AgeBand
    last_contact_at: datetime
    agreed_to: tuple[str, ...]
    """`COALITION`, and the names of partners."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the people whom a search finds, and how many there are.

    Nobody counts further than the pages go: `total` is one more then.
    """

    rows: Sequence[SupporterRow]
    total: int
    page: int

    @property
    def is_cut(self) -> bool:
        """Tell whether there are more people than pages."""
        return self.total > A_PAGE * MOST_PAGES

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return min(MOST_PAGES, -(-self.total // A_PAGE))


def search(asked: SupporterSearch, *, page: int = 1) -> Found:
    """Return a page of the people whom a search finds, those of the newest contact first."""
    conditions = _conditions(asked)
    some = select(Supporter.id).where(*conditions).limit(A_PAGE * MOST_PAGES + 1).subquery()
    total = db.session.scalar(select(func.count()).select_from(some)) or 0
    page = min(max(page, 1), max(1, min(MOST_PAGES, -(-total // A_PAGE))))
    people = db.session.scalars(
        select(Supporter)
        .where(*conditions)
        .order_by(Supporter.last_contact_at.desc(), Supporter.id.desc())
        .limit(A_PAGE)
        .offset(A_PAGE * (page - 1))
    ).all()
    agreements = _agreements([person.id for person in people])
    rows = [_row(person, agreements.get(person.id, ())) for person in people]
    return Found(rows, total, page)


def recommendation_names(locale: str) -> list[tuple[str, str]]:
    """Return every recommendation's id, and its number and title, campaign by campaign."""
    rows = db.session.execute(
        select(Recommendation.id, Recommendation.position, RecommendationText.title)
        .join(RecommendationText, RecommendationText.recommendation_id == Recommendation.id)
        .join(Campaign, Campaign.id == Recommendation.campaign_id)
        .where(RecommendationText.locale == locale)
        .order_by(Campaign.position, Campaign.id, Recommendation.position)
    )
    return [(id_, f"{position}. {title}") for id_, position, title in rows]


def _conditions(asked: SupporterSearch) -> list[ColumnElement[bool]]:
    """Return what a search asks, as SQL.

    What few people have is asked as a list of them, what many have of each person in turn.
    """
    conditions = [Supporter.erased_at.is_(None), *_by_name(asked.name)]
    if asked.email:
        conditions.append(_begins(Supporter.email, asked.email))
    if asked.zip:
        conditions.append(Supporter.zip == asked.zip)
    if asked.locale:
        conditions.append(Supporter.locale == asked.locale)
    if asked.since is not None:
        conditions.append(Supporter.last_contact_at >= asked.since)
    if asked.before is not None:
        conditions.append(Supporter.last_contact_at < asked.before)
    conditions.extend(_by_letters(asked))
    if asked.purpose is not None:
        agrees = exists().where(Consent.supporter_id == Supporter.id, *stands(asked.purpose))
        conditions.append(agrees if asked.agrees else ~agrees)
    return conditions


def _by_name(name: str) -> list[ColumnElement[bool]]:
    words = name_words(name)
    if name and not words:
        return [false()]
    return [
        Supporter.id.in_(select(NameWord.supporter_id).where(_begins(NameWord.word, word)))
        for word in sorted(words)
    ]


def _by_letters(asked: SupporterSearch) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.district_id:
        letters = (
            select(Action.supporter_id)
            .join(Letter, Letter.action_id == Action.id)
            .join(Target, Target.id == Letter.target_id)
            .where(Target.district_id == asked.district_id, Action.supporter_id.is_not(None))
        )
        conditions.append(Supporter.id.in_(letters))
    if asked.source_id:
        came = select(Action.supporter_id).where(
            Action.source_id == asked.source_id, Action.supporter_id.is_not(None)
        )
        conditions.append(Supporter.id.in_(came))
    if asked.recommendation_id:
        asks = exists().where(
            Action.supporter_id == Supporter.id,
            ActionRecommendation.action_id == Action.id,
            ActionRecommendation.recommendation_id == asked.recommendation_id,
        )
        conditions.append(asks)
    return conditions


def _begins(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], text: str
) -> ColumnElement[bool]:
    return column.between(text, text + LAST_LETTER)


def _agreements(supporter_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return what each of these people agrees to now, the coalition first."""
    found: dict[str, list[str]] = {}
    for purpose in Purpose:
        rows = db.session.execute(
            select(Consent.supporter_id, func.coalesce(Partner.name, COALITION))
            .distinct()
            .outerjoin(Partner, Partner.id == Consent.partner_id)
            .where(*stands(purpose), Consent.supporter_id.in_(supporter_ids))
        )
        for supporter_id, name in rows:
            found.setdefault(supporter_id, []).append(name)
    return found


def _row(person: Supporter, agreed_to: Sequence[str]) -> SupporterRow:
    return SupporterRow(
        id=person.id,
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.email or "",
        city=person.city,
        zip=person.zip,
        locale=person.locale,
        age_band=person.age_band,
        last_contact_at=person.last_contact_at,
        agreed_to=tuple(agreed_to),
    )
