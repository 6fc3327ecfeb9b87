"""Measure the server's time for the first page, beside hello-world on the same server.

    python -m bench.first_page

The server is waitress with the threads of the embedded run, asked on one kept connection.
Processor time is the honest column on a busy machine: waiting for a core is not in it.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

import psutil

from bench.measure import in_turn, show, spoken
from config import ROOT
from tests.running_site import end, running_site, surroundings
from tests.servers import free_port

ROUNDS = 7
REQUESTS = 100
PATIENCE_SECONDS = 60
MILLISECONDS = 1000
OURS, FLASK, BARE = "the first page", "hello-world, Flask", "hello-world, bare WSGI"
PAGES = {
    OURS: (["--call", "campaign.app:create_app"], "/en/"),
    FLASK: (["bench.hello:flask"], "/"),
    BARE: (["bench.hello:bare"], "/"),
}
LIMITS = {OURS: "20 ms, 0.40"}


@dataclass(slots=True)
class Server:
    """A server that runs, the page that is asked of it, and how long each answer took."""

    process: psutil.Process
    port: int
    path: str
    waited: list[float] = field(default_factory=list)

    def ask(self) -> float:
        """Ask a hundred times; return the processor time of one answer, in milliseconds."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        before = self.process.cpu_times()
        for _ in range(REQUESTS):
            began = time.perf_counter()
            connection.request("GET", self.path)
            answer = connection.getresponse()
            answer.read()
            self.waited.append((time.perf_counter() - began) * MILLISECONDS)
            if answer.status != HTTPStatus.OK:
                raise RuntimeError(f"{self.path} answers {answer.status}")
        after = self.process.cpu_times()
        connection.close()
        spent: float = after.user - before.user + after.system - before.system
        return spent * MILLISECONDS / REQUESTS


def main() -> None:
    """Serve the three pages, and ask for them in turn."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ExitStack() as stack:
        state = Path(folder)
        environment = surroundings(state)
        with running_site(state, environment):
            pass
        servers = {
            name: stack.enter_context(served(arguments, path, environment))
            for name, (arguments, path) in PAGES.items()
        }
        for server in servers.values():
            server.ask()
            server.waited.clear()
        found = in_turn({name: server.ask for name, server in servers.items()}, rounds=ROUNDS)
    floor = median(found[FLASK])
    show(
        "The first page, on waitress with 8 threads",
        ["page", "processor time", "spread", "to hello in Flask", "waited (median)", "limit"],
        [
            [
                name,
                *spoken(spent, "ms"),
                f"{floor / median(spent):.2f}",
                f"{median(servers[name].waited):.2f} ms",
                LIMITS.get(name, ""),
            ]
            for name, spent in found.items()
        ],
        notes=f"{ROUNDS} rounds of {REQUESTS} requests each, in turn, after one round to warm up",
    )


@contextmanager
def served(arguments: Sequence[str], path: str, environment: Mapping[str, str]) -> Iterator[Server]:
    """Serve one application on a port of its own until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "waitress", f"--listen=127.0.0.1:{port}", "--threads=8"]
    process = subprocess.Popen(
        [*command, *arguments], cwd=ROOT, env=dict(environment), stderr=subprocess.DEVNULL
    )
    try:
        wait_until_open(port)
        yield Server(psutil.Process(process.pid), port, path)
    finally:
        end(process)


def wait_until_open(port: int) -> None:
    """Wait until somebody answers on a port."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError):
            connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
            connection.connect()
            connection.close()
            return
        time.sleep(0.1)
    raise TimeoutError(f"Nobody answers on port {port}.")


if __name__ == "__main__":
    main()
