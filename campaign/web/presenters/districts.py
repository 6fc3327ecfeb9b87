"""The page of all districts: a map of each chamber, and beside it who sits where."""

from dataclasses import dataclass

from campaign.domain.places import Chamber, DistrictRef, by_chamber
from campaign.queries.places import districts_of
from campaign.web.presenters.desk import Desk
from campaign.web.presenters.district_maps import DistrictMap, district_map
from campaign.web.presenters.legislators import LegislatorCard


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """One district, and the cards of its members."""

    id: str
    number: str
    members: tuple[LegislatorCard, ...]


@dataclass(frozen=True, slots=True)
class ChamberPage:
    """One chamber: its name, its map, and all its districts."""

    name: str
    map: DistrictMap | None
    rows: tuple[DistrictRow, ...]


def chamber_pages(desk: Desk) -> list[ChamberPage]:
    """Return every chamber with its districts in the order of their numbers."""
    found = by_chamber(districts_of(desk.jurisdiction.slug, on=desk.on))
    return [_chamber(chamber, districts, desk) for chamber, districts in found.items()]


def _chamber(chamber: Chamber, districts: tuple[DistrictRef, ...], desk: Desk) -> ChamberPage:
    cards = desk.cards(districts)
    ids = {each.ocd_id: f"{chamber.value}-{n}" for n, each in enumerate(districts, start=1)}
    return ChamberPage(
        name=desk.jurisdiction.houses[chamber].name.read(desk.locale),
        map=district_map(chamber, desk, {ocd_id: f"#{row}" for ocd_id, row in ids.items()}),
        rows=tuple(
            DistrictRow(
                ids[each.ocd_id],
                each.number,
                tuple(cards[each.ocd_id]),
            )
            for each in districts
        ),
    )
