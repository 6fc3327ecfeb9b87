"""Files of outlines: the Census Bureau's zipped shapefiles, and GeoJSON."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import shapefile
import shapely
from shapely.geometry import shape

from campaign.adapters.zip_files import check_zip
from campaign.domain.boundaries import Outline, OutlineSet, SourceFile
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.places import Chamber, DistrictRef
from campaign.domain.roster import Problem, RosterError

CHAMBER_COLUMNS = {"SLDLST": Chamber.LOWER, "SLDUST": Chamber.UPPER}
NO_DISTRICT = "ZZ"
"""The Census Bureau numbers water outside every district ZZZ."""
EXACT_COLUMN = "MTFCC"
"""TIGER/Line files have this column; the simpler cartographic ones have none of the kind."""
_WRONG_COLUMNS = "give a file of state legislative districts (sldl or sldu)"

# A record's values are texts and numbers, as its file says.
Record = Mapping[str, Any]
# A geometry is nested lists of numbers, as GeoJSON writes it.
Shape = dict[str, Any]


def read_outlines(path: Path, jurisdiction: Jurisdiction, *, address: str = "") -> OutlineSet:
    """Read every outline of a state in one file. Raises RosterError with name, value and cure.

    `address` is where the file was fetched; without it the file was given by hand.
    """
    if not path.is_file():
        raise _refusal("file of outlines", path, "there is no such file; check its name")
    kind = _GeoJson if path.suffix.lower() in {".json", ".geojson"} else _Shapefile
    records = list(kind.read(path))
    outlines = tuple(_outlines(records, jurisdiction))
    if not outlines:
        raise _refusal("file of outlines", path, _WRONG_COLUMNS)
    exact = all(EXACT_COLUMN in record for record, _ in records)
    return OutlineSet(outlines, (source_file(path, address),), exact)


def source_file(path: Path, address: str) -> SourceFile:
    """Return what is kept of a file that was read."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return SourceFile(path.name, address, digest)


class _Shapefile:
    """A zip with a shapefile in it."""

    @staticmethod
    def read(path: Path) -> Iterator[tuple[Record, Shape]]:
        """Yield every record and its shape."""
        check_zip(path)
        try:
            with shapefile.Reader(path, encoding="utf-8", encodingErrors="replace") as reader:
                for found in reader.iterShapeRecords():
                    yield found.record.as_dict(), found.shape.__geo_interface__
        except shapefile.ShapefileException as error:
            raise _refusal("zip", path, "there is no whole shapefile in it") from error


class _GeoJson:
    """A GeoJSON file of features."""

    @staticmethod
    def read(path: Path) -> Iterator[tuple[Record, Shape]]:
        """Yield every feature's properties and its geometry."""
        try:
            features = json.loads(path.read_text(encoding="utf-8"))["features"]
            for feature in features:
                yield feature["properties"], feature["geometry"]
        except (ValueError, KeyError, TypeError) as error:
            cure = "save it as a GeoJSON feature collection in UTF-8"
            raise _refusal("GeoJSON", path, cure) from error


def _outlines(records: list[tuple[Record, Shape]], jurisdiction: Jurisdiction) -> Iterator[Outline]:
    state = jurisdiction.sources.census_state if jurisdiction.sources else ""
    for record, geometry in records:
        if record.get("STATEFP", state) != state:
            continue
        district = _district(record, jurisdiction)
        if district is not None:
            yield Outline(district, _as_wkb(geometry))


def _district(record: Record, jurisdiction: Jurisdiction) -> DistrictRef | None:
    """Return whose outline a record holds; None where it is nobody's."""
    for column, chamber in CHAMBER_COLUMNS.items():
        if column in record:
            code = str(record[column])
            number = str(record.get("NAME") or code.lstrip("0"))
            outside = code.startswith(NO_DISTRICT) or chamber not in jurisdiction.houses
            return None if outside else jurisdiction.district(chamber, number)
    chamber_word = record.get("chamber")
    if chamber_word in list(jurisdiction.houses) and record.get("district"):
        return jurisdiction.district(Chamber(chamber_word), str(record["district"]))
    return None


def _as_wkb(geometry: Shape) -> bytes:
    found = shape(geometry)
    whole = found if found.is_valid else shapely.make_valid(found)
    return bytes(shapely.to_wkb(whole))


def _refusal(name: str, path: Path, cure: str) -> RosterError:
    return RosterError([Problem(name, path.name, cure, str(path))])
