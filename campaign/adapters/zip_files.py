"""Zip files as publishers hand them out: whole, or refused."""

import zipfile
import zlib
from pathlib import Path

from campaign.domain.roster import Problem, RosterError


def check_zip(path: Path) -> None:
    """Accept a zip that is whole. Raises RosterError."""
    try:
        with zipfile.ZipFile(path) as archive:
            broken = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise _refusal("zip", path, "it is cut off or no zip; fetch it again") from error
    if broken:
        raise _refusal(f"{broken} in the zip", path, "it is damaged; fetch it again")


def _refusal(name: str, path: Path, cure: str) -> RosterError:
    return RosterError([Problem(name, path.name, cure, str(path))])
