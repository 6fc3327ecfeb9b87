"""Find the districts of a person from a ZIP, or from a street address."""

from dataclasses import replace
from datetime import datetime

from campaign.db import db
from campaign.domain.errors import Refused
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.places import (
    Ambiguous,
    GeocoderWord,
    Located,
    ZipCode,
    by_chamber,
    settle,
)
from campaign.domain.ports import Geocoder
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
        return settle(named)
    if not touched:
        raise Refused("zip_unknown", zip=zip_code.digits)
    found = answer.word is GeocoderWord.FOUND
    word = GeocoderWord.NOT_FOUND if found else answer.word
    by_zip = settle(touched)
    return replace(by_zip, geocoder=word) if isinstance(by_zip, Ambiguous) else by_zip


def every_district(*, jurisdiction: Jurisdiction, now: datetime) -> Ambiguous:
    """Return every district to choose from, for those whom no look-up puts right."""
    return Ambiguous(by_chamber(districts_of(jurisdiction.slug, on=jurisdiction.day(now))))
