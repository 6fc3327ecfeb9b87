"""Draws districts from their outlines: simpler, flat, and with shared borders kept shut."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import shapely

from campaign.adapters.boundary_grid import Found, Grid
from campaign.domain.areas import Area
from campaign.domain.boundaries import Drawing, DrawnDistrict, StateDrawing
from campaign.domain.errors import NotFound
from campaign.domain.jurisdiction import Inset, Jurisdiction
from campaign.domain.places import Chamber, DistrictRef, number_order

WIDTH = 320
TALLEST = 420
INSET_WIDTH = 240
FINEST = 1.0
"""Details smaller than this, in units of the drawing, are left out."""
ROOMY = 180.0
"""In a district smaller than this, in square units, no number can be read."""

Shapes = Mapping[DistrictRef, shapely.Geometry]


def draw(grid: Grid, districts: Found) -> Drawing:
    """Return a drawing of some districts. Raises NotFound where one has no outline."""
    known = {district: number for number, district in enumerate(grid.head.districts)}
    if not districts or not set(districts) <= known.keys():
        raise NotFound("outline")
    shapes = {district: grid.shape(known[district]) for district in districts}
    return _drawing(shapes, _bounds(shapes))


def draw_area(grid: Grid, area: Area, chamber: Chamber) -> Drawing:
    """Return a drawing of what an area shows of a chamber; it is as wide as the area."""
    touched = grid.across(area).touched
    return _drawing(_within(_of_chamber(grid, chamber, touched), area), area)


def draw_state(grid: Grid, chamber: Chamber, jurisdiction: Jurisdiction) -> StateDrawing:
    """Return a drawing of a whole chamber with its insets; it is made once.

    Raises NotFound where a district has no outline.
    """
    if not grid.head.whole:
        raise NotFound("outline")
    if chamber not in grid.drawings:
        shapes = _of_chamber(grid, chamber, tuple(grid.head.districts))
        insets = tuple((inset, _inset(shapes, inset)) for inset in jurisdiction.insets)
        grid.drawings[chamber] = StateDrawing(_drawing(shapes, _bounds(shapes)), insets)
    return grid.drawings[chamber]


def _inset(shapes: Shapes, inset: Inset) -> Drawing:
    return _drawing(_within(shapes, inset.area), inset.area, INSET_WIDTH)


def _of_chamber(grid: Grid, chamber: Chamber, districts: Found) -> Shapes:
    """Return the outlines of those districts that are a chamber's, in the order of numbers."""
    known = {district: number for number, district in enumerate(grid.head.districts)}
    ours = sorted((each for each in districts if each.chamber is chamber), key=number_order)
    return {district: grid.shape(known[district]) for district in ours}


def _within(shapes: Shapes, area: Area) -> Shapes:
    """Return what an area shows of outlines; those of which it shows nothing are left out."""
    clipped = {
        each: _only_faces(shapely.clip_by_rect(s, *area.corners)) for each, s in shapes.items()
    }
    return {district: shape for district, shape in clipped.items() if not shapely.is_empty(shape)}


def _only_faces(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape without the lines and points that cutting leaves at its edge."""
    parts = shapely.get_parts(shape)
    faces = [part for part in parts if isinstance(part, shapely.Polygon)]
    return faces[0] if len(faces) == 1 else shapely.MultiPolygon(faces)


def _bounds(shapes: Shapes) -> Area:
    west, south, east, north = shapely.total_bounds(list(shapes.values()))
    return Area(float(west), float(south), float(east), float(north))


def _drawing(shapes: Shapes, area: Area, width: int = WIDTH) -> Drawing:
    """Return outlines in units of a drawing of an area."""
    narrow = math.cos(math.radians(area.middle.lat))
    wide, tall = (area.east - area.west) * narrow, area.north - area.south
    scale = min(width / wide, TALLEST / tall)
    stretch, corner = np.array((narrow * scale, -scale)), np.array((area.west, area.north))
    flat = [shapely.transform(s, lambda spots: (spots - corner) * stretch) for s in shapes.values()]
    simple = shapely.coverage_simplify(flat, FINEST) if flat else ()
    return Drawing(
        math.ceil(round(wide * scale, 3)),
        math.ceil(round(tall * scale, 3)),
        tuple(
            DrawnDistrict(
                district, _path(shape), *_label(shape), bool(shapely.area(shape) >= ROOMY)
            )
            for district, shape in zip(shapes, simple, strict=True)
            if not shape.is_empty
        ),
    )


def _label(shape: shapely.Geometry) -> tuple[float, float]:
    """Return a spot well inside the largest part."""
    parts = shapely.get_parts(shape)
    spot = shapely.point_on_surface(parts[np.argmax(shapely.area(parts))])
    return round(float(shapely.get_x(spot)), 1), round(float(shapely.get_y(spot)), 1)


def _path(shape: shapely.Geometry) -> str:
    parts: Sequence[shapely.Geometry] = list(shapely.get_parts(shape))
    return "".join(_ring(ring) for part in parts for ring in shapely.get_rings(part))


def _ring(ring: shapely.Geometry) -> str:
    """Return a ring as steps from spot to spot, in tenths: neighbours round a spot alike."""
    spots = np.rint(shapely.get_coordinates(ring)[:-1] * 10).astype(np.int64)
    steps = np.diff(spots, axis=0).ravel().tolist()
    start = " ".join(map(_tenths, spots[0].tolist()))
    return f"M{start}l{' '.join(map(_tenths, steps))}z"


def _tenths(number: int) -> str:
    return f"{number / 10:g}"
