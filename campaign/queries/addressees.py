"""Where a letter to a legislator may go now, which way, or why it has to wait for a person."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from campaign.db import db
from campaign.domain.deliveries import HoldReason
from campaign.domain.ladder import Health, Rung, rung_after_email
from campaign.models.places import District
from campaign.models.roster import OfficeHealth, Target
from campaign.queries.targets import in_office


@dataclass(frozen=True, slots=True)
class Addressee:
    """A legislator's address, and why a letter waits instead of going there, if it does.

    `rung` is another way that it takes because e-mail does not reach the office.
    """

    email: str
    hold: HoldReason | None = None
    rung: Rung | None = None


def addressee_of(target_id: str, *, on: date) -> Addressee:
    """Return where a letter to this person goes on a day."""
    target, sits, health = db.session.execute(
        select(Target, in_office(on), OfficeHealth.state)
        .outerjoin(OfficeHealth, OfficeHealth.target_id == Target.id)
        .where(Target.id == target_id)
        .execution_options(populate_existing=True)
    ).one()
    if not sits:
        return Addressee(target.email, _gone(target.district_id, on))
    if not target.email or health is Health.FAILING:
        return Addressee(target.email, rung=rung_after_email(target.contact_form_url))
    if health is Health.DOUBTFUL:
        return Addressee(target.email, HoldReason.DOUBTFUL_ADDRESS)
    return Addressee(target.email)


def _gone(district_id: str, on: date) -> HoldReason:
    """Tell a seat that somebody else holds by now from one that nobody holds."""
    seats = db.session.scalars(select(District.seats).where(District.id == district_id)).one()
    taken = db.session.scalars(
        select(func.count()).where(Target.district_id == district_id, in_office(on))
    ).one()
    return HoldReason.VACANT_SEAT if taken < seats else HoldReason.LEFT_OFFICE
