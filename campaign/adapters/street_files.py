"""The Census Bureau's files of streets with house numbers (TIGER/Line ADDRFEAT)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import shapefile

from campaign.adapters.zip_files import unpacked_shapefile
from campaign.domain.places import ZipCode
from campaign.domain.roster import Problem, RosterError

COLUMNS = (
    "FULLNAME",
    "LFROMHN",
    "LTOHN",
    "RFROMHN",
    "RTOHN",
    "ZIPL",
    "ZIPR",
    "PARITYL",
    "PARITYR",
)
_ZIP_DIGITS = 5

Record = Mapping[str, str]
Spots = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Side:
    """The houses on one side of a piece of street.

    `line` leads from the lower end to the higher, longitudes first; `left` says on which side
    of it the houses stand.
    """

    zip_code: ZipCode
    street: str
    first: str
    last: str
    parity: str
    line: Spots
    left: bool


def read_sides(path: Path) -> Iterator[Side]:
    """Read every side that has houses in one county's file. Raises RosterError."""
    try:
        with (
            unpacked_shapefile(path) as unpacked,
            shapefile.Reader(unpacked, encoding="utf-8", encodingErrors="replace") as reader,
        ):
            _check_columns(path, [field[0] for field in reader.fields])
            for found in reader.iterShapeRecords(fields=COLUMNS):
                yield from _sides(found.record.as_dict(), found.shape.points)
    except shapefile.ShapefileException as error:
        cure = "there is no whole shapefile in it; fetch it again"
        raise RosterError([Problem("zip", path.name, cure, str(path))]) from error


def _check_columns(path: Path, there: Sequence[str]) -> None:
    missing = [column for column in COLUMNS if column not in there]
    if missing:
        cure = "give a county's ADDRFEAT file, such as tl_2024_06001_addrfeat.zip"
        raise RosterError([Problem("missing column", name, cure, str(path)) for name in missing])


def _sides(record: Record, line: Spots) -> Iterator[Side]:
    street = record["FULLNAME"]
    if not street or len(line) <= 1:
        return
    for letter in ("L", "R"):
        digits = record[f"ZIP{letter}"]
        first, last = record[f"{letter}FROMHN"], record[f"{letter}TOHN"]
        if len(digits) == _ZIP_DIGITS and digits.isdigit() and (first or last):
            yield Side(
                zip_code=ZipCode(digits),
                street=street,
                first=first or last,
                last=last or first,
                parity=record[f"PARITY{letter}"],
                line=line,
                left=letter == "L",
            )
