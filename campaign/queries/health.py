"""Looks at whether the installation is whole: its schema, data, clock and outbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, distinct, func, inspect, or_, select, text
from sqlalchemy.exc import OperationalError

from campaign.db import db
from campaign.domain.content import LOCALES, REHEARSAL
from campaign.domain.deliveries import LEASED, PENDING, DeliveryState
from campaign.domain.ladder import Health
from campaign.domain.places import Chamber
from campaign.models.beats import Heartbeat
from campaign.models.breakers import RELAY, Breaker
from campaign.models.campaigns import Campaign, Recommendation, RecommendationText
from campaign.models.deliveries import Delivery
from campaign.models.places import District, ZipDistrict
from campaign.models.roster import OfficeHealth, RosterEdition, Target
from campaign.queries.places import in_force
from campaign.queries.rungs import waits_for_staff
from campaign.queries.targets import in_office

LATE = timedelta(minutes=10)
"""How long a due letter or a lease that ran out may wait before something is wrong."""


LOST_BEAT = timedelta(minutes=3)
"""A clock that was not heard for so long is lost; it beats every quarter of a minute."""


class DatabaseAway(Exception):
    """Say that the database does not answer."""


@dataclass(frozen=True, slots=True)
class DatabaseHealth:
    """Which database answers, its journal's mode (SQLite alone), and its schema's revision."""

    dialect: str
    journal: str
    revision: str


@dataclass(frozen=True, slots=True)
class JurisdictionHealth:
    """What is loaded of one state: its seats taken, its ZIPs, and until when it holds."""

    sitting: Mapping[Chamber, int]
    zips: int
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class CampaignHealth:
    """A campaign's recommendations, and how many of their texts there are in all languages."""

    slug: str
    recommendations: int
    texts: int

    @property
    def complete(self) -> bool:
        """Tell whether every recommendation stands in every language."""
        return 0 < self.recommendations * len(LOCALES) == self.texts


@dataclass(frozen=True, slots=True)
class OutboxHealth:
    """How many deliveries wait, wait too long, or need a person."""

    pending: int
    late: int
    stranded: int
    """Queued in the other mode, test or live: they are never sent in this one."""
    in_doubt: int
    held: int


@dataclass(frozen=True, slots=True)
class RelayTrouble:
    """Since when the relay takes no mail, what it said last, and when it is tried again."""

    since: datetime
    reason: str
    next_try_at: datetime


@dataclass(frozen=True, slots=True)
class OfficesHealth:
    """How many offices have a doubtful address, and how many an e-mail that fails."""

    doubtful: int
    failing: int


def database() -> DatabaseHealth:
    """Return what the database says of itself. Raises DatabaseAway."""
    try:
        connection = db.session.connection()
    except OperationalError as error:
        raise DatabaseAway(str(error.orig)) from error
    dialect = connection.dialect.name
    journal = revision = ""
    if dialect == "sqlite":
        journal = str(db.session.scalar(text("PRAGMA journal_mode")))
    if inspect(connection).has_table("alembic_version"):
        revision = str(db.session.scalar(text("SELECT version_num FROM alembic_version")))
    return DatabaseHealth(dialect, journal, revision)


def jurisdiction(slug: str, *, on: date) -> JurisdictionHealth:
    """Return what is loaded of a state on a day."""
    seats = (
        select(District.chamber, func.count())
        .join(Target, Target.district_id == District.id)
        .where(District.jurisdiction == slug, in_force(on), in_office(on))
        .group_by(District.chamber)
    )
    zips = (
        select(func.count(distinct(ZipDistrict.zip)))
        .join(District, District.id == ZipDistrict.district_id)
        .where(District.jurisdiction == slug, in_force(on))
    )
    return JurisdictionHealth(
        sitting={chamber: number for chamber, number in db.session.execute(seats)},
        zips=db.session.scalar(zips) or 0,
        expires_on=db.session.scalar(
            select(RosterEdition.expires_on).where(RosterEdition.jurisdiction == slug)
        ),
    )


def campaigns() -> list[CampaignHealth]:
    """Return every campaign that was loaded, with what there is of it."""
    rows = db.session.execute(
        select(
            Campaign.slug,
            func.count(distinct(Recommendation.id)),
            func.count(RecommendationText.id),
        )
        .outerjoin(Recommendation, Recommendation.campaign_id == Campaign.id)
        .outerjoin(RecommendationText, RecommendationText.recommendation_id == Recommendation.id)
        .where(Campaign.slug != REHEARSAL)
        .group_by(Campaign.slug)
        .order_by(Campaign.slug)
    )
    return [CampaignHealth(*row) for row in rows]


def last_beat() -> datetime | None:
    """Return when the clock last did anything."""
    return db.session.scalar(select(func.max(Heartbeat.ran_at)))


def clock_is_lost(now: datetime) -> bool:
    """Tell whether neither clock nor worker was heard of lately."""
    beat = last_beat()
    return beat is None or now - beat >= LOST_BEAT


def offices() -> OfficesHealth:
    """Return how many offices' e-mail does not simply work."""
    rows = db.session.execute(select(OfficeHealth.state, func.count()).group_by(OfficeHealth.state))
    states = {state: number for state, number in rows}
    return OfficesHealth(states.get(Health.DOUBTFUL, 0), states.get(Health.FAILING, 0))


def outbox(*, live: bool, now: datetime) -> OutboxHealth:
    """Return how the deliveries stand; `live` is the mode of this installation."""
    stranded = and_(Delivery.status == DeliveryState.QUEUED, Delivery.live.is_not(live))
    rows = db.session.execute(
        select(Delivery.status, func.count())
        .where(
            Delivery.status.in_([*PENDING, DeliveryState.IN_DOUBT, DeliveryState.HELD]),
            waits_for_staff(),
        )
        .group_by(Delivery.status)
    )
    states = {state: count for state, count in rows}
    overdue = or_(
        and_(
            Delivery.status == DeliveryState.QUEUED,
            Delivery.live.is_(live),
            Delivery.due_at < now - LATE,
        ),
        and_(Delivery.status.in_(LEASED), Delivery.leased_until < now - LATE),
    )
    return OutboxHealth(
        pending=sum(states.get(state, 0) for state in PENDING),
        late=db.session.scalar(select(func.count()).where(overdue)) or 0,
        stranded=db.session.scalar(select(func.count()).where(stranded)) or 0,
        in_doubt=states.get(DeliveryState.IN_DOUBT, 0),
        held=states.get(DeliveryState.HELD, 0),
    )


def relay_trouble() -> RelayTrouble | None:
    """Return what keeps the relay from taking mail; nothing where the last session did well."""
    row = db.session.execute(
        select(Breaker.since, Breaker.reason, Breaker.paused_until).where(Breaker.name == RELAY)
    ).first()
    return RelayTrouble(*row) if row else None


def is_ready() -> bool:
    """Tell whether the database answers and holds a campaign."""
    return db.session.scalar(select(Campaign.id).limit(1)) is not None


def delivery_counts() -> dict[tuple[str, str, str], int]:
    """Return how many deliveries of each kind and channel stand in each state."""
    rows = db.session.execute(
        select(Delivery.kind, Delivery.channel, Delivery.status, func.count()).group_by(
            Delivery.kind, Delivery.channel, Delivery.status
        )
    )
    return {(kind.value, channel.value, state.value): count for kind, channel, state, count in rows}


def seconds_since_beats(now: datetime) -> dict[str, float]:
    """Return for each job of the clock how long ago it ran."""
    return {
        beat.job: (now - beat.ran_at).total_seconds()
        for beat in db.session.scalars(select(Heartbeat))
    }
