"""Write a jurisdiction's districts and its ZIP table down, whole or not at all."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, tuple_, update

from campaign.db import db, new_id
from campaign.domain.jurisdiction import Jurisdiction, Places
from campaign.domain.places import Chamber, DistrictRef
from campaign.models.places import District, ZipDistrict

_ROWS_AT_ONCE = 400

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LoadedPlaces:
    """How many districts and ZIPs the jurisdiction now has."""

    districts: int
    zips: int


def load_places(places: Places) -> LoadedPlaces:
    """Load the districts and the ZIP table; a second time nothing changes.

    Districts are never deleted: those of earlier lines end where the new ones begin.
    """
    loaded = write_places(places)
    db.session.commit()
    return loaded


def write_places(places: Places) -> LoadedPlaces:
    """Write the districts and the ZIP table, for a caller who commits."""
    _end_earlier_lines(places.jurisdiction)
    ids = _load_districts(places)
    wanted = {
        (zip_code.digits, ids[district.ocd_id])
        for zip_code, touched in places.zips.items()
        for district in touched
    }
    _load_zips(wanted, set(ids.values()))
    return LoadedPlaces(len(ids), len(places.zips))


def _end_earlier_lines(jurisdiction: Jurisdiction) -> None:
    db.session.execute(
        update(District)
        .where(
            District.jurisdiction == jurisdiction.slug,
            District.chamber != Chamber.STATEWIDE,
            District.valid_from < jurisdiction.districts_valid_from,
            District.valid_to.is_(None),
        )
        .values(valid_to=jurisdiction.districts_valid_from)
    )


def _load_districts(places: Places) -> dict[str, str]:
    """Return the row id of every district by its OCD id."""
    present = db.session.scalars(
        select(District).where(
            District.jurisdiction == places.jurisdiction.slug,
            District.valid_from == places.jurisdiction.districts_valid_from,
        )
    )
    rows = {row.ocd_id: row for row in present}
    for district in places.districts:
        row = rows.setdefault(district.ocd_id, _new_district(district, places.jurisdiction))
        row.seats = places.jurisdiction.houses[district.chamber].seats_of(district.number)
        db.session.add(row)
    db.session.flush()
    return {district.ocd_id: rows[district.ocd_id].id for district in places.districts}


def _new_district(district: DistrictRef, jurisdiction: Jurisdiction) -> District:
    return District(
        id=new_id(),
        ocd_id=district.ocd_id,
        jurisdiction=jurisdiction.slug,
        chamber=district.chamber,
        number=district.number,
        valid_from=jurisdiction.districts_valid_from,
    )


def _load_zips(wanted: set[Pair], district_ids: set[str]) -> None:
    found = db.session.execute(
        select(ZipDistrict.zip, ZipDistrict.district_id).where(
            ZipDistrict.district_id.in_(district_ids)
        )
    )
    present = {(zip_digits, district_id) for zip_digits, district_id in found}
    gone = sorted(present - wanted)
    for start in range(0, len(gone), _ROWS_AT_ONCE):
        pairs = tuple_(ZipDistrict.zip, ZipDistrict.district_id)
        db.session.execute(
            delete(ZipDistrict).where(pairs.in_(gone[start : start + _ROWS_AT_ONCE]))
        )
    fresh = [
        {"zip": zip_digits, "district_id": district_id}
        for zip_digits, district_id in sorted(wanted - present)
    ]
    if fresh:
        db.session.execute(insert(ZipDistrict), fresh)
