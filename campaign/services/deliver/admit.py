"""Admit letters in turn: each takes a turn of its office, its domain, its campaign, the relay.

A turn that lies ahead is reserved: the letter stays queued, and is due then. So a long queue is
looked through once, a slow office keeps nobody else waiting, and `due_at` is when a letter is
expected to leave. It runs inside the claim's transaction, before the claim.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from campaign.db import db
from campaign.domain.deliveries import SUSPECT_CLAIMS, DeliveryState, HoldReason, Move
from campaign.domain.pacing import (
    ADMITTED,
    LOST_AFTER,
    MISSED_AFTER,
    RELAY,
    RELAY_RUNG,
    buckets_of,
    local_day,
    planned_anew,
    slowed,
    start_of,
    take,
)
from campaign.log import events
from campaign.models.buckets import keep_turns, open_book, turns_of
from campaign.models.deliveries.claims import Place, give_places
from campaign.models.deliveries.moves import move_all
from campaign.models.pauses import OFFICE
from campaign.queries.addressees import gone
from campaign.queries.pauses import HOLDS, everything_is_paused, paused_scopes
from campaign.queries.turns import (
    Waiting,
    admitted_since,
    is_any_admitted,
    line_of,
    next_letter_at,
    waiting_letters,
)
from campaign.services.deliver.desk import ACTOR, Desk

LOOKED_AT = 500
"""Letters that are given turns at once; so the book is opened once in many claims."""

MOST_ROUNDS = 4
"""How often that is repeated where nobody's turn has come: a long line hides who is behind it."""

AT_ONCE = Place(ADMITTED)

SHORTEST_NAP = timedelta(milliseconds=50)
LONGEST_NAP = timedelta(milliseconds=500)
"""A worker that naps hears no bell: so long does a notice wait at most."""

RELAY_ZONE = "UTC"


class _Book:
    """The buckets of a batch, read once and written once, at one moment."""

    def __init__(self, desk: Desk, names: Iterable[str], now: datetime) -> None:
        self.rates = desk.terms.rates
        self.now = now
        self.turns = turns_of(db.session(), set(names), now=now)
        self._before = dict(self.turns)

    def take(self, rung: int, name: str, zone: str) -> datetime:
        """Take the next turn of a bucket; return when it is."""
        zone = RELAY_ZONE if rung == RELAY_RUNG else zone
        turn, self.turns[name] = take(self.turns[name], self.rates[rung], self.now, zone)
        return turn

    def close(self) -> None:
        """Write the buckets down."""
        changed = {
            name: turns for name, turns in self.turns.items() if turns is not self._before[name]
        }
        keep_turns(db.session(), changed)


def charge(desk: Desk, notices: int) -> None:
    """Count notices, which wait for nobody, as turns of the relay: so letters give way."""
    if not desk.terms.rates:
        return
    open_book(db.session())
    book = _Book(desk, [RELAY], desk.clock())
    for _ in range(notices):
        book.take(RELAY_RUNG, RELAY, RELAY_ZONE)
    book.close()


def admit(desk: Desk, *, limit: int) -> list[str]:
    """Give turns to the letters that wait for one, unless some are admitted already.

    Return the first whose turns have all come, `limit` at most, in order: they are locked, and
    admitted by being claimed. Without rates nobody waits; what is paused is held all the same.
    """
    if is_any_admitted(live=desk.site.live, now=desk.clock()):
        return []
    open_book(db.session())
    for _ in range(MOST_ROUNDS):
        now = desk.clock()
        waiting = waiting_letters(live=desk.site.live, now=now, limit=LOOKED_AT)
        free = _in_office(desk, _not_paused(desk, waiting))
        places = _take_turns(desk, _in_time(desk, free), now)
        fit = [letter.id for letter in waiting if letter.claims < SUSPECT_CLAIMS]
        at_once = [each for each in fit if places.get(each) == AT_ONCE][:limit]
        give_places(db.session(), {each: places[each] for each in places.keys() - set(at_once)})
        if len(waiting) < LOOKED_AT or any(place.paced == ADMITTED for place in places.values()):
            return at_once
    return []


def nap(desk: Desk, *, within: timedelta) -> bool:
    """Wait for the next letter's turn, if it comes soon enough; tell whether to look again."""
    if desk.terms.nap is None:
        return False
    due_at = None if everything_is_paused() else next_letter_at(live=desk.site.live)
    db.session.rollback()
    if due_at is None or due_at - desk.clock() > within:
        return False
    wait = min(max(due_at - desk.clock(), SHORTEST_NAP), LONGEST_NAP)
    desk.terms.nap(wait.total_seconds())
    return True


def slow_down(desk: Desk, recipient: str) -> None:
    """Halve the rate of an office that asked for less, and plan its line anew. Nobody else's."""
    if not desk.terms.rates:
        return
    open_book(db.session())
    office = buckets_of(recipient, "")[0]
    book = _Book(desk, [office], desk.clock())
    slower = slowed(book.turns[office], book.now)
    if slower == book.turns[office]:
        return
    book.turns[office] = slower
    events().warning("office.slowed", factor=slower.slow_factor)
    _plan_anew(desk, book, recipient)


def _take_turns(desk: Desk, waiting: Sequence[Waiting], now: datetime) -> dict[str, Place]:
    """Let each letter take its turns; return where it stands then."""
    book = _Book(desk, {name for letter in waiting for name in _buckets(desk, letter)}, now)
    places = {letter.id: _place(book, letter) for letter in waiting}
    book.close()
    return places


def _place(book: _Book, letter: Waiting) -> Place:
    """Take one turn after the other until one lies ahead.

    The days in which a letter is tried begin when its office's turn has come.
    """
    paced, now = letter.paced, book.now
    queued_at = now if 0 < paced < RELAY_RUNG and letter.attempts == 0 else None
    if paced > 1 and now - letter.due_at > LOST_AFTER:
        paced -= 1
    names = _names(letter)
    while paced < len(book.rates):
        turn = book.take(paced, names[paced], letter.zone)
        paced += 1
        if turn > now:
            return Place(paced, turn, queued_at)
    return Place(ADMITTED, queued_at=queued_at)


def _names(letter: Waiting) -> tuple[str, ...]:
    return buckets_of(letter.recipient, letter.campaign_id)


def _buckets(desk: Desk, letter: Waiting) -> tuple[str, ...]:
    """Return the buckets that a letter may still take a turn of."""
    return _names(letter)[max(letter.paced - 1, 0) : len(desk.terms.rates)]


def _not_paused(desk: Desk, waiting: Sequence[Waiting]) -> list[Waiting]:
    """Hold what is for a paused office or of a paused campaign; return the others."""
    scopes = paused_scopes() if waiting else frozenset[str]()
    if not scopes:
        return list(waiting)
    step = Move(DeliveryState.QUEUED, DeliveryState.HELD, ACTOR)
    held: set[str] = set()
    for kind, reason in HOLDS.items():
        ids = [
            letter.id
            for letter in waiting
            if letter.id not in held
            and kind + (letter.target_id if kind == OFFICE else letter.campaign_id) in scopes
        ]
        steps = dict.fromkeys(ids, step)
        changes = {"hold_reason": reason}
        held.update(move_all(db.session(), steps, now=desk.clock(), changes=changes))
    return [letter for letter in waiting if letter.id not in held]


def _in_office(desk: Desk, waiting: Sequence[Waiting]) -> list[Waiting]:
    """Hold what would go to somebody who left office meanwhile; return the others.

    Every try is admitted, so nothing that comes back into the queue goes to the wrong person.
    """
    now, step = desk.clock(), Move(DeliveryState.QUEUED, DeliveryState.HELD, ACTOR)
    reasons: dict[str, HoldReason] = {}
    for zone in {letter.zone for letter in waiting}:
        target_ids = {letter.target_id for letter in waiting if letter.zone == zone}
        reasons.update(gone(target_ids, on=local_day(now, zone)))
    for reason in set(reasons.values()):
        ids = [letter.id for letter in waiting if reasons.get(letter.target_id) is reason]
        changes = {"hold_reason": reason}
        move_all(db.session(), dict.fromkeys(ids, step), now=now, changes=changes)
    return [letter for letter in waiting if letter.target_id not in reasons]


def _in_time(desk: Desk, waiting: Sequence[Waiting]) -> list[Waiting]:
    """Plan the lines anew whose turns were missed; return the letters that are in time.

    So what could not leave for an hour does not all leave at once when it can, and keeps its
    order.
    """
    if not desk.terms.rates:
        return list(waiting)
    void = desk.clock() - MISSED_AFTER
    missed = {letter.recipient for letter in waiting if letter.paced == 1 and letter.due_at < void}
    for recipient in sorted(missed):
        book = _Book(desk, [buckets_of(recipient, "")[0]], desk.clock())
        _plan_anew(desk, book, recipient)
    return [letter for letter in waiting if letter.paced != 1 or letter.recipient not in missed]


def _plan_anew(desk: Desk, book: _Book, recipient: str) -> None:
    """Give the letters that wait for an office new turns, in the order they stand in."""
    line = line_of(recipient, live=desk.site.live)
    if line:
        office, now, zone = buckets_of(recipient, "")[0], book.now, line[0].zone
        today = local_day(now, zone)
        book.turns[office] = planned_anew(
            book.turns[office],
            desk.terms.rates[0],
            now,
            today=today,
            taken=admitted_since(recipient, start_of(today, zone)),
        )
        places = {letter.id: Place(1, book.take(0, office, zone)) for letter in line}
        give_places(db.session(), places)
    book.close()
