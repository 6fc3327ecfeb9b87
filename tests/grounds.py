"""The ground of the invented state: outlines and streets, in the layouts that are published.

Three lower districts lie beside each other from west to east, two upper ones from south to north;
every line is straight, so that a reader can tell where a point lies.
"""

import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import shapefile

from campaign.adapters.boundary_shelf import BoundaryShelf
from campaign.adapters.street_index import StreetShelf
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.places import Chamber
from campaign.services.build_places import build_streets
from campaign.services.fetch_places import take_outlines

WEST, SOUTH, NORTH = -120.0, 38.0, 38.2
LOWER_LINE = -119.9
"""The line between the first and the second lower district."""
UPPER_LINE = 38.1
"""The line between the upper districts."""

Ring = list[tuple[float, float]]

CHAMBERS = (Chamber.LOWER, Chamber.UPPER)
TIGER_COLUMNS = ("STATEFP", "{}", "GEOID", "NAMELSAD", "LSAD", "LSY", "MTFCC", "FUNCSTAT")
CARTOGRAPHIC_COLUMNS = ("STATEFP", "{}", "GEOIDFQ", "GEOID", "NAME", "NAMELSAD", "LSAD", "LSY")
STREET_COLUMNS = (
    *("TLID", "ARIDL", "ARIDR", "LINEARID", "FULLNAME"),
    *("LFROMHN", "LTOHN", "RFROMHN", "RTOHN", "ZIPL", "ZIPR"),
    *("EDGE_MTFCC", "PARITYL", "PARITYR", "OFFSETL", "OFFSETR"),
)


@dataclass(frozen=True, slots=True)
class Street:
    """A piece of street, its houses on the left and on the right: first, last, parity, ZIP."""

    name: str
    line: Ring
    left: tuple[str, str, str, str] = ("", "", "", "")
    right: tuple[str, str, str, str] = ("", "", "", "")


def box(west: float, south: float, east: float, north: float) -> Ring:
    """Return a ring, clockwise as shapefiles want it."""
    return [(west, south), (west, north), (east, north), (east, south), (west, south)]


LOWER = {str(n): box(WEST + (n - 1) / 10, SOUTH, WEST + n / 10, NORTH) for n in (1, 2, 3)}
UPPER = {
    "1": box(WEST, SOUTH, WEST + 0.3, UPPER_LINE),
    "2": box(WEST, UPPER_LINE, WEST + 0.3, NORTH),
}
STREETS = (
    # It crosses the line between the lower districts.
    Street(
        "N Vermont Ave",
        [(-119.95, 38.05), (-119.9, 38.05)],
        ("101", "199", "O", "90002"),
        ("100", "198", "E", "90002"),
    ),
    Street(
        "N Vermont Ave",
        [(-119.9, 38.05), (-119.85, 38.05)],
        ("201", "299", "O", "90002"),
        ("200", "298", "E", "90002"),
    ),
    # It is the line, from south to north: the first district lies on its left.
    Street(
        "Border Rd",
        [(-119.9, 38.02), (-119.9, 38.08)],
        ("1", "99", "O", "90002"),
        ("2", "98", "E", "90002"),
    ),
    Street("N Oak St", [(-119.95, 38.03), (-119.94, 38.03)], ("1", "99", "O", "90002")),
    Street("S Oak St", [(-119.85, 38.03), (-119.84, 38.03)], ("1", "99", "O", "90002")),
    Street("Calle Peñasco", [(-119.95, 38.06), (-119.94, 38.06)], ("1", "99", "O", "90002")),
    Street("Maple Ave", [(-119.95, 38.07), (-119.94, 38.07)], ("1", "99", "O", "90002")),
    Street("Maple St", [(-119.95, 38.07), (-119.95, 38.08)], ("1", "99", "O", "90002")),
    Street("Queens Row", [(-119.95, 38.04), (-119.9, 38.04)], ("12-02", "12-98", "E", "90002")),
    Street("Queens Row", [(-119.9, 38.04), (-119.85, 38.04)], ("14-02", "14-98", "E", "90002")),
    # A street of another ZIP, with a part in which no house has a number.
    Street("Vermont Ave", [(-119.85, 38.11), (-119.84, 38.11)], ("1", "99", "O", "90003")),
    Street("Nameless Walk", [(-119.85, 38.12), (-119.84, 38.12)]),
)


class Ground:
    """The places in a folder, as the application keeps them."""

    def __init__(self, folder: Path) -> None:
        self.boundaries = BoundaryShelf(folder)
        self.streets = StreetShelf(folder, self.boundaries.shelf)


def lay_ground(
    folder: Path,
    jurisdiction: Jurisdiction,
    now: datetime,
    *,
    chambers: Sequence[Chamber] = CHAMBERS,
) -> Ground:
    """Put outlines and streets in use in a folder of places."""
    ground, given = Ground(folder), folder / "given"
    take_outlines(
        [write_outlines(given / f"{chamber}.zip", chamber) for chamber in chambers],
        jurisdiction,
        boundaries=ground.boundaries,
        partial=True,
        now=now,
    )
    build_streets(
        [write_streets(given / "tl_2024_99001_addrfeat.zip")],
        jurisdiction,
        streets=ground.streets,
        partial=True,
        progress=lambda *_: None,
        now=now,
    )
    return ground


def lay_whole_ground(folder: Path, jurisdiction: Jurisdiction, now: datetime) -> BoundaryShelf:
    """Put all outlines in use in a folder of places, and no streets."""
    shelf = BoundaryShelf(folder)
    take_outlines(
        [write_outlines(folder / "given" / f"{each}.zip", each) for each in CHAMBERS],
        jurisdiction,
        boundaries=shelf,
        partial=False,
        now=now,
    )
    return shelf


def write_outlines(
    path: Path,
    chamber: Chamber,
    rings: Mapping[str, Ring] | None = None,
    *,
    exact: bool = True,
    columns: Sequence[str] = (),
    state: str = "99",
) -> Path:
    """Write a zipped shapefile as the Census Bureau lays it out."""
    rings = rings or (LOWER if chamber is Chamber.LOWER else UPPER)
    code = "SLDLST" if chamber is Chamber.LOWER else "SLDUST"
    layout = columns or (TIGER_COLUMNS if exact else CARTOGRAPHIC_COLUMNS)
    names = [name.format(code) for name in layout]
    records = [
        (
            {"STATEFP": state, code: number.zfill(3), "NAME": number, "LSY": "2024", "MTFCC": "G"},
            [ring],
        )
        for number, ring in rings.items()
    ]
    return _write(path, names, records, shapefile.POLYGON)


def write_streets(path: Path, streets: Iterable[Street] = STREETS, *, without: str = "") -> Path:
    """Write a county's zipped file of streets; one column can be left out."""
    names = [name for name in STREET_COLUMNS if name != without]
    records = []
    for street in streets:
        values = {"FULLNAME": street.name}
        for side, houses in (("L", street.left), ("R", street.right)):
            first, last, parity, digits = houses
            values |= {f"{side}FROMHN": first, f"{side}TOHN": last}
            values |= {f"PARITY{side}": parity, f"ZIP{side}": digits}
        records.append((values, [street.line]))
    return _write(path, names, records, shapefile.POLYLINE)


def write_geojson(path: Path) -> Path:
    """Write both chambers as GeoJSON."""
    features = [
        {
            "type": "Feature",
            "properties": {"chamber": chamber, "district": number},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for chamber, rings in (("lower", LOWER), ("upper", UPPER))
        for number, ring in rings.items()
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    path.write_text(text, encoding="utf-8")
    return path


def _write(
    path: Path,
    names: Sequence[str],
    records: Iterable[tuple[dict[str, str], list[Ring]]],
    kind: int,
) -> Path:
    """Write a shapefile, then put its parts into one zip."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = path.with_suffix("")
    with shapefile.Writer(str(plain), shapeType=kind, encoding="utf-8") as writer:
        for name in names:
            writer.field(name, "C", size=100)
        for values, parts in records:
            (writer.poly if kind == shapefile.POLYGON else writer.line)(parts)
            writer.record(*(values.get(name, "") for name in names))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for suffix in (".shp", ".shx", ".dbf"):
            part = plain.with_suffix(suffix)
            archive.write(part, part.name)
            part.unlink()
    return path
