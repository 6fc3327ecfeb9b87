"""What the Census Bureau publishes for California, in its layouts and at its paths, but invented.

The districts are strips from north to south. Only the State Capitol lies where it really does,
and every county has a street.
"""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from campaign.domain.boundaries import sources_of
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.places import Chamber
from tests.grounds import Ring, Street, box, write_outlines, write_streets

WEST, SOUTH, EAST, NORTH = -124.4, 38.4, -114.1, 38.8
CAPITOL_LNG = -121.4934
NUMBER_AT_CAPITOL = {Chamber.LOWER: 6, Chamber.UPPER: 8}
CAPITOL_COUNTY = "06067"


def publish(folder: Path, california: Jurisdiction) -> Mapping[str, Path]:
    """Write every file, and return where it stands by its path on the server."""
    sources = sources_of(california)
    files = {
        file.address: write_outlines(
            folder / Path(file.address).name,
            chamber,
            strips(file.features, NUMBER_AT_CAPITOL[chamber]),
            state=sources.census_state,
        )
        for chamber, file in sources.outlines.items()
    }
    files |= {
        address: write_streets(folder / Path(address).name, _streets(address))
        for address in sources.street_addresses()
    }
    return {urlsplit(address).path: path for address, path in files.items()}


def strips(count: int, number: int) -> dict[str, Ring]:
    """Return so many strips, the one with the Capitol under its own number."""
    wide = (EAST - WEST) / count
    there = int((CAPITOL_LNG - WEST) // wide)
    return {
        str((place - there + number - 1) % count + 1): box(
            WEST + place * wide, SOUTH, WEST + (place + 1) * wide, NORTH
        )
        for place in range(count)
    }


def _streets(address: str) -> list[Street]:
    """Return a street at the Capitol for its county, and one in a shared ZIP for the others."""
    if CAPITOL_COUNTY in address:
        line = [(CAPITOL_LNG, 38.57), (CAPITOL_LNG, 38.58)]
        return [Street("L St", line, ("901", "999", "O", "95817"), ("900", "998", "E", "95817"))]
    return [Street("Main St", [(-118.25, 38.5), (-118.24, 38.5)], ("1", "99", "O", "90012"))]
