"""A roster as text, in which it waits until somebody approves it."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.places import Chamber
from campaign.domain.roster import Committee, CommitteeSeat, Legislator, Role, Roster, Seat


def as_text(roster: Roster) -> str:
    """Return who sits where, as JSON; the same roster gives the same text."""
    facts = {
        "legislators": [asdict(person) for person in roster.legislators],
        "committees": [asdict(committee) for committee in roster.committees],
        "vacant": [asdict(seat) for seat in roster.vacant],
    }
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def from_text(text: str, jurisdiction: Jurisdiction) -> Roster:
    """Return the roster of a text that `as_text` wrote."""
    facts = json.loads(text)
    return Roster(
        jurisdiction,
        tuple(Legislator(**_with_chamber(each)) for each in facts["legislators"]),
        tuple(_committee(each) for each in facts["committees"]),
        tuple(Seat(**_with_chamber(each)) for each in facts["vacant"]),
    )


# `Any` stands for a JSON object's values, which the classes that take them name.
def _with_chamber(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {**facts, "chamber": Chamber(facts["chamber"])}


def _committee(facts: Mapping[str, Any]) -> Committee:
    seats = tuple(CommitteeSeat(seat["person_id"], Role(seat["role"])) for seat in facts["seats"])
    return Committee(**{**_with_chamber(facts), "seats": seats})
