"""People who leave office and people who follow, through the real services, for tests."""

import re
from dataclasses import replace
from datetime import date, datetime

from campaign import wiring
from campaign.db import db
from campaign.domain.places import Chamber
from campaign.domain.roster import Legislator, Roster, Seat
from campaign.domain.site import SUCCESSOR
from campaign.services.load_roster import load_roster
from campaign.services.offer_successor import offer_successor
from campaign.services.readdress import readdress
from campaign.services.stop_letters import stop_letters
from tests.rosters import JURISDICTION, MEMBERS, legislator
from tests.writers import offices

FOLLOWER = legislator(7, Chamber.LOWER, "1", gender="female")
"""Who takes the seat of the first Assembly district."""

SEAT = Seat(Chamber.LOWER, "1")


def seat(*members: Legislator, on: date, vacant: tuple[Seat, ...] = ()) -> None:
    """Let these people hold the invented state's seats from a day on."""
    jurisdiction = replace(
        JURISDICTION, roster_as_of=on, roster_expires_on=date(on.year + 2, 12, 4)
    )
    load_roster(Roster(jurisdiction, members, (), vacant), now=midnight(on))


def follow(on: date, follower: Legislator = FOLLOWER) -> None:
    """Let somebody follow the member of the first Assembly district."""
    seat(follower, *MEMBERS[1:], on=on)


def leave_empty(on: date) -> None:
    """Let the member of the first Assembly district leave, and nobody follow."""
    seat(*MEMBERS[1:], on=on, vacant=(SEAT,))


def midnight(on: date) -> datetime:
    """Return when a day begins where the invented state is."""
    return datetime.fromisoformat(f"{on}T08:00:00+00:00")


def stop(now: datetime) -> int:
    """Hold the letters to who has left."""
    db.session.rollback()
    return stop_letters(JURISDICTION, now=now)


def offer(now: datetime) -> int:
    """Let the clock ask the writers."""
    edges = wiring.edges()
    db.session.rollback()
    return offer_successor(
        site=edges.site, renderer=edges.renderer, signer=edges.signer, bell=edges.bell, now=now
    )


def tap(action_id: str, now: datetime, *, position: int = 1, person: int = 7) -> None:
    """Press the button that sends one letter to who follows."""
    edges = wiring.edges()
    db.session.rollback()
    readdress(
        action_id,
        position,
        office_of(person),
        jurisdiction=JURISDICTION,
        site=edges.site,
        bell=edges.bell,
        now=now,
    )


def office_of(person: int) -> str:
    """Return the id of an invented person's office."""
    return next(office.id for office in offices() if office.person_id == f"ocd-person/{person}")


def action_in(text: str) -> str:
    """Return the action that the link in a mail leads to."""
    found = re.search(r"/successor/(\S+)", text)
    assert found is not None
    return wiring.edges().signer.unsign(SUCCESSOR, found[1])
