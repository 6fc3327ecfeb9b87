"""Which districts lie beside a piece of street."""

import math
from collections.abc import Iterator
from itertools import pairwise

from campaign.adapters.boundary_grid import Found, Grid
from campaign.adapters.street_files import Spots
from campaign.domain.areas import METRES_PER_DEGREE
from campaign.domain.boundaries import NEAR_METRES
from campaign.domain.places import DistrictRef, Point

HOUSE_METRES = 12.0
"""How far from the middle of the street the houses are looked for."""
ALONG = (0.1, 0.5, 0.9)
"""Where along a piece of street it is asked, as shares of its length."""


def districts_beside(line: Spots, grid: Grid, *, left: bool) -> Found:
    """Return every district in which a house on one side of a line may lie.

    Where the outlines are drawn more simply than the streets, all districts near by are named:
    a street that is the line itself would else be put on the wrong side. A chamber that is not
    known at one of the spots is left out.
    """
    spots = list(_spots(line, left=left))
    inside = [grid.at(lat, lng) for lat, lng in spots]
    known = set.intersection(*({each.chamber for each in found} for found in inside))
    if not grid.head.exact:
        inside.extend(grid.within(Point(lat, lng), NEAR_METRES) for lat, lng in spots)
    districts: set[DistrictRef] = {each for found in inside for each in found}
    return tuple(each for each in districts if each.chamber in known)


def _spots(line: Spots, *, left: bool) -> Iterator[tuple[float, float]]:
    """Yield spots beside a line, latitude first."""
    scale = math.cos(math.radians(line[0][1]))
    lengths = [math.hypot((x2 - x1) * scale, y2 - y1) for (x1, y1), (x2, y2) in pairwise(line)]
    reach = HOUSE_METRES / METRES_PER_DEGREE * (1 if left else -1)
    for share in ALONG:
        rest = share * sum(lengths)
        for (x1, y1), (x2, y2), length in zip(line[:-1], line[1:], lengths, strict=True):
            if rest <= length and length:
                part = rest / length
                yield (
                    y1 + (y2 - y1) * part + (x2 - x1) * scale / length * reach,
                    x1 + (x2 - x1) * part - (y2 - y1) / length * reach / scale,
                )
                break
            rest -= length
        else:
            yield line[-1][1], line[-1][0]
