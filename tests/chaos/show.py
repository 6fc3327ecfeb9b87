"""The trials of one database, one after the other, each in a process of its own."""

import json
import multiprocessing
import os
import shutil
import signal
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from multiprocessing.context import SpawnProcess  # noqa: TC003  # As everything beside it.
from pathlib import Path

from tests import servers
from tests.chaos.programme import PROGRAMME, Trial
from tests.chaos.theatre import Place
from tests.chaos.verdict import Verdict
from tests.databases import Kind

END_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for: which trials, by which seed, how large, and in which folder."""

    trials: Sequence[Trial]
    seed: int
    scale: float
    folder: Path


class Show(threading.Thread):
    """Runs the trials of one database; `tell` hears of each as soon as it is over."""

    def __init__(self, kind: Kind, wishes: Wishes, tell: Callable[[Verdict], None]) -> None:
        super().__init__(name=kind)
        self.verdicts: list[Verdict] = []
        self._kind = kind
        self._wishes = wishes
        self._tell = tell
        self._process: SpawnProcess | None = None
        self._stopped = False

    def run(self) -> None:
        """Run the trials; the folder of one that broke is kept."""
        postgres_url = redis_url = ""
        if self._kind is Kind.POSTGRESQL:
            postgres_url, redis_url = self._start_servers()
        for trial in self._wishes.trials:
            if self._kind not in trial.kinds or self._stopped:
                continue
            folder = self._wishes.folder / f"{trial.name}-{self._kind}"
            verdict = self._perform(trial, Place(self._kind, folder, postgres_url, redis_url))
            if self._stopped:
                return
            self.verdicts.append(verdict)
            self._tell(verdict)
            if not verdict.breaches:
                shutil.rmtree(folder, ignore_errors=True)

    def stop(self) -> None:
        """End the trial that runs, and wait until it has ended what it started."""
        self._stopped = True
        process = self._process
        if process is not None and process.is_alive():
            process.terminate()
            process.join(END_SECONDS)
            process.kill()
        self.join()

    def _start_servers(self) -> tuple[str, str]:
        home = self._wishes.folder / "servers"
        home.mkdir()
        postgres = servers.shared(home, "postgres", servers.start_postgres)
        return postgres["url"], servers.shared(home, "redis", servers.start_redis)["url"] + "/0"

    def _perform(self, trial: Trial, place: Place) -> Verdict:
        answer = place.folder.with_suffix(".json")
        self._process = multiprocessing.get_context("spawn").Process(
            target=perform,
            args=(trial.name, place, self._wishes.seed, self._wishes.scale, answer),
        )
        self._process.start()
        self._process.join()
        if not answer.exists():
            return broken(trial, place, f"it ended with {self._process.exitcode}")
        found = json.loads(answer.read_text(encoding="utf-8"))
        return Verdict(**{**found, "breaches": tuple(found["breaches"])})


def perform(name: str, place: Place, seed: int, scale: float, answer: Path) -> None:
    """Perform one trial in this process, and leave its verdict in a file."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    trial = next(one for one in PROGRAMME if one.name == name)
    place.folder.mkdir(parents=True, exist_ok=True)
    _write_into(place.folder / "trial.log")
    try:
        verdict = trial.perform(place, seed, scale)
    except Exception as error:  # noqa: BLE001  # Whatever fell, the other trials go on.
        (place.folder / "error.log").write_text(traceback.format_exc(), encoding="utf-8")
        last = str(error).strip().splitlines()[-1:]
        verdict = broken(trial, place, ": ".join([type(error).__name__, *last]))
    answer.write_text(json.dumps(asdict(verdict)), encoding="utf-8")


def _write_into(log: Path) -> None:
    """Have what this process says, and what it starts says, written into a file."""
    with log.open("ab") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)


def broken(trial: Trial, place: Place, why: str) -> Verdict:
    """Return the verdict on a trial that did not come to its end."""
    return Verdict(trial=trial.name, database=place.kind, breaches=(why,))
