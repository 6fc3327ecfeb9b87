"""The street index puts every house into its district, or names all that come into question."""

from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
import shapely

from campaign.adapters.boundary_shelf import BoundaryShelf
from campaign.adapters.street_index import StreetShelf
from campaign.domain.places import Chamber, DistrictRef, ZipCode
from campaign.domain.streets import AskAgain, matching, typed_street
from campaign.services.build_places import build_streets
from campaign.services.fetch_places import take_outlines
from tests.grounds import Ring, Street, box, write_outlines, write_streets
from tests.rosters import JURISDICTION

DAY = date(2026, 10, 14)
BLOCK = 0.002


def jagged(rng: Random) -> list[tuple[float, float]]:
    """Return a line from south to north that wanders a little, along which two districts meet."""
    return [(-119.9 + rng.uniform(-0.004, 0.004), 38 + n / 200) for n in range(41)]


def rings(line: list[tuple[float, float]]) -> dict[str, Ring]:
    """Return the districts to the left and to the right of a line, and a third one."""
    west = [(-120.0, 38.0), (-120.0, 38.2), *reversed(line), (-120.0, 38.0)]
    east = [*line, (-119.8, 38.2), (-119.8, 38.0), line[0]]
    return {"1": west, "2": east, "3": box(-119.8, 38, -119.7, 38.2)}


def town(line: list[tuple[float, float]], rng: Random) -> list[Street]:
    """Return streets block by block: some cross the line, one is the line, some have gaps."""
    streets = [
        Street(
            "Line Rd",
            [start, end],
            (str(100 * n + 1), str(100 * n + 99), "O", "90002"),
            (str(100 * n + 98), str(100 * n), "E", "90002"),
        )
        for n, (start, end) in enumerate(pairwise(line))
    ]
    for row in range(40):
        lat = 38.0011 + row * 0.00487
        for block in range(50):
            if rng.random() < 0.2:
                continue
            west = -119.95 + block * BLOCK
            low = 100 * block
            streets.append(
                Street(
                    f"{row + 1}th St",
                    [(west, lat), (west + BLOCK, lat)],
                    (str(low + 1), str(low + 99), "O", "90002"),
                    (str(low), str(low + 98), "E", "90002") if rng.random() < 0.8 else ("",) * 4,
                )
            )
    return streets


@pytest.mark.parametrize("exact", [True, False])
def test_no_house_is_put_into_another_district(
    tmp_path: Path,
    now: datetime,
    rng: Random,
    exact: bool,  # noqa: FBT001  # A parameter.
) -> None:
    line = jagged(rng)
    shapes = rings(line)
    streets = town(line, rng)
    boundaries = BoundaryShelf(tmp_path / "places")
    outlines = [
        write_outlines(tmp_path / "lower.zip", Chamber.LOWER, shapes, exact=exact),
        write_outlines(tmp_path / "upper.zip", Chamber.UPPER, exact=exact),
    ]
    take_outlines(outlines, JURISDICTION, boundaries=boundaries, partial=False, now=now)
    index = StreetShelf(tmp_path / "places", boundaries.shelf)
    edition = build_streets(
        [write_streets(tmp_path / "a_addrfeat.zip", streets)],
        JURISDICTION,
        streets=index,
        partial=True,
        progress=lambda *_: None,
        now=now,
    )
    settled = 0
    for street in rng.sample(streets, 200):
        for number, spot in houses(street):
            found = asked(index, f"{number} {street.name}")
            true = {n for n, ring in shapes.items() if shapely.Polygon(ring).contains(spot)}
            lower = {each.number for each in found if each.chamber is Chamber.LOWER}

            assert true <= lower, (street, number)
            settled += len(lower) == 1

    assert edition.rows < edition.ranges / 2
    assert settled > 150


def houses(street: Street) -> list[tuple[int, shapely.Point]]:
    """Return a house on each side in the middle of a piece of street, 12 metres beside it."""
    (x1, y1), (x2, y2) = street.line
    across, up = (x2 - x1) * 0.788, y2 - y1
    reach = 12 / 111_320 / (across**2 + up**2) ** 0.5
    middle = ((x1 + x2) / 2, (y1 + y2) / 2)
    found = []
    for side, way in ((street.left, 1), (street.right, -1)):
        if side[0]:
            low = min(int(side[0]), int(side[1]))
            spot = shapely.Point(
                middle[0] - way * up * reach / 0.788, middle[1] + way * across * reach
            )
            found.append((low + 50, spot))
    return found


def asked(index: StreetShelf, text: str) -> set[DistrictRef]:
    typed = typed_street(text)
    rows = index.rows(ZipCode("90002"), typed.name.core, jurisdiction="invented", on=DAY)
    found = matching(typed, rows)
    assert not isinstance(found, AskAgain), text
    return {district for row in found for district in row.districts}
