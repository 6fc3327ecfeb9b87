"""Where a letter to a legislator may go now, which way, or why it has to wait for a person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, not_, select

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

    @property
    def instead(self) -> HoldReason | Rung | None:
        """Return what becomes of a letter that cannot go there at once."""
        return self.rung or self.hold


def addressee_of(target_id: str, *, on: date) -> Addressee:
    """Return where a letter to this person goes on a day."""
    target, sits, health = db.session.execute(
        select(Target, in_office(on), OfficeHealth.state)
        .outerjoin(OfficeHealth, OfficeHealth.target_id == Target.id)
        .where(Target.id == target_id)
        .execution_options(populate_existing=True)
    ).one()
    if not sits:
        return Addressee(target.email, gone([target.id], on=on)[target.id])
    if not target.email or health is Health.FAILING:
        return Addressee(target.email, rung=rung_after_email(target.contact_form_url))
    if health is Health.DOUBTFUL:
        return Addressee(target.email, HoldReason.DOUBTFUL_ADDRESS)
    return Addressee(target.email)


def gone(target_ids: Collection[str], *, on: date) -> dict[str, HoldReason]:
    """Return those of these people who do not sit on a day, and why letters to them wait.

    It tells a seat that somebody else holds by now from one that nobody holds.
    """
    left = db.session.execute(
        select(Target.id, Target.district_id, District.seats)
        .join(District, District.id == Target.district_id)
        .where(Target.id.in_(target_ids), not_(in_office(on)))
    ).all()
    if not left:
        return {}
    taken = db.session.execute(
        select(Target.district_id, func.count())
        .where(Target.district_id.in_({row.district_id for row in left}), in_office(on))
        .group_by(Target.district_id)
    )
    holders = {district_id: number for district_id, number in taken}
    return {
        row.id: HoldReason.VACANT_SEAT
        if holders.get(row.district_id, 0) < row.seats
        else HoldReason.LEFT_OFFICE
        for row in left
    }
