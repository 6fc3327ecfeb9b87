"""Looks at districts and at the ZIPs that touch them."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from campaign.db import db
from campaign.domain.places import Chamber, DistrictRef, ZipCode
from campaign.models.places import District, ZipDistrict


def districts_of_zip(zip_code: ZipCode, *, jurisdiction: str, on: date) -> list[DistrictRef]:
    """Return every district of the jurisdiction that a ZIP touches on a day."""
    found = db.session.scalars(
        select(District)
        .join(ZipDistrict, ZipDistrict.district_id == District.id)
        .where(
            ZipDistrict.zip == zip_code.digits,
            District.jurisdiction == jurisdiction,
            in_force(on),
        )
    )
    return [_as_ref(district) for district in found]


def districts_of(jurisdiction: str, *, on: date) -> list[DistrictRef]:
    """Return every district of the jurisdiction's chambers on a day."""
    found = db.session.scalars(
        select(District).where(District.jurisdiction == jurisdiction, of_a_chamber(), in_force(on))
    )
    return [_as_ref(district) for district in found]


def districts_named(ocd_ids: Collection[str], *, jurisdiction: str, on: date) -> list[DistrictRef]:
    """Return those of the named districts that the jurisdiction has on a day."""
    found = db.session.scalars(
        select(District).where(
            District.ocd_id.in_(ocd_ids), District.jurisdiction == jurisdiction, in_force(on)
        )
    )
    return [_as_ref(district) for district in found]


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


def _as_ref(district: District) -> DistrictRef:
    return DistrictRef(district.ocd_id, district.chamber, district.number)
