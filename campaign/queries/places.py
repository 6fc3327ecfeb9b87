"""Looks at districts and at the ZIPs that touch them."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select

from campaign.db import db
from campaign.domain.places import Chamber, DistrictRef, ZipCode, number_order
from campaign.models.places import District, ZipDistrict

_REFS = select(District.ocd_id, District.chamber, District.number)


def districts_of_zip(zip_code: ZipCode, *, jurisdiction: str, on: date) -> list[DistrictRef]:
    """Return every district of the jurisdiction that a ZIP touches on a day."""
    return _refs(
        _REFS.join(ZipDistrict, ZipDistrict.district_id == District.id).where(
            ZipDistrict.zip == zip_code.digits,
            District.jurisdiction == jurisdiction,
            in_force(on),
        )
    )


def districts_by_zip(
    jurisdiction: str, chamber: Chamber, *, on: date
) -> list[tuple[ZipCode, DistrictRef]]:
    """Return each ZIP with each district of a chamber that it touches on a day."""
    rows = db.session.execute(
        select(ZipDistrict.zip, District.ocd_id, District.number)
        .join(District, ZipDistrict.district_id == District.id)
        .where(District.jurisdiction == jurisdiction, District.chamber == chamber, in_force(on))
        .order_by(ZipDistrict.zip, District.ocd_id)
    )
    return [
        (ZipCode(zip_code), DistrictRef(ocd_id, chamber, number))
        for zip_code, ocd_id, number in rows
    ]


def districts_of(jurisdiction: str, *, on: date) -> list[DistrictRef]:
    """Return every district of the jurisdiction's chambers on a day."""
    return _refs(_REFS.where(District.jurisdiction == jurisdiction, of_a_chamber(), in_force(on)))


def districts_named(ocd_ids: Collection[str], *, jurisdiction: str, on: date) -> list[DistrictRef]:
    """Return those of the named districts that the jurisdiction has on a day."""
    return _refs(
        _REFS.where(
            District.ocd_id.in_(ocd_ids), District.jurisdiction == jurisdiction, in_force(on)
        )
    )


def district_ids() -> list[tuple[str, str, DistrictRef]]:
    """Return every district's id and state, those of a state together in the usual order."""
    rows = db.session.execute(
        select(
            District.id, District.jurisdiction, District.ocd_id, District.chamber, District.number
        ).where(District.valid_to.is_(None))
    )
    found = [(row[0], row[1], DistrictRef(*row[2:])) for row in rows]
    return sorted(found, key=lambda one: (one[1], one[2].chamber, number_order(one[2])))


def has_districts_beyond_zips(jurisdiction: str, *, on: date) -> bool:
    """Tell whether somebody may live in a district that no ZIP is known to touch.

    So it is where districts lie over several others and the Census Bureau counts only these.
    """
    touched = select(ZipDistrict.zip).where(ZipDistrict.district_id == District.id)
    beyond = select(District.id).where(
        District.jurisdiction == jurisdiction, of_a_chamber(), in_force(on), ~touched.exists()
    )
    return db.session.scalar(select(beyond.exists())) or False


def of_a_chamber() -> ColumnElement[bool]:
    """Return the condition that a district sends members to a chamber, and is not the state."""
    return District.chamber != Chamber.STATEWIDE


def in_force(on: date) -> ColumnElement[bool]:
    """Return the condition that a district's lines hold on a day."""
    return and_(District.valid_from <= on, or_(District.valid_to.is_(None), District.valid_to > on))


def _refs(question: "Select[str, Chamber, str]") -> list[DistrictRef]:
    rows = db.session.execute(question)
    return [DistrictRef(ocd_id, chamber, number) for ocd_id, chamber, number in rows]
