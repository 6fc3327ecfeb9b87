"""Where ZIPs lie, about: the table of points in a jurisdiction's folder."""

import csv
from collections.abc import Mapping
from pathlib import Path

from campaign.domain.errors import Refused
from campaign.domain.places import Point, ZipCode
from campaign.domain.roster import Problem, RosterError

TABLE = "zip_points.csv"
COLUMNS = ("zip", "lat", "lng")


class ZipPointTables:
    """The tables of points, each read when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, Mapping[ZipCode, Point]] = {}

    def of(self, jurisdiction: str) -> Mapping[ZipCode, Point]:
        """Return a point within each ZIP of a state. Raises RosterError for a broken table."""
        if jurisdiction not in self._read:
            self._read[jurisdiction] = _points(self._folder / jurisdiction / TABLE)
        return self._read[jurisdiction]


def _points(path: Path) -> Mapping[ZipCode, Point]:
    if not path.exists():
        return {}
    points: dict[ZipCode, Point] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if list(reader.fieldnames or ()) != list(COLUMNS):
            cure = f"write the columns {', '.join(COLUMNS)}"
            raise RosterError([Problem("columns", str(reader.fieldnames), cure, str(path))])
        for row in reader:
            try:
                point = Point.parse(row["lat"] or "", row["lng"] or "")
                points[ZipCode.parse(row["zip"])] = point
            except Refused as error:
                cure = "write five digits and two numbers of degrees"
                where = f"{path}, line {reader.line_num}"
                value = " ".join(str(cell) for cell in row.values())
                raise RosterError([Problem("point of a ZIP", value, cure, where)]) from error
    return points
