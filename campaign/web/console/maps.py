"""The chambers on the map, each district in the shade of how near its goal it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from campaign import wiring
from campaign.domain.disclosure import Cell, Veil
from campaign.domain.places import Chamber
from campaign.web.console.charts import number
from campaign.web.console.filters import CHAMBERS, CountsView
from campaign.web.console.locale import console_locale
from campaign.web.presenters.desk import Desk
from campaign.web.presenters.district_maps import DistrictMap, district_map

SHADES = 5
"""The last shade is the goal; the first is nothing at all."""
VEILED = "veiled"


@dataclass(frozen=True, slots=True)
class ShadedMap:
    """One chamber's map; `cells` and `shades` are by the districts' ids."""

    chamber: str
    map: DistrictMap
    cells: Mapping[str, Cell]
    shades: Mapping[str, str]


def shaded_maps(
    view: CountsView, cells: Mapping[str, Cell], anchors: Mapping[str, str]
) -> list[ShadedMap]:
    """Return the map of each chamber, or of the chosen one; none where no district is drawn."""
    edges, locale = wiring.edges(), console_locale()
    state = edges.jurisdictions[view.campaign.jurisdiction]
    desk = Desk(state, locale, datetime.now(UTC), edges.boundaries, edges.zip_points)
    shades = {ocd_id: _shade(cell, view.campaign.goal) for ocd_id, cell in cells.items()}
    maps = []
    for chamber in CHAMBERS:
        if view.chosen.chamber in {"", chamber} and chamber in state.houses:
            drawn = district_map(chamber, desk, anchors)
            if drawn is not None:
                name = chamber_name(view, chamber)
                maps.append(ShadedMap(name, drawn, cells, shades))
    return maps


def chamber_name(view: CountsView, chamber: Chamber) -> str:
    """Return what a chamber is called in the state of a campaign."""
    state = wiring.edges().jurisdictions[view.campaign.jurisdiction]
    return state.houses[chamber].name.read(console_locale())


def _shade(cell: Cell, goal: int) -> str:
    if isinstance(cell, Veil):
        return VEILED
    n = number(cell)
    return f"shade{min(SHADES, 1 + (SHADES - 1) * n // max(goal, 1)) if n else 0}"
