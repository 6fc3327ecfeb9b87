"""What the rows of a file are: one statement for each kind, with the columns that were chosen.

Every value is a text or a whole number, alike on both databases.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    cast,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)

from campaign.domain.export_columns import COUNT
from campaign.domain.exports import ExportFilters, ExportKind, ExportOrder
from campaign.domain.people import AgeBand
from campaign.domain.places import Chamber
from campaign.domain.tallies import EXACT
from campaign.models.actions import Action
from campaign.models.campaigns import Campaign, Recommendation
from campaign.models.deliveries import Delivery
from campaign.models.letters import Letter
from campaign.models.partners import Partner, Source
from campaign.models.places import District
from campaign.models.roster import Target
from campaign.models.supporters import Consent, Supporter
from campaign.models.tallies import Tally, TallyDelta
from campaign.queries.consents import stands
from campaign.queries.export_conditions import asks_for, by_source, of_campaign, within, wrote
from campaign.queries.export_values import (
    day,
    moment,
    newest_district,
    or_empty,
    recommendations,
    street,
)
from campaign.queries.rungs import is_highest_rung

_LINES = (
    "campaign_id",
    "day",
    "kind",
    "recommendation_id",
    "target_id",
    "district_id",
    "source_id",
    "locale",
    "n",
)

Expressions: TypeAlias = Mapping[str, ColumnElement[Any]]
"""A file's columns as SQL, by their names; `Any`, for they are texts and numbers."""
Statement: TypeAlias = Select[*tuple[Any, ...]]
"""One row for each line of a file; `Any`, for its columns differ."""


def statement(order: ExportOrder) -> Statement:
    """Return the rows of a file as SQL."""
    return _KINDS[order.kind](order)


def how_many(order: ExportOrder) -> Select[int]:
    """Return the number of rows of a file as SQL."""
    rows = statement(order)
    if order.kind is not ExportKind.COUNTS:
        rows = rows.with_only_columns(literal(1), maintain_column_froms=True)
    return select(func.count()).select_from(rows.subquery())


def _supporters(order: ExportOrder) -> Statement:
    """Return the adults who agree to the purpose now; nobody stands there twice."""
    if order.purpose is None:
        raise ValueError("a list of people is for a purpose")
    filters = order.filters
    partner = select(Partner.id).where(Partner.slug == order.purpose.partner_slug)
    for_whom = (
        Consent.partner_id == partner.scalar_subquery()
        if order.purpose.partner_slug
        else Consent.partner_id.is_(None)
    )
    newest = (
        select(func.max(Consent.id).label("id"))
        .where(*stands(order.purpose.purpose), for_whom, *within(Consent.at, filters))
        .where(*of_campaign(Consent.campaign_id, filters), *by_source(Consent.source_id, filters))
        .group_by(Consent.supporter_id)
        .cte("newest")
        # Worked out once: before PostgreSQL knows a table's size, it would do so for each person.
        .prefix_with("MATERIALIZED")
    )
    columns: Expressions = {
        "identifier": Supporter.id.expression,
        "given_name": Supporter.given_name.expression,
        "family_name": Supporter.family_name.expression,
        "email": Supporter.email.expression,
        "street": or_empty(street()),
        "city": Supporter.city.expression,
        "zip": Supporter.zip.expression,
        "language": Supporter.locale.expression,
        "purpose": literal(str(order.purpose)),
        "agreed_at": moment(Consent.at),
        "wording_version": Consent.wording_version.expression,
        "campaign": Campaign.slug.expression,
        "source": or_empty(Source.code),
        "partner": or_empty(Partner.slug),
        "lower_district": or_empty(newest_district(Chamber.LOWER)),
        "upper_district": or_empty(newest_district(Chamber.UPPER)),
        "first_contact_at": moment(Supporter.created_at),
        "last_contact_at": moment(Supporter.last_contact_at),
    }
    rows = (
        select(*_chosen(columns, order))
        .select_from(Supporter)
        .join(Consent, Consent.supporter_id == Supporter.id)
        .outerjoin(Campaign, Campaign.id == Consent.campaign_id)
        .outerjoin(Source, Source.id == Consent.source_id)
        .outerjoin(Partner, Partner.id == Source.partner_id)
        .where(
            Consent.id.in_(select(newest.c.id)),
            Supporter.email.is_not(None),
            Supporter.age_band == AgeBand.ADULT,
        )
    )
    if filters.language:
        rows = rows.where(Supporter.locale == filters.language)
    if filters.district or filters.recommendation:
        theirs = select(Action.id).where(Action.supporter_id == Supporter.id)
        rows = rows.where(theirs.where(*wrote(filters)).exists())
    return rows


def _letters(order: ExportOrder) -> Statement:
    """Return the letters that were taken into the outbox, each as its highest rung stands."""
    columns: Expressions = {
        "campaign": Campaign.slug.expression,
        "state": type_coerce(Delivery.status, String),
        "channel": type_coerce(Delivery.channel, String),
        "legislator": Target.full_name.expression,
        "chamber": type_coerce(District.chamber, String),
        "district": District.number.expression,
        "recommendations": or_empty(recommendations()),
        "town": Action.city.expression,
        "language": Action.locale.expression,
        "source": or_empty(Source.code),
        "partner": or_empty(Partner.slug),
        "own_words_percent": cast(func.round(Action.own_words_share * 100), Integer),
        "submitted_at": moment(Action.submitted_at),
        "confirmed_at": or_empty(moment(Action.confirmed_at)),
        "ended_at": or_empty(moment(Delivery.final_at)),
    }
    filters = order.filters
    rows = (
        select(*_chosen(columns, order))
        .select_from(Letter)
        .join(Action, Action.id == Letter.action_id)
        .join(Campaign, Campaign.id == Action.campaign_id)
        .join(Target, Target.id == Letter.target_id)
        .join(District, District.id == Target.district_id)
        .join(Delivery, Delivery.letter_id == Letter.id)
        .outerjoin(Source, Source.id == Action.source_id)
        .outerjoin(Partner, Partner.id == Source.partner_id)
        .where(Letter.accepted_at.is_not(None), is_highest_rung())
        .where(*within(Letter.accepted_at, filters))
        .where(*of_campaign(Action.campaign_id, filters), *by_source(Action.source_id, filters))
    )
    if filters.language:
        rows = rows.where(Action.locale == filters.language)
    if filters.district:
        rows = rows.where(District.ocd_id == filters.district)
    if filters.recommendation:
        rows = rows.where(asks_for(filters.recommendation))
    return rows


def _counts(order: ExportOrder) -> Statement:
    """Return what was counted along the chosen lines, folded or not; places without any are out."""
    facts = _facts(order.filters)
    columns: Expressions = {
        "campaign": Campaign.slug.expression,
        "day": day(facts.c.day),
        "kind": type_coerce(facts.c.kind, String),
        "recommendation": or_empty(Recommendation.slug),
        "legislator": or_empty(Target.full_name),
        "chamber": or_empty(type_coerce(District.chamber, String)),
        "district": or_empty(District.number),
        "source": or_empty(Source.code),
        "partner": or_empty(Partner.slug),
        "language": facts.c.locale,
    }
    lines = [name for name in order.columns if name in columns]
    named = (
        select(*(columns[name].label(name) for name in lines), facts.c.n)
        .select_from(facts)
        .join(Campaign, Campaign.id == facts.c.campaign_id)
        .outerjoin(Recommendation, Recommendation.id == facts.c.recommendation_id)
        .outerjoin(Target, Target.id == facts.c.target_id)
        .outerjoin(District, District.id == facts.c.district_id)
        .outerjoin(Source, Source.id == facts.c.source_id)
        .outerjoin(Partner, Partner.id == Source.partner_id)
        .subquery()
    )
    places = [named.c[name] for name in lines]
    return (
        select(*places, cast(func.sum(named.c.n), Integer).label(COUNT))
        .group_by(*places)
        .having(func.sum(named.c.n) != 0)
        .order_by(*places)
    )


_KINDS: Mapping[ExportKind, Callable[[ExportOrder], Statement]] = {
    ExportKind.SUPPORTERS: _supporters,
    ExportKind.LETTERS: _letters,
    ExportKind.COUNTS: _counts,
}


def _facts(filters: ExportFilters) -> Subquery:
    """Return the folded facts, and beneath them those that wait."""
    legs = []
    for table in (Tally, TallyDelta):
        conditions = [
            *([Tally.grain == EXACT] if table is Tally else ()),
            *of_campaign(table.campaign_id, filters),
            *by_source(table.source_id, filters),
        ]
        if filters.first is not None:
            conditions.append(table.day >= filters.first)
        if filters.last is not None:
            conditions.append(table.day <= filters.last)
        if filters.language:
            conditions.append(table.locale == filters.language)
        if filters.district:
            same = select(District.id).where(District.ocd_id == filters.district)
            conditions.append(table.district_id.in_(same))
        if filters.recommendation:
            named = select(Recommendation.id).where(Recommendation.slug == filters.recommendation)
            conditions.append(table.recommendation_id.in_(named))
        legs.append(select(*(getattr(table, line) for line in _LINES)).where(*conditions))
    return union_all(*legs).subquery()


def _chosen(columns: Expressions, order: ExportOrder) -> list[ColumnElement[Any]]:
    return [columns[name].label(name) for name in order.columns]
