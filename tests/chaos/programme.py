"""The trials, in their order, with the numbers that are required of a whole run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from tests.chaos import trials
from tests.chaos.integrity import integrity
from tests.chaos.postgres import durable_postgres, restarts_of_postgres
from tests.chaos.submissions import submissions
from tests.chaos.theatre import Place, stage_at
from tests.chaos.verdict import Verdict
from tests.databases import Kind
from tests.faults import Manners

BOTH = frozenset(Kind)
PLAIN = Manners(pipelining=True)
BROKEN = Manners(pipelining=True, mails_a_session=100, share=0.3, mixed=trials.MIXED)

Run = Callable[..., Verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A trial: what it does to how many letters, how many times, behind which relay.

    With `strikes` it takes place over a PostgreSQL of its own, which it may strike down.
    """

    name: str
    run: Run
    numbers: dict[str, int]
    kinds: frozenset[Kind] = BOTH
    manners: Manners = PLAIN
    paced: bool = False
    strikes: bool = False

    def perform(self, place: Place, seed: int, scale: float) -> Verdict:
        """Build the stage and run the trial there."""
        numbers = {name: max(1, round(number * scale)) for name, number in self.numbers.items()}
        manners = replace(self.manners, seed=seed)
        with (
            self._servers(place) as (run, where),
            stage_at(where, seed=seed, manners=manners, paced=self.paced) as stage,
        ):
            return run(stage, **numbers)

    @contextmanager
    def _servers(self, place: Place) -> Iterator[tuple[Run, Place]]:
        if not self.strikes:
            yield self.run, place
            return
        with durable_postgres(place.folder / "durable") as server:
            run = partial(self.run, server=server)
            yield run, replace(place, postgres_url=server.get_uri())


PROGRAMME = (
    Trial(name="kills", run=trials.kills, numbers={"letters": 10_000, "times": 100}),
    Trial(name="paced", run=trials.paced_kills, numbers={"letters": 500, "times": 10}, paced=True),
    Trial(name="freezes", run=trials.freezes, numbers={"letters": 2_500, "times": 50}),
    Trial(name="restarts", run=trials.restarts, numbers={"letters": 2_500, "times": 50}),
    Trial(name="wipes", run=trials.wipes, numbers={"letters": 1_000, "times": 10}),
    Trial(
        name="postgres",
        run=restarts_of_postgres,
        numbers={"submissions": 500, "times": 5},
        kinds=frozenset({Kind.POSTGRESQL}),
        strikes=True,
    ),
    Trial(name="faults", run=trials.faults, numbers={"letters": 5_000}, manners=BROKEN),
    Trial(name="submissions", run=submissions, numbers={"times": 1_000}),
    Trial(name="orders", run=trials.orders, numbers={"steps": 20_000}),
    Trial(name="integrity", run=integrity, numbers={"people": 500}),
)
