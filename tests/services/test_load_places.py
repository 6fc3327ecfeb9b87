"""Districts and the ZIP table are loaded whole, and a second time nothing changes."""

from dataclasses import replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.places import Chamber, ZipCode
from campaign.models.places import District, ZipDistrict
from campaign.queries.places import districts_of, districts_of_zip
from campaign.services.load_roster.places import LoadedPlaces, load_places
from tests.rosters import JURISDICTION, places

TODAY = date(2026, 10, 14)


def touched(digits: str, *, on: date = TODAY) -> set[str]:
    found = districts_of_zip(ZipCode(digits), jurisdiction="invented", on=on)
    return {district.ocd_id.rpartition("/")[2] for district in found}


def test_places_are_loaded(session: scoped_session[Session]) -> None:
    assert load_places(places()) == LoadedPlaces(districts=5, zips=4)

    assert touched("90002") == {"sldl:1", "sldl:2", "sldu:1"}
    assert session.scalars(select(District.seats).order_by(District.seats)).all() == [1, 1, 1, 1, 2]


def test_a_second_load_changes_nothing(session: scoped_session[Session]) -> None:
    load_places(places())
    before = set(session.scalars(select(District.id)))

    load_places(places())

    assert set(session.scalars(select(District.id))) == before
    assert session.scalar(select(func.count()).select_from(ZipDistrict)) == 11


def test_a_zip_follows_its_table(session: scoped_session[Session]) -> None:
    load_places(places())
    moved = dict(places().zips)
    moved[ZipCode("90002")] = (JURISDICTION.district(Chamber.LOWER, "3"),)
    del moved[ZipCode("90001")]

    load_places(replace(places(), zips=moved))

    assert touched("90002") == {"sldl:3"}
    assert touched("90001") == set()
    assert session.scalar(select(func.count()).select_from(ZipDistrict)) == 7


def test_new_lines_end_the_old_ones_on_their_day(session: scoped_session[Session]) -> None:
    load_places(places())
    redrawn = replace(JURISDICTION, districts_valid_from=date(2032, 12, 6))

    load_places(replace(places(), jurisdiction=redrawn))

    assert len(districts_of("invented", on=date(2032, 12, 5))) == 5
    assert len(districts_of("invented", on=date(2032, 12, 6))) == 5
    assert session.scalar(select(func.count()).select_from(District)) == 10
    assert touched("90001", on=date(2032, 12, 6)) == {"sldl:1", "sldu:1"}
