"""The map on which somebody points at their home, tile by tile, without any script."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from campaign.domain.areas import TILES, Area, nearest
from campaign.domain.boundaries import Drawing
from campaign.domain.places import Chamber, Point, ZipCode
from campaign.web.presenters.desk import Desk
from campaign.web.words import gettext as _

MOST_DOTS = 12
MARGIN = 16
"""Nearer to the edge, in units of the drawing, no ZIP can be read."""


@dataclass(frozen=True, slots=True)
class PinTile:
    """One tile of the map: a button with its value and its name."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A ZIP on the map, for orientation; `own` marks the one that was typed."""

    zip: str
    x: float
    y: float
    own: bool


@dataclass(frozen=True, slots=True)
class PinMap:
    """An area with the lines of the chambers that are open, and its tiles."""

    area: str
    width: int
    height: int
    layers: tuple[tuple[str, Drawing], ...]
    """Each chamber's name and lines."""
    dots: tuple[Dot, ...]
    tiles: tuple[PinTile, ...]
    miles: float


@dataclass(frozen=True, slots=True)
class Pin:
    """The block that offers the map, and the map itself once it was asked for."""

    map: PinMap | None
    errors: tuple[str, ...] = ()


def pin_map(area: Area, chambers: Sequence[Chamber], zip_code: ZipCode, desk: Desk) -> PinMap:
    """Return the map of an area. Raises NotFound where no outlines are installed."""
    slug = desk.jurisdiction.slug
    drawn = [
        desk.boundaries.draw_area(area, chamber, jurisdiction=slug, on=desk.on)
        for chamber in chambers
    ]
    names = [desk.jurisdiction.houses[chamber].name.read(desk.locale) for chamber in chambers]
    width, height = drawn[0].width, drawn[0].height
    points = desk.zip_points.of(slug)
    return PinMap(
        area=str(area),
        width=width,
        height=height,
        layers=tuple(zip(names, drawn, strict=True)),
        dots=tuple(_dots(area, zip_code, points, (width, height))),
        tiles=tuple(_tiles()),
        miles=area.miles,
    )


def _dots(
    area: Area, own: ZipCode, points: Mapping[ZipCode, Point], size: tuple[int, int]
) -> Iterator[Dot]:
    inside = {point: zip_code for zip_code, point in points.items() if area.holds(point)}
    for point in nearest(area.middle, inside, MOST_DOTS):
        zip_code = inside[point]
        across = (point.lng - area.west) / (area.east - area.west)
        down = (area.north - point.lat) / (area.north - area.south)
        x, y = round(across * size[0], 1), round(down * size[1], 1)
        if MARGIN <= x <= size[0] - MARGIN and MARGIN <= y <= size[1] - MARGIN:
            yield Dot(zip_code.digits, x, y, zip_code == own)


def _tiles() -> Iterator[PinTile]:
    for row in range(TILES):
        for column in range(TILES):
            name = _("Row %(row)s, column %(column)s", row=row + 1, column=column + 1)
            yield PinTile(f"{row}-{column}", name)
