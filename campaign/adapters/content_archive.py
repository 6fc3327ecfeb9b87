"""A campaign's folder as one ZIP file: packed the same every time, unpacked with distrust."""

import re
import stat
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo, is_zipfile

from campaign.adapters.content_folder import (
    CAMPAIGN_FILE,
    LETTERS_FILE,
    RECOMMENDATIONS_FOLDER,
    read,
)
from campaign.adapters.content_writer import files_of
from campaign.domain.content import CampaignContent
from campaign.domain.content_faults import BrokenContent, ContentError, Fault

SOURCES_FILE = "SOURCE.md"
"""Where each fact was said: people keep it in the folder, and nobody reads it here."""

MOST_FILES = 100
MOST_BYTES = 1024 * 1024
"""Unpacked, all files together; a campaign of ten recommendations has less than a tenth of it."""

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The time of every packed file, so that the same content gives the same bytes."""

_PLAIN = stat.S_IFREG | 0o644
_RECOMMENDATION = re.compile(rf"{RECOMMENDATIONS_FOLDER}/\d\d-[a-z0-9-]{{1,80}}\.yaml")
_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


def pack(content: CampaignContent) -> bytes:
    """Return a campaign's folder as a ZIP file."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, text in files_of(content).items():
            entry = ZipInfo(f"{content.slug}/{name}", FIRST_DAY)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = _PLAIN << 16
            archive.writestr(entry, text.encode())
    return packed.getvalue()


def unpack(packed: bytes) -> CampaignContent:
    """Read a ZIP file that holds one campaign's folder and nothing else.

    Raises BrokenContent with every fault; nothing is written where it stays.
    """
    files = _files(packed)
    with TemporaryDirectory() as place:
        root = Path(place)
        (folder,) = {PurePosixPath(name).parts[0] for name in files}
        (root / folder / RECOMMENDATIONS_FOLDER).mkdir(parents=True)
        for name, text in files.items():
            (root / name).write_bytes(text)
        try:
            return read(root / folder)
        except BrokenContent as broken:
            raise BrokenContent(tuple(_here(error, root) for error in broken.errors)) from None


def _here(error: ContentError, root: Path) -> ContentError:
    """Return a fault whose file is named as in the archive."""
    name = Path(error.file).relative_to(root).as_posix()
    return ContentError(name, error.line, error.name, error.fault)


def _files(packed: bytes) -> dict[str, bytes]:
    """Return the files of an archive that may be unpacked, by name. Raises BrokenContent."""
    if not is_zipfile(BytesIO(packed)):
        raise _refusal("", "not_a_zip")
    try:
        with ZipFile(BytesIO(packed)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check(entries)
            return _read(archive, entries)
    except RuntimeError as error:
        raise _refusal("", "zip_locked") from error
    except (BadZipFile, NotImplementedError, EOFError, ValueError, OSError) as error:
        raise _refusal("", "not_a_zip") from error


def _check(entries: list[ZipInfo]) -> None:
    """Refuse names that lead elsewhere, files that do not belong, and more than there can be."""
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise _refusal("", "zip_too_large")
    names = [entry.filename for entry in entries]
    strays = [entry.filename for entry in entries if not _belongs(entry)]
    strays += [name for name in set(names) if names.count(name) > 1]
    if strays:
        raise BrokenContent(
            tuple(ContentError(name, 1, "", Fault("stray_file")) for name in sorted(strays)[:10])
        )
    if len({name.partition("/")[0] for name in names}) != 1:
        raise _refusal("", "not_one_folder")


def _belongs(entry: ZipInfo) -> bool:
    folder, _, name = entry.filename.partition("/")
    known = name in {CAMPAIGN_FILE, LETTERS_FILE, SOURCES_FILE} or _RECOMMENDATION.fullmatch(name)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    return bool(_FOLDER.fullmatch(folder) and known and kind in {0, stat.S_IFREG})


def _read(archive: ZipFile, entries: list[ZipInfo]) -> dict[str, bytes]:
    """Unpack, and stop as soon as there is more than the entries promised."""
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    for entry in entries:
        with archive.open(entry) as file:
            text = file.read(left + 1)
        left -= len(text)
        if left < 0:
            raise _refusal(entry.filename, "zip_too_large")
        files[entry.filename] = text
    return files


def _refusal(name: str, key: str) -> BrokenContent:
    return BrokenContent((ContentError(name, 1, "", Fault(key)),))
