"""Districts and ZIP codes of the invented state that only some tests need."""

from collections.abc import Mapping

from sqlalchemy import select

from campaign.db import db
from campaign.domain.places import Chamber
from campaign.models.places import District, ZipDistrict
from tests.rosters import JURISDICTION


def add_district_over_all() -> None:
    """Add a district that lies over the others, so that no ZIP is known to touch it."""
    db.session.add(
        District(
            ocd_id=f"{JURISDICTION.division}/sldl:over_all",
            jurisdiction=JURISDICTION.slug,
            chamber=Chamber.LOWER,
            number="over all",
            seats=1,
            valid_from=JURISDICTION.districts_valid_from,
        )
    )
    db.session.commit()


def add_zip(digits: str, touched: Mapping[Chamber, str]) -> None:
    """Add a ZIP that touches districts, named by chamber with spaces between."""
    for district in db.session.scalars(select(District)).all():
        if district.number in touched[district.chamber].split():
            db.session.add(ZipDistrict(zip=digits, district_id=district.id))
    db.session.commit()
