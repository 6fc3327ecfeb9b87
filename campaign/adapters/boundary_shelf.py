"""The outlines on our own server: read, made ready, put in use, and asked.

What measures outlines takes a fifth of a second to load. It is loaded when outlines are asked
for, so that commands, workers and sites without outlines start as fast as ever.
"""

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.adapters.place_shelf import Shelf
from campaign.domain.areas import Area, AreaAnswer
from campaign.domain.boundaries import Drawing, Edition, OutlineSet, PointAnswer, StateDrawing
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.places import Chamber, DistrictRef, Point, number_order

if TYPE_CHECKING:
    from campaign.adapters.boundary_grid import Found, Grid


class BoundaryShelf:
    """The grids in a folder, one for each jurisdiction and day on which lines begin."""

    def __init__(self, folder: Path) -> None:
        self.shelf: Shelf[Grid] = Shelf(folder, "grid", _open_grid)

    def read(self, path: Path, jurisdiction: Jurisdiction, *, address: str) -> OutlineSet:
        """Read a file of outlines. Raises RosterError."""
        from campaign.adapters.boundary_files import read_outlines  # noqa: PLC0415  # As above.

        return read_outlines(path, jurisdiction, address=address)

    def prepare(
        self, found: OutlineSet, jurisdiction: Jurisdiction, *, whole: bool, now: datetime
    ) -> "GridDraft":
        """Write a grid beside the one in use."""
        from campaign.adapters.grid_maker import make_grid  # noqa: PLC0415  # As above.

        valid_from = jurisdiction.districts_valid_from
        path = self.shelf.fresh(jurisdiction.slug, valid_from)
        make_grid(
            found,
            jurisdiction=jurisdiction.slug,
            valid_from=valid_from,
            made_at=now,
            whole=whole,
            path=path,
        )
        return GridDraft(self.shelf, path)

    def edition(self, jurisdiction: str, *, on: date) -> Edition:
        """Return which outlines hold on a day. Raises NotFound."""
        return self.shelf.holding(jurisdiction, on=on).edition

    def at(self, point: Point, *, jurisdiction: str, on: date) -> PointAnswer:
        """Return the districts of a point on a day. Raises NotFound."""
        return self.shelf.holding(jurisdiction, on=on).describe(point)

    def draw(self, districts: Collection[DistrictRef], *, jurisdiction: str, on: date) -> Drawing:
        """Draw districts of one chamber. Raises NotFound."""
        from campaign.adapters import map_drawing  # noqa: PLC0415  # As above.

        grid = self.shelf.holding(jurisdiction, on=on)
        return map_drawing.draw(grid, tuple(sorted(districts, key=number_order)))

    def across(self, area: Area, *, jurisdiction: str, on: date) -> AreaAnswer:
        """Return the districts that an area touches on a day. Raises NotFound."""
        return self.shelf.holding(jurisdiction, on=on).across(area)

    def draw_area(self, area: Area, chamber: Chamber, *, jurisdiction: str, on: date) -> Drawing:
        """Draw what an area shows of a chamber. Raises NotFound."""
        from campaign.adapters import map_drawing  # noqa: PLC0415  # As above.

        grid = self.shelf.holding(jurisdiction, on=on)
        return map_drawing.draw_area(grid, area, chamber)

    def draw_state(self, chamber: Chamber, jurisdiction: Jurisdiction, *, on: date) -> StateDrawing:
        """Draw a whole chamber. Raises NotFound."""
        from campaign.adapters import map_drawing  # noqa: PLC0415  # As above.

        grid = self.shelf.holding(jurisdiction.slug, on=on)
        return map_drawing.draw_state(grid, chamber, jurisdiction)


class GridDraft:
    """A grid that is not in use yet."""

    def __init__(self, shelf: "Shelf[Grid]", path: Path) -> None:
        self._shelf = shelf
        self._path = path
        self._grid = _open_grid(path)

    def at(self, point: Point) -> "Found":
        """Return the districts in which a point lies."""
        return self._grid.at(point.lat, point.lng)

    def install(self) -> Edition:
        """Put the grid in use."""
        edition = self._grid.edition
        self._shelf.put(self._path, edition.jurisdiction, edition.valid_from)
        return edition

    def discard(self) -> None:
        """Throw the grid away."""
        self._path.unlink(missing_ok=True)


def _open_grid(path: Path) -> "Grid":
    from campaign.adapters.boundary_grid import Grid  # noqa: PLC0415  # As above.

    return Grid.open(path)
