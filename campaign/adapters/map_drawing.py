"""Draws districts from their outlines: simpler, flat, and with shared borders kept shut."""

import math
from collections.abc import Sequence

import numpy as np
import shapely

from campaign.adapters.boundary_grid import Found, Grid
from campaign.domain.boundaries import Drawing, DrawnDistrict
from campaign.domain.errors import NotFound

WIDTH = 320
TALLEST = 420
FINEST = 1.0
"""Details smaller than this, in units of the drawing, are left out."""


def draw(grid: Grid, districts: Found) -> Drawing:
    """Return a drawing of some districts. Raises NotFound where one has no outline."""
    known = {district: number for number, district in enumerate(grid.head.districts)}
    if not districts or not set(districts) <= known.keys():
        raise NotFound("outline")
    flat, width, height = _flat([grid.shape(known[district]) for district in districts])
    return Drawing(
        width,
        height,
        tuple(
            DrawnDistrict(district, _path(shape), *_label(shape))
            for district, shape in zip(districts, flat, strict=True)
        ),
    )


def _flat(shapes: Sequence[shapely.Geometry]) -> tuple[Sequence[shapely.Geometry], int, int]:
    """Return outlines in units of the drawing, its width and its height."""
    west, south, east, north = shapely.total_bounds(shapes)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = min(WIDTH / ((east - west) * narrow), TALLEST / (north - south))
    stretch, corner = np.array((narrow * scale, -scale)), np.array((west, north))
    flat = [shapely.transform(shape, lambda spots: (spots - corner) * stretch) for shape in shapes]
    width, height = (east - west) * narrow * scale, (north - south) * scale
    return list(shapely.coverage_simplify(flat, FINEST)), math.ceil(width), math.ceil(height)


def _label(shape: shapely.Geometry) -> tuple[float, float]:
    """Return a spot well inside the largest part."""
    parts = shapely.get_parts(shape)
    spot = shapely.point_on_surface(parts[np.argmax(shapely.area(parts))])
    return round(float(shapely.get_x(spot)), 1), round(float(shapely.get_y(spot)), 1)


def _path(shape: shapely.Geometry) -> str:
    parts = shapely.get_parts(shape)
    return "".join(_ring(ring) for part in parts for ring in shapely.get_rings(part))


def _ring(ring: shapely.Geometry) -> str:
    spots = (f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring)[:-1])
    return f"M{'L'.join(spots)}Z"
