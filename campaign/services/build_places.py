"""Build the street index from the Census Bureau's files of streets."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from campaign.domain.boundaries import sources_of
from campaign.domain.errors import NotFound
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.ports import Progress, Streets
from campaign.domain.roster import Problem, RosterError
from campaign.domain.streets import StreetEdition


def build_streets(
    files: Sequence[Path],
    jurisdiction: Jurisdiction,
    *,
    streets: Streets,
    partial: bool,
    progress: Progress,
    now: datetime,
) -> StreetEdition:
    """Build the index from one file of each county and put it in use.

    Raises RosterError; then the index in use stays as it is. Without every county a street that
    goes on in the next one would look whole, so only a partial index may lack some.
    """
    counties = len(sources_of(jurisdiction).counties)
    if len(files) != counties and not partial:
        cure = f"there are {counties} counties; fetch them with: campaign places fetch --streets"
        raise RosterError([Problem("number of files of streets", str(len(files)), cure)])
    try:
        return streets.build(files, jurisdiction, progress=progress, now=now)
    except NotFound as error:
        cure = "fetch them first with: campaign places fetch"
        raise RosterError([Problem("outlines of districts", "none", cure)]) from error
