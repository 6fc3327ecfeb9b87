"""How the people of a waiting list stand to those who are known, as SQL."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from campaign.db import db
from campaign.domain.imports import Forecast, RowFault
from campaign.domain.people import AgeBand, Purpose
from campaign.models.imports import ImportedList, ImportRow
from campaign.models.supporters import Consent, Supporter, Suppression

READ_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Ask:
    """What the people of one list agreed to."""

    import_id: str
    purpose: Purpose
    partner_id: str | None
    campaign_id: str

    def usable(self) -> ColumnElement[bool]:
        """Return the condition that a row may be brought in, and counts."""
        return and_(
            ImportRow.import_id == self.import_id,
            ImportRow.fault.is_(None),
            ImportRow.repeats.is_(False),
        )

    def agrees(self) -> ColumnElement[bool]:
        """Return the condition that a supporter agrees already."""
        return exists().where(Consent.id == self._newest(), Consent.given.is_(True))

    def refusals(self) -> Iterator[tuple[RowFault, ColumnElement[bool]]]:
        """Yield why a row is refused for who it is about: what they told us stands over a list.

        A no that undoing a list wrote is no word of theirs.
        """
        is_known = Supporter.email == ImportRow.email
        own_no = exists().where(
            Consent.id == self._newest(), Consent.given.is_(False), Consent.import_id.is_(None)
        )
        yield RowFault.MINOR, exists().where(is_known, Supporter.age_band != AgeBand.ADULT)
        yield RowFault.SAID_NO, exists().where(is_known, own_no)

    def _newest(self) -> ColumnElement[int]:
        """Return the id of a supporter's newest word on this."""
        return (
            select(func.max(Consent.id))
            .where(
                Consent.supporter_id == Supporter.id,
                Consent.purpose == self.purpose,
                Consent.partner_id.is_not_distinct_from(self.partner_id),
                Consent.campaign_id == self.campaign_id,
            )
            .correlate(Supporter)
            .scalar_subquery()
        )


def ask_of(row: ImportedList) -> Ask:
    """Return what the people of a list agreed to, once that was said."""
    if row.purpose is None or row.campaign_id is None:
        raise ValueError("nobody has said yet what this list is for")
    return Ask(row.id, row.purpose, row.partner_id, row.campaign_id)


def fills() -> ColumnElement[bool]:
    """Return the condition that a row knows what is empty of a supporter."""
    return or_(
        fills_name(),
        and_(Supporter.city == "", ImportRow.city != ""),
        and_(Supporter.zip == "", ImportRow.zip != ""),
    )


def fills_name() -> ColumnElement[bool]:
    """Return the condition that a row knows the name of a supporter who has none."""
    known = or_(ImportRow.given_name != "", ImportRow.family_name != "")
    return and_(Supporter.given_name == "", Supporter.family_name == "", known)


def forecast(ask: Ask) -> Forecast:
    """Return what a checked list would do at this moment."""
    counted = select(
        func.count(),
        func.count(ImportRow.fault),
        func.count().filter(ImportRow.fault.is_(None), ImportRow.repeats.is_(True)),
    ).where(ImportRow.import_id == ask.import_id)
    rows, rejected, repeats = db.session.execute(counted).one()
    known = select(func.count(), func.count().filter(or_(~ask.agrees(), fills()))).where(
        ask.usable(), Supporter.email == ImportRow.email
    )
    met, changed = db.session.execute(known).one()
    return Forecast(
        made=rows - rejected - repeats - met,
        merged=repeats + changed,
        unchanged=met - changed,
        rejected=rejected,
    )


def forecast_of(import_id: str) -> Forecast:
    """Return what a checked list would do at this moment, by its id."""
    return forecast(ask_of(db.session.get_one(ImportedList, import_id)))


def suppressed(*, since: datetime | None = None) -> set[str]:
    """Return the hashes of the addresses that get no mail, all of them or the newest alone."""
    statement = select(Suppression.address_hash).where(Suppression.lifted_at.is_(None))
    if since is not None:
        statement = statement.where(Suppression.since >= since)
    return set(db.session.scalars(statement.execution_options(yield_per=READ_AT_ONCE)))


def usable_addresses(ask: Ask) -> Iterator[str]:
    """Yield the addresses that a list would bring in."""
    statement = select(ImportRow.email).where(ask.usable())
    yield from db.session.scalars(statement.execution_options(yield_per=READ_AT_ONCE))
