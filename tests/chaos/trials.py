"""The trials of the worker: what happens to it, to its broker and to its relay."""

import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import cycle
from math import ceil
from typing import TYPE_CHECKING

from campaign.domain.deliveries import DeliveryState
from campaign.queries.deliveries import in_state
from tests import make, writers
from tests.chaos.crew import Crew
from tests.chaos.stage import PATIENCE_SECONDS, WINDOW, Stage, sweeping
from tests.chaos.verdict import Allowed, Verdict, judge
from tests.faults import At, Fault
from tests.orders import play
from tests.workers import LEASE_SECONDS

if TYPE_CHECKING:
    from concurrent.futures import Future

PACE = 60.0
"""Mails a second that the relay takes while workers fall, so that they fall in their work."""

SLOWEST_PACE = 10
"""Letters a second that must come through a relay with mixed faults."""

SLOWEST_TURNS = 3
"""Letters a second that leave at least by the rates that are set when nothing is."""

STOPS_WITHIN = 15
STEPS_A_GAME, SPARE = 50, 1.2
"""A game may be shorter than it may be."""

MOST_DOUBTS = 10_000
"""As many doubts are looked at."""

MIXED = (
    Fault(At.GREETING, "421 4.3.2 busy", ends=True),
    Fault(At.SENDER, "421 4.3.2 going down", ends=True),
    Fault(At.SENDER, "451 4.3.0 not now"),
    Fault(At.RECIPIENT, "450 4.2.0 greylisted, try again later"),
    Fault(At.RECIPIENT, "452 4.2.2 mailbox full"),
    Fault(At.RECIPIENT, "451 4.3.0 try again"),
    Fault(At.RECIPIENT, "550 5.1.1 no such user"),
    Fault(At.RECIPIENT),
    Fault(At.DATA, "451 4.3.0 try again"),
    Fault(At.DATA, "554 5.3.4 too big"),
    Fault(At.DATA),
    Fault(At.BODY),
    Fault(At.DOT, "451 4.3.0 try again"),
    Fault(At.DOT, "452 4.3.1 no room"),
    Fault(At.DOT, "554 5.6.0 broken mail"),
    Fault(At.DOT, "550 5.7.1 looks like spam"),
    Fault(At.DOT),
    Fault(At.DOT, keeps=True),
    Fault(At.DOT, "what?", keeps=True),
    Fault(At.DOT, "what?"),
    Fault(At.DOT, keeps=True, hangs=0.3),
    Fault(At.DOT, keeps=True, hangs=LEASE_SECONDS + 1.5),
)
"""A relay that lies (says no and keeps the mail, says yes and does not) is not among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many letters, how many strikes, how many workers, and how long the rest may take."""

    letters: int
    times: int
    crew: int
    patience: float = PATIENCE_SECONDS


def kills(stage: Stage, *, letters: int, times: int, crew: int = 4) -> Verdict:
    """Kill workers at random moments."""
    return _kill(stage, "kills", Size(letters=letters, times=times, crew=crew))


def paced_kills(stage: Stage, *, letters: int, times: int) -> Verdict:
    """Kill workers at random moments while every letter waits for its turn."""
    patience = PATIENCE_SECONDS + letters / SLOWEST_TURNS
    return _kill(stage, "paced", Size(letters=letters, times=times, crew=4, patience=patience))


def _kill(stage: Stage, trial: str, size: Size) -> Verdict:
    def kill(team: Crew) -> None:
        worker = team.anybody()
        stage.wait_for_work()
        team.kill(worker)

    return _strike(stage, trial, size, kill, most_doubts=size.times * WINDOW)


def freezes(stage: Stage, *, letters: int, times: int, crew: int = 5) -> Verdict:
    """Freeze workers for longer than their leases, and let them go on."""

    def freeze(team: Crew) -> None:
        worker = team.anybody(but=crew // 2)
        stage.wait_for_work()
        team.freeze(worker, LEASE_SECONDS + stage.rng.uniform(1.5, 3))

    size = Size(letters=letters, times=times, crew=crew)
    return _strike(stage, "freezes", size, freeze, most_doubts=times * WINDOW)


def restarts(stage: Stage, *, letters: int, times: int, crew: int = 4) -> Verdict:
    """Ask workers to end while they work."""
    stops: list[Future[float]] = []

    def stop(team: Crew) -> None:
        worker = team.anybody()
        stage.wait_for_work()
        stops.append(team.stop(worker))

    size = Size(letters=letters, times=times, crew=crew)
    verdict = _strike(stage, "restarts", size, stop, most_doubts=0)
    slow = [f"{stop.result():.0f} s to end" for stop in stops if stop.result() > STOPS_WITHIN]
    return replace(verdict, breaches=(*verdict.breaches, *slow))


def _strike(
    stage: Stage, trial: str, size: Size, strike: Callable[[Crew], None], *, most_doubts: int
) -> Verdict:
    """Strike a crew at its work so many times, then let it finish, and judge."""
    began = time.monotonic()
    stage.relay.pace = PACE
    with Crew(stage, size.crew) as team, sweeping(stage):
        for number in range(size.times):
            stage.make(_share(size.letters, size.times, number))
            strike(team)
        team.wait()
        late = stage.deliver_the_rest(size.patience)
    return judge(
        stage,
        trial,
        made=size.letters,
        events=size.times,
        began=began,
        allowed=Allowed(doubts=most_doubts),
        breaches=late,
    )


def wipes(stage: Stage, *, letters: int, times: int, crew: int = 2) -> Verdict:
    """Wipe the broker, every other time while no worker runs."""
    began = time.monotonic()
    late: list[str] = []
    with sweeping(stage):
        for number in range(times):
            stage.relay.pace = PACE
            with Crew(stage, crew) as team:
                stage.make(_share(letters, times, number))
                stage.wait_for_work()
                if number % 2:
                    team.stop_all()
                stage.wipe_broker()
                if not number % 2:
                    late += stage.deliver_the_rest()
        with Crew(stage, crew):
            late += stage.deliver_the_rest()
    return judge(
        stage,
        "wipes",
        made=letters,
        events=times,
        began=began,
        allowed=Allowed(doubts=0),
        breaches=late,
    )


def faults(stage: Stage, *, letters: int, crew: int = 2) -> Verdict:
    """Hand letters to a relay with mixed faults, and have a person settle every doubt."""
    began = time.monotonic()
    patience = PATIENCE_SECONDS + letters / SLOWEST_PACE
    with Crew(stage, crew), sweeping(stage):
        stage.make(letters)
        late = stage.deliver_the_rest(patience)
        _settle_doubts(stage)
        late += stage.deliver_the_rest(patience)
    return judge(
        stage,
        "faults",
        made=letters,
        events=len(stage.relay.struck),
        began=began,
        allowed=Allowed(doubts=_may_be_doubted(stage), doubled=True),
        breaches=late,
    )


def orders(stage: Stage, *, steps: int) -> Verdict:
    """Let chance order what people, workers, relays, clocks and staff do."""
    began = time.monotonic()
    campaign = writers.found_campaign(stage.now())
    games = max(1, ceil(steps * SPARE / STEPS_A_GAME))
    broken: list[str] = []
    taken: Counter[str] = Counter()
    try:
        taken = play(
            campaign,
            now=stage.now(),
            games=games,
            steps=STEPS_A_GAME,
            seed=stage.rng.getrandbits(32),
        )
    except AssertionError:
        (stage.settings.state_folder / "error.log").write_text(traceback.format_exc())
        broken.append("a promise broke: error.log tells which, and the way to it")
    return Verdict(
        trial="orders",
        database=stage.kind,
        events=taken.total(),
        seconds=time.monotonic() - began,
        breaches=tuple(broken),
    )


def _may_be_doubted(stage: Stage) -> int:
    """Return how many mails met a fault after whose answer, or silence, nobody knows."""
    return sum(fault.at in {At.BODY, At.DOT} for fault in stage.relay.struck)


def _settle_doubts(stage: Stage) -> None:
    """Answer half of the doubts with "send it once more", and leave some as they are."""
    answers = cycle([DeliveryState.QUEUED, DeliveryState.FAILED, DeliveryState.QUEUED, None])
    doubts = in_state([DeliveryState.IN_DOUBT], limit=MOST_DOUBTS)
    for line, answer in zip(doubts, answers, strict=False):
        if answer is not None:
            make.settle(line.id, answer, now=stage.now())
    stage.bell.ring()


def _share(letters: int, times: int, number: int) -> int:
    """Return how many of the letters are made before this event."""
    return letters // times + (letters % times if number == 0 else 0)
