"""A jurisdiction's page of hand-kept facts, in YAML."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError

from campaign.domain.areas import Area
from campaign.domain.content import Phrase
from campaign.domain.jurisdiction import (
    NEUTRAL,
    House,
    Inset,
    Jurisdiction,
    OutlineFile,
    PlaceSources,
    Sentinel,
)
from campaign.domain.office_form import FormField
from campaign.domain.places import Chamber, Point
from campaign.domain.roster import Problem, RosterError

PAGE = "jurisdiction.yaml"
HOUSES = (Chamber.UPPER, Chamber.LOWER)
FROM_THE_ROSTER = "from the roster"

Value = TypeVar("Value")


def read_jurisdiction(folder: Path) -> Jurisdiction:
    """Read the facts in a jurisdiction's folder. Raises RosterError with file, line and cure."""
    path = folder / PAGE
    problems: list[Problem] = []
    jurisdiction = _jurisdiction(_Facts(_load(path), path, problems))
    if problems:
        raise RosterError(problems)
    return jurisdiction


def _load(path: Path) -> CommentedMap:
    try:
        page = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except OSError as error:
        problem = Problem("page", str(error.strerror), "put the file there", str(path))
        raise RosterError([problem]) from error
    except (MarkedYAMLError, UnicodeDecodeError) as error:
        raise RosterError([Problem("page", str(error), "mend the YAML", str(path))]) from error
    if isinstance(page, CommentedMap):
        return page
    raise RosterError([Problem("page", str(page), "write a map of facts", str(path))])


def _jurisdiction(facts: "_Facts") -> Jurisdiction:
    prefixes = facts.child("postal_prefixes")
    chambers = facts.child("chambers")
    return Jurisdiction(
        slug=facts.text("slug"),
        name=facts.phrase("name"),
        postal_state=facts.text("postal_state"),
        time_zone=facts.zone("time_zone"),
        division=facts.text("division"),
        postal_prefixes=range(prefixes.number("first"), prefixes.number("last") + 1),
        percent_in_shared_zips=facts.number("percent_in_shared_zips")
        if "percent_in_shared_zips" in facts.page
        else 0,
        houses={
            chamber: _house(chamber, chambers.child(chamber)) for chamber in chambers.chambers()
        },
        districts_valid_from=facts.day("districts_valid_from"),
        roster_as_of=facts.day("roster_as_of"),
        roster_expires_on=facts.day("roster_expires_on"),
        contact_form=facts.child("contact_form").form_fields(),
        sources=_sources(facts.child("sources")) if "sources" in facts.page else None,
        insets=_insets(facts.child("insets")) if "insets" in facts.page else (),
        statewide=_statewide(facts.child("statewide")) if "statewide" in facts.page else {},
        **_roster_facts(facts),
    )


def _sources(facts: "_Facts") -> PlaceSources:
    counties, outlines = facts.child("counties"), facts.child("outlines")
    first, last, step = (counties.number(key) for key in ("first", "last", "step"))
    return PlaceSources(
        census_state=facts.text("census_state"),
        counties=range(first, last + 1, step),
        outlines={
            chamber: OutlineFile(
                outlines.child(chamber).number("features"), outlines.child(chamber).text("address")
            )
            for chamber in outlines.chambers()
        },
        streets_address=facts.text("streets_address"),
        sentinels=tuple(
            _sentinel(name, place) for name, place in facts.child("sentinels").children()
        ),
    )


def _sentinel(name: str, facts: "_Facts") -> Sentinel:
    return Sentinel(
        name=name,
        point=Point(facts.degrees("lat"), facts.degrees("lng")),
        districts=facts.child("districts").by_chamber(),
        before=facts.child("before").by_chamber(),
    )


def _insets(facts: "_Facts") -> tuple[Inset, ...]:
    sides = ("west", "south", "east", "north")
    return tuple(
        Inset(inset.phrase("name"), Area(*(inset.degrees(side) for side in sides)))
        for _, inset in facts.children()
    )


def _statewide(offices: "_Facts") -> dict[str, dict[str, Phrase]]:
    """Return the titles of each office that the whole state elects."""
    return {str(name): offices.child(str(name)).phrases(NEUTRAL) for name in offices.page}


def _roster_facts(facts: "_Facts") -> dict[str, Any]:
    """Return where the roster is published, if it is; `Any`, for the facts are of several types."""
    if "roster" not in facts.page:
        return {}
    roster = facts.child("roster")
    sites = roster.child("official_sites") if "official_sites" in roster.page else None
    return {
        "people_address": roster.text("people_address"),
        "official_sites": {
            chamber: tuple(sites.text(chamber).split()) for chamber in sites.chambers()
        }
        if sites
        else {},
    }


def _house(chamber: Chamber, facts: "_Facts") -> House:
    return House(
        chamber=chamber,
        seats=facts.number("seats"),
        ocd_path=facts.text("ocd_path"),
        seats_per_district=facts.number_or_none("seats_per_district", FROM_THE_ROSTER),
        name=facts.phrase("name"),
        titles=facts.child("title").phrases(NEUTRAL),
        district_name=facts.phrase("district_name"),
        district_seats=facts.numbers("district_seats"),
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """A map of the facts page; what is missing or ill-formed becomes a problem with its line."""

    page: CommentedMap
    path: Path
    problems: list[Problem]

    def text(self, key: str) -> str:
        """Return a text."""
        value = self.page.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        return self._note(key, value, "write a text", "")

    def number(self, key: str) -> int:
        """Return a whole number above zero."""
        value = self.page.get(key)
        if isinstance(value, int) and value > 0:
            return int(value)
        return self._note(key, value, "write a whole number above zero", 1)

    def degrees(self, key: str) -> float:
        """Return a latitude or a longitude."""
        value = self.page.get(key)
        if isinstance(value, float):
            return float(value)
        return self._note(key, value, "write degrees like 38.5766", 0.0)

    def number_or_none(self, key: str, words: str) -> int | None:
        """Return a whole number above zero, or none where these words stand there."""
        return None if self.page.get(key) == words else self.number(key)

    def day(self, key: str) -> date:
        """Return a day."""
        value = self.page.get(key)
        if isinstance(value, date):
            return value
        return self._note(key, value, "write a day like 2026-12-07", date.min)

    def zone(self, key: str) -> str:
        """Return the name of a time zone."""
        name = self.text(key)
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            return self._note(key, name, "write a zone like America/Los_Angeles", "UTC")
        return name

    def child(self, key: str) -> "_Facts":
        """Return the map under a key."""
        value = self.page.get(key)
        if isinstance(value, CommentedMap):
            return replace(self, page=value)
        self._note(key, value, "write a map under it", None)
        # One problem says it; what the absent map lacks is not told again.
        return replace(self, page=CommentedMap(), problems=[])

    def phrase(self, key: str) -> Phrase:
        """Return a text in each language."""
        texts = self.child(key)
        return Phrase(en=texts.text("en"), es=texts.text("es"))

    def phrases(self, required: str) -> dict[str, Phrase]:
        """Return every phrase of this map, among them the required one."""
        return {str(key): self.phrase(key) for key in dict.fromkeys((required, *self.page))}

    def numbers(self, key: str) -> dict[str, int]:
        """Return the numbers of a map that may be absent."""
        if key not in self.page:
            return {}
        counted = self.child(key)
        return {str(name): counted.number(name) for name in counted.page}

    def form_fields(self) -> dict[FormField, int]:
        """Return the fields of a form in their order, each with the characters that it takes."""
        known = [str(key) for key in self.page if key in list(FormField)]
        for key in self.page:
            if key not in known:
                self._note(str(key), key, f"write one of {', '.join(FormField)}", None)
        required = (*known, FormField.MESSAGE)
        return {FormField(key): self.number(key) for key in dict.fromkeys(required)}

    def children(self) -> "list[tuple[str, _Facts]]":
        """Return every map of this map by its key."""
        return [(str(key), self.child(key)) for key in self.page]

    def by_chamber(self) -> dict[Chamber, str]:
        """Return a text for each chamber."""
        return {chamber: self.text(chamber) for chamber in self.chambers()}

    def chambers(self) -> list[Chamber]:
        """Return the chambers that this map describes, the lower first."""
        for key in self.page:
            if key not in HOUSES:
                self._note(str(key), key, f"write one of {', '.join(HOUSES)}", None)
        return [chamber for chamber in sorted(HOUSES) if chamber in self.page]

    def _note(self, key: str, value: object, cure: str, instead: Value) -> Value:
        line = self.page.lc.key(key)[0] if key in self.page else self.page.lc.line or 0
        where = f"{self.path}, line {line + 1}"
        self.problems.append(Problem(key, "" if value is None else str(value), cure, where))
        return instead
