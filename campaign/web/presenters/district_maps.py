"""Maps of a whole chamber: real outlines where they are installed, equal tiles elsewhere."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from campaign.domain.boundaries import Drawing, DrawnDistrict
from campaign.domain.errors import NotFound
from campaign.domain.places import Chamber, DistrictRef, Point
from campaign.domain.tiles import Tile, middle_points, place_tiles
from campaign.queries.places import districts_by_zip
from campaign.web.presenters.desk import Desk
from campaign.web.presenters.legislators import district_name
from campaign.web.words import gettext as _

TILE, GAP = 34, 2
"""The side of a tile and the space between two, in units of the drawing."""


@dataclass(frozen=True, slots=True)
class MapShape:
    """One district on a map: what it is called, and where a tap on it leads."""

    drawn: DrawnDistrict
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class MapPanel:
    """One drawing of a map: the whole state, or a crowded part of it with its name."""

    name: str
    width: int
    height: int
    shapes: tuple[MapShape, ...]


@dataclass(frozen=True, slots=True)
class DistrictMap:
    """A chamber on a map; a list of the same districts must stand beside it."""

    note: str
    panels: tuple[MapPanel, ...]


def district_map(chamber: Chamber, desk: Desk, urls: Mapping[str, str]) -> DistrictMap | None:
    """Return the map of a chamber; None where neither outlines nor points are known.

    `urls` say by district id where a tap leads; a district without one leads nowhere.
    """
    try:
        drawn = desk.boundaries.draw_state(chamber, desk.jurisdiction, on=desk.on)
    except NotFound:
        drawing = _tiles(chamber, desk)
        if not drawing.districts:
            return None
        note = _("Every tile is one district. All have about as many people, so all are equal.")
        return DistrictMap(note, (_panel("", drawing, desk, urls),))
    insets = ((inset.name.read(desk.locale), drawing) for inset, drawing in drawn.insets)
    panels = (("", drawn.whole), *insets)
    return DistrictMap(
        "",
        tuple(_panel(name, each, desk, urls) for name, each in panels if each.districts),
    )


def _panel(name: str, drawing: Drawing, desk: Desk, urls: Mapping[str, str]) -> MapPanel:
    return MapPanel(
        name,
        drawing.width,
        drawing.height,
        tuple(
            MapShape(
                drawn,
                district_name(drawn.district, desk.jurisdiction, desk.locale),
                urls.get(drawn.district.ocd_id, ""),
            )
            for drawn in drawing.districts
        ),
    )


def _tiles(chamber: Chamber, desk: Desk) -> Drawing:
    """Return every district of a chamber as an equal tile, placed by the points of its ZIPs."""
    points = desk.zip_points.of(desk.jurisdiction.slug)
    touched: dict[DistrictRef, list[Point]] = defaultdict(list)
    shares: Counter[Point] = Counter()
    for zip_code, district in districts_by_zip(desk.jurisdiction.slug, chamber, on=desk.on):
        if zip_code in points:
            touched[district].append(points[zip_code])
            shares[points[zip_code]] += 1
    tiles = place_tiles(middle_points(touched, shares))
    step = TILE + GAP
    return Drawing(
        step * (1 + max((tile.column for tile in tiles), default=0)) - GAP,
        step * (1 + max((tile.row for tile in tiles), default=0)) - GAP,
        tuple(_as_drawn(tile) for tile in tiles),
    )


def _as_drawn(tile: Tile) -> DrawnDistrict:
    left, top = tile.column * (TILE + GAP), tile.row * (TILE + GAP)
    path = f"M{left} {top}h{TILE}v{TILE}h-{TILE}z"
    return DrawnDistrict(tile.district, path, left + TILE / 2, top + TILE / 2)
