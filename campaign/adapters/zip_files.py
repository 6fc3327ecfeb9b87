"""Zip files as publishers hand them out: whole, or refused."""

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from campaign.domain.roster import Problem, RosterError

SHAPEFILE_PARTS = {suffix: f"unpacked{suffix}" for suffix in (".shp", ".shx", ".dbf")}


def check_zip(path: Path) -> None:
    """Accept a zip that is whole. Raises RosterError."""
    try:
        with zipfile.ZipFile(path) as archive:
            broken = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise _refusal("zip", path, "it is cut off or no zip; fetch it again") from error
    if broken:
        raise _refusal(f"{broken} in the zip", path, "it is damaged; fetch it again")


@contextmanager
def unpacked_shapefile(path: Path) -> Iterator[Path]:
    """Offer the shapefile in a whole zip as files on the disk. Raises RosterError.

    A county's streets fill hundreds of megabytes, so that no part may be read as one piece.
    """
    check_zip(path)
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            part = SHAPEFILE_PARTS.get(Path(name).suffix.lower())
            if part is not None:
                with archive.open(name) as packed, Path(folder, part).open("wb") as plain:
                    shutil.copyfileobj(packed, plain)
        yield Path(folder, SHAPEFILE_PARTS[".shp"])


def _refusal(name: str, path: Path, cure: str) -> RosterError:
    return RosterError([Problem(name, path.name, cure, str(path))])
