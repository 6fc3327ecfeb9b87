"""Boundaries: the outlines of districts, and whether a set of them is the right one."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from campaign.domain.jurisdiction import Inset, Jurisdiction, PlaceSources, Sentinel
from campaign.domain.places import Chamber, DistrictRef, Point
from campaign.domain.roster import Problem, RosterError

NEAR_METRES = 50.0
"""So near to a line nobody is sure on which side they live: a phone errs by as much."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One district's outline, as well-known binary in degrees."""

    district: DistrictRef
    wkb: bytes


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read: its name, where it came from, and the sha256 of its bytes."""

    name: str
    address: str
    sha256: str


@dataclass(frozen=True, slots=True)
class OutlineSet:
    """The outlines of one file or of several.

    `exact` says that its lines are the very lines of the street files, not drawn more simply.
    """

    outlines: tuple[Outline, ...]
    files: tuple[SourceFile, ...]
    exact: bool

    def __add__(self, other: "OutlineSet") -> "OutlineSet":
        """Return both together."""
        return OutlineSet(
            self.outlines + other.outlines, self.files + other.files, self.exact and other.exact
        )


@dataclass(frozen=True, slots=True)
class Edition:
    """One set of outlines in use: since when its lines hold, from what, and whether it is whole."""

    jurisdiction: str
    valid_from: date
    made_at: datetime
    files: tuple[SourceFile, ...]
    exact: bool
    districts: int
    whole: bool


@dataclass(frozen=True, slots=True)
class PointAnswer:
    """The districts a point lies in, and all those that are within NEAR_METRES of it.

    A chamber without a district is one whose outlines are not known there: that says nothing
    about the state that the point is in.
    """

    inside: tuple[DistrictRef, ...]
    near: tuple[DistrictRef, ...]

    @property
    def near_a_line(self) -> bool:
        """Tell whether the point could as well lie in another district."""
        return bool(set(self.near) - set(self.inside))


@dataclass(frozen=True, slots=True)
class DrawnDistrict:
    """One district on a drawing: its outline as an SVG path, and where its number stands.

    `roomy` says whether the number can be read there.
    """

    district: DistrictRef
    path: str
    x: float
    y: float
    roomy: bool = True


@dataclass(frozen=True, slots=True)
class Drawing:
    """Districts of one chamber as a drawing, north on top."""

    width: int
    height: int
    districts: tuple[DrawnDistrict, ...]


@dataclass(frozen=True, slots=True)
class StateDrawing:
    """A whole chamber as a drawing, and its crowded parts once more."""

    whole: Drawing
    insets: tuple[tuple[Inset, Drawing], ...]


Lookup = Callable[[Point], Collection[DistrictRef]]


def sources_of(jurisdiction: Jurisdiction) -> PlaceSources:
    """Return where a state's outlines are published. Raises RosterError where they are not."""
    if jurisdiction.sources is None:
        cure = "write 'sources' into its jurisdiction.yaml"
        raise RosterError([Problem("sources of places", jurisdiction.slug, cure)])
    return jurisdiction.sources


def check_outlines(found: OutlineSet, sources: PlaceSources, *, partial: bool) -> None:
    """Accept as many outlines of each chamber as there are districts. Raises RosterError.

    A partial set may lack some: whoever lives there is told that we do not know.
    """
    problems = [
        *_repeated(found.outlines),
        *([] if partial else _missing(found.outlines, sources)),
    ]
    if problems:
        raise RosterError(problems)


def check_sentinels(at: Lookup, sources: PlaceSources, *, partial: bool) -> None:
    """Accept outlines in which every certain point lies where it should. Raises RosterError.

    In a partial set a certain point may lie nowhere.
    """
    problems = [
        problem
        for sentinel in sources.sentinels
        for problem in _misplaced(sentinel, {each.chamber: each for each in at(sentinel.point)})
        if problem.value or not partial
    ]
    if problems:
        raise RosterError(problems)


def _repeated(outlines: Sequence[Outline]) -> Iterator[Problem]:
    counted = Counter(outline.district for outline in outlines)
    for district, times in counted.items():
        if times > 1:
            name = f"outlines of {district.chamber} district {district.number}"
            yield Problem(name, str(times), "give one file for each chamber")


def _missing(outlines: Sequence[Outline], sources: PlaceSources) -> Iterator[Problem]:
    counted = Counter(outline.district.chamber for outline in outlines)
    for chamber, file in sources.outlines.items():
        if counted[chamber] != file.features:
            yield Problem(
                f"number of outlines, {chamber} chamber",
                str(counted[chamber]),
                f"there are {file.features} districts; get the whole file at {file.address}",
            )


def _misplaced(sentinel: Sentinel, found: Mapping[Chamber, DistrictRef]) -> Iterator[Problem]:
    for chamber, number in sentinel.districts.items():
        there = found[chamber].number if chamber in found else ""
        if there == number:
            continue
        cure = f"it lies in {chamber} district {number}; get the file of the lines now in use"
        if there == sentinel.before.get(chamber):
            cure = f"these are the maps of before; {cure}"
        yield Problem(f"{chamber} district of {sentinel.name}", there, cure)
