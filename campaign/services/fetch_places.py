"""Bring a state's outlines in, whole or not at all."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import add
from pathlib import Path

from campaign.domain.boundaries import (
    Edition,
    OutlineSet,
    check_outlines,
    check_sentinels,
    sources_of,
)
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.ports import Boundaries, Downloads, Progress
from campaign.domain.roster import Problem, RosterError


def fetch_outlines(
    jurisdiction: Jurisdiction,
    *,
    downloads: Downloads,
    boundaries: Boundaries,
    progress: Progress,
    now: datetime,
) -> Edition:
    """Fetch the published outlines and put them in use.

    Raises RosterError; then nothing changes.
    """
    addresses = [file.address for file in sources_of(jurisdiction).outlines.values()]
    paths = _fetch_all(addresses, jurisdiction, downloads=downloads, progress=progress)
    sets = [
        boundaries.read(path, jurisdiction, address=address)
        for path, address in zip(paths, addresses, strict=True)
    ]
    return _install(sets, jurisdiction, boundaries=boundaries, partial=False, now=now)


def fetch_streets(
    jurisdiction: Jurisdiction, *, downloads: Downloads, progress: Progress
) -> list[Path]:
    """Fetch every county's file of streets, and keep them for the index. Raises RosterError."""
    addresses = sources_of(jurisdiction).street_addresses()
    return _fetch_all(addresses, jurisdiction, downloads=downloads, progress=progress)


def take_outlines(
    paths: Sequence[Path],
    jurisdiction: Jurisdiction,
    *,
    boundaries: Boundaries,
    partial: bool,
    now: datetime,
) -> Edition:
    """Put outlines from files at hand in use. Raises RosterError; then nothing changes."""
    sources_of(jurisdiction)
    sets = [boundaries.read(path, jurisdiction, address="") for path in paths]
    return _install(sets, jurisdiction, boundaries=boundaries, partial=partial, now=now)


def _fetch_all(
    addresses: Sequence[str],
    jurisdiction: Jurisdiction,
    *,
    downloads: Downloads,
    progress: Progress,
) -> list[Path]:
    """Fetch every file. Raises RosterError with all that are missing, each with its cure."""
    paths: list[Path] = []
    problems: list[Problem] = []
    for address in addresses:
        try:
            path = downloads.fetch(address, jurisdiction=jurisdiction.slug, progress=progress)
        except RosterError as error:
            problems.extend(error.problems)
        else:
            paths.append(path)
    if problems:
        raise RosterError(problems)
    return paths


def _install(
    sets: Sequence[OutlineSet],
    jurisdiction: Jurisdiction,
    *,
    boundaries: Boundaries,
    partial: bool,
    now: datetime,
) -> Edition:
    found, sources = reduce(add, sets), sources_of(jurisdiction)
    check_outlines(found, sources, partial=partial)
    draft = boundaries.prepare(found, jurisdiction, whole=not partial, now=now)
    try:
        check_sentinels(draft.at, sources, partial=partial)
    except RosterError:
        draft.discard()
        raise
    return draft.install()
