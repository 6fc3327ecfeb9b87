"""Find the districts of a person: by ZIP, by street, by a point, or by an outside look-up.

The first three rungs of this ladder touch no network.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from campaign.db import db
from campaign.domain.areas import Area, Closer
from campaign.domain.boundaries import NEAR_METRES
from campaign.domain.errors import NotFound, Refused
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.places import (
    Ambiguous,
    DistrictRef,
    GeocoderWord,
    Located,
    Point,
    Rung,
    ZipCode,
    by_chamber,
    settle,
)
from campaign.domain.ports import Boundaries, Geocoder, Streets
from campaign.domain.streets import AskAgain, StreetWord, matching, suggestions, typed_street
from campaign.queries.places import districts_named, districts_of, districts_of_zip


def locate_zip(
    zip_code: ZipCode, *, jurisdiction: Jurisdiction, now: datetime
) -> Located | Ambiguous:
    """Return the districts that a ZIP lies in, or those to choose from.

    Raises Refused("zip_unknown") for a ZIP of this state that is in no district we know, such as
    a post-office box, and Refused("zip_elsewhere") for another state's.
    """
    on = jurisdiction.day(now)
    districts = districts_of_zip(zip_code, jurisdiction=jurisdiction.slug, on=on)
    if districts:
        return settle(districts)
    key = "zip_unknown" if jurisdiction.owns(zip_code) else "zip_elsewhere"
    raise Refused(key, zip=zip_code.digits)


def locate_street(
    zip_code: ZipCode,
    *,
    street: str,
    number: str,
    jurisdiction: Jurisdiction,
    streets: Streets,
    now: datetime,
) -> Located | Ambiguous | AskAgain:
    """Return the districts of a street, or what is to be asked again.

    Nobody is asked for a house number before their street itself is known to be split. Raises
    Refused("zip_elsewhere") for another state's ZIP.
    """
    on = jurisdiction.day(now)
    typed = typed_street(street, number)
    rows = streets.rows(zip_code, typed.name.core, jurisdiction=jurisdiction.slug, on=on)
    found = matching(typed, rows)
    if isinstance(found, AskAgain):
        if found.word is not StreetWord.UNKNOWN:
            return found
        names = streets.names(zip_code, jurisdiction=jurisdiction.slug, on=on)
        if not names and not jurisdiction.owns(zip_code):
            raise Refused("zip_elsewhere", zip=zip_code.digits)
        return replace(found, streets=suggestions(typed.name, names))
    districts = {district for row in found for district in row.districts}
    return settle(_with_the_rest(districts, zip_code, jurisdiction, on), rung=Rung.STREET)


def locate_point(
    point: Point,
    *,
    zip_code: ZipCode | None,
    jurisdiction: Jurisdiction,
    boundaries: Boundaries,
    now: datetime,
) -> Located | Ambiguous:
    """Return the districts of a point; near a line, those among which to confirm.

    Raises Refused("point_unknown") for a point in no outline we have, which says nothing about
    where it is, and Refused("point_outside_zip") for one that lies in no district of the ZIP.
    """
    on = jurisdiction.day(now)
    try:
        answer = boundaries.at(point, jurisdiction=jurisdiction.slug, on=on)
    except NotFound as error:
        raise Refused("point_unknown") from error
    found = {*answer.inside, *answer.near}
    if not found:
        raise Refused("point_unknown")
    if zip_code is not None:
        _check_within(zip_code, found, jurisdiction, on)
    districts = _with_the_rest(found, zip_code, jurisdiction, on)
    likely = {district.chamber: district.ocd_id for district in answer.inside}
    settled = settle(districts, rung=Rung.POINT)
    return settled if isinstance(settled, Located) else replace(settled, likely=likely)


def locate_area(
    area: Area,
    *,
    zip_code: ZipCode,
    jurisdiction: Jurisdiction,
    boundaries: Boundaries,
    now: datetime,
) -> Located | Ambiguous | Closer:
    """Return the districts of whoever lives in a ZIP and in an area that they pointed at.

    Where a line crosses the area or comes near it, it asks to look closer, until nobody could.
    Raises Refused("point_unknown") where we have no outline, and Refused("point_outside_zip")
    for an area that touches no district of the ZIP.
    """
    on = jurisdiction.day(now)
    try:
        around = area.grown(NEAR_METRES)
        answer = boundaries.across(around, jurisdiction=jurisdiction.slug, on=on)
    except NotFound as error:
        raise Refused("point_unknown") from error
    if not answer.touched:
        raise Refused("point_unknown")
    of_zip = set(districts_of_zip(zip_code, jurisdiction=jurisdiction.slug, on=on))
    found = set(answer.touched) & of_zip if of_zip else set(answer.touched)
    if {each.chamber for each in found} != {each.chamber for each in answer.touched}:
        raise Refused("point_outside_zip", zip=zip_code.digits)
    crossed = [chamber for chamber, group in by_chamber(found).items() if len(group) > 1]
    uncovered = {each.chamber for each in found} - answer.covered
    if (crossed or uncovered) and not area.is_smallest:
        return Closer(area)
    sure = {each for each in found if each.chamber not in uncovered}
    return settle(_with_the_rest(sure, zip_code, jurisdiction, on), rung=Rung.POINT)


def locate_address(
    zip_code: ZipCode,
    *,
    street: str,
    jurisdiction: Jurisdiction,
    geocoder: Geocoder,
    now: datetime,
) -> Located | Ambiguous:
    """Return the districts at a street address, else those of its ZIP.

    The geocoder's answer counts only where this jurisdiction has its districts. Where the ZIP
    leaves a choice too, the answer carries the geocoder's word. Raises Refused as locate_zip
    does; nothing is asked about a ZIP of another state. While the geocoder is asked, no
    transaction is open: others can write in the meantime.
    """
    on = jurisdiction.day(now)
    touched = districts_of_zip(zip_code, jurisdiction=jurisdiction.slug, on=on)
    if not touched and not jurisdiction.owns(zip_code):
        raise Refused("zip_elsewhere", zip=zip_code.digits)
    db.session.rollback()
    answer = geocoder.districts_at(street, zip_code.digits)
    named = districts_named(answer.ocd_ids, jurisdiction=jurisdiction.slug, on=on)
    if len({district.chamber for district in named}) == len(jurisdiction.houses):
        return settle(named, rung=Rung.GEOCODER)
    if not touched:
        raise Refused("zip_unknown", zip=zip_code.digits)
    found = answer.word is GeocoderWord.FOUND
    word = GeocoderWord.NOT_FOUND if found else answer.word
    by_zip = settle(touched)
    return replace(by_zip, geocoder=word) if isinstance(by_zip, Ambiguous) else by_zip


def every_district(*, jurisdiction: Jurisdiction, now: datetime) -> Ambiguous:
    """Return every district to choose from, for those whom no look-up puts right."""
    return Ambiguous(by_chamber(districts_of(jurisdiction.slug, on=jurisdiction.day(now))))


def _with_the_rest(
    found: Collection[DistrictRef],
    zip_code: ZipCode | None,
    jurisdiction: Jurisdiction,
    on: date,
) -> set[DistrictRef]:
    """Return districts, and for every chamber without one all those that come into question."""
    missing = jurisdiction.houses.keys() - {district.chamber for district in found}
    if not missing:
        return set(found)
    touched = districts_of_zip(zip_code, jurisdiction=jurisdiction.slug, on=on) if zip_code else []
    others = touched or districts_of(jurisdiction.slug, on=on)
    return {*found, *(district for district in others if district.chamber in missing)}


def _check_within(
    zip_code: ZipCode, found: Collection[DistrictRef], jurisdiction: Jurisdiction, on: date
) -> None:
    """Refuse a point that is not in the ZIP: a phone is not always at home."""
    touched = set(districts_of_zip(zip_code, jurisdiction=jurisdiction.slug, on=on))
    if touched and {d.chamber for d in touched & set(found)} != {d.chamber for d in found}:
        raise Refused("point_outside_zip", zip=zip_code.digits)
