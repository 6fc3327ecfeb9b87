"""The street index: a file of rows that say in which districts a street's houses lie."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from campaign.adapters.place_shelf import Shelf
from campaign.domain.errors import NotFound
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.places import DistrictRef, ZipCode
from campaign.domain.ports import Progress
from campaign.domain.streets import Parity, StreetEdition, StreetRow

if TYPE_CHECKING:
    from campaign.adapters.boundary_grid import Grid

_ROWS = (
    "SELECT street, first, last, parity, districts FROM streets WHERE zip = ? AND core = ?"
    " ORDER BY street, first, last"
)
_NAMES = "SELECT DISTINCT street FROM streets WHERE zip = ? ORDER BY street"


class StreetShelf:
    """The indexes in a folder, one for each jurisdiction and day on which lines begin."""

    def __init__(self, folder: Path, grids: "Shelf[Grid]") -> None:
        self.shelf: Shelf[_Index] = Shelf(folder, "streets", _Index.open)
        self._grids = grids

    def build(
        self,
        files: Sequence[Path],
        jurisdiction: Jurisdiction,
        *,
        progress: Progress,
        now: datetime,
    ) -> StreetEdition:
        """Join files of streets to the outlines in use. Raises RosterError, NotFound."""
        # Looking streets up needs nothing of what reads and measures outlines.
        from campaign.adapters.street_maker import make_index  # noqa: PLC0415  # Said above.

        grid = self._grids.holding(jurisdiction.slug, on=jurisdiction.day(now))
        with self.shelf.replacing(jurisdiction.slug, grid.head.valid_from) as path:
            return make_index(path, files, grid, progress=progress, now=now)

    def edition(self, jurisdiction: str, *, on: date) -> StreetEdition:
        """Return which index holds on a day. Raises NotFound."""
        return self.shelf.holding(jurisdiction, on=on).edition

    def rows(self, zip_code: ZipCode, core: str, *, jurisdiction: str, on: date) -> list[StreetRow]:
        """Return the rows of all streets of a ZIP whose name has this core."""
        try:
            return self.shelf.holding(jurisdiction, on=on).rows(zip_code.digits, core)
        except NotFound:
            return []

    def names(self, zip_code: ZipCode, *, jurisdiction: str, on: date) -> list[str]:
        """Return the streets of a ZIP as they are written."""
        try:
            return self.shelf.holding(jurisdiction, on=on).names(zip_code.digits)
        except NotFound:
            return []


@dataclass(slots=True)
class _Index:
    """One index, open for questions."""

    connection: sqlite3.Connection
    edition: StreetEdition
    districts: list[DistrictRef]

    @classmethod
    def open(cls, path: Path) -> "_Index":
        # It is never written to again, so that no lock is needed and threads may share it.
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?immutable=1",
            uri=True,
            check_same_thread=False,
            isolation_level=None,
        )
        edition, districts = connection.execute("SELECT edition, districts FROM about").fetchone()
        return cls(
            connection,
            msgspec.json.decode(edition, type=StreetEdition),
            msgspec.json.decode(districts, type=list[DistrictRef]),
        )

    def rows(self, digits: str, core: str) -> list[StreetRow]:
        """Return the rows of all streets of a ZIP with this core."""
        return [
            StreetRow(street, first, last, Parity(parity), self._refs(districts))
            for street, first, last, parity, districts in self.connection.execute(
                _ROWS, (digits, core)
            )
        ]

    def names(self, digits: str) -> list[str]:
        """Return the streets of a ZIP."""
        return [street for (street,) in self.connection.execute(_NAMES, (digits,))]

    def _refs(self, numbers: str) -> tuple[DistrictRef, ...]:
        return tuple(self.districts[int(number)] for number in numbers.split(",") if number)
