"""The relays that the bench of delivery hands its letters to, near and far."""

import asyncio
import os
import pwd
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from bench.first_page import wait_until_open
from tests.servers import free_port

CEILING, SINK = "smtp-source", "smtp-sink"
BACKLOG = 1000
SYSTEM_FOLDERS = "/usr/sbin:/usr/local/sbin"


class NoPostfix(Exception):
    """Say that the programs of Postfix are not here, and how to get them."""

    def __init__(self) -> None:
        super().__init__(
            f"{CEILING} and {SINK} are not installed. They come with Postfix: on Debian and Ubuntu"
            " `apt-get install postfix`; its mail server need not run."
        )


def program(name: str) -> str:
    """Return where a program of Postfix is. Raises NoPostfix."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:{SYSTEM_FOLDERS}")
    if found is None:
        raise NoPostfix
    return found


@contextmanager
def sink() -> Iterator[int]:
    """Run a relay that takes everything and keeps nothing; yield its port."""
    port = free_port()
    as_nobody = ["-u", pwd.getpwnam("nobody").pw_name] if os.geteuid() == 0 else []
    process = subprocess.Popen([program(SINK), *as_nobody, f"127.0.0.1:{port}", str(BACKLOG)])
    try:
        wait_until_open(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def letters_a_second(
    port: int, *, sessions: int, letters: int, length: int, kept: bool = True
) -> float:
    """Hand letters over as fast as Postfix's own generator can, in kept sessions or one each."""
    keep = ["-d"] if kept else []
    command = [program(CEILING), *keep, "-s", str(sessions), "-m", str(letters), "-l", str(length)]
    began = time.perf_counter()
    subprocess.run([*command, f"127.0.0.1:{port}"], check=True)
    return letters / (time.perf_counter() - began)


@dataclass(frozen=True, slots=True)
class _Away:
    """Carries bytes to a port and back, each way half a round trip late."""

    port: int
    round_trip: float

    async def serve(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """Connect one session of the near side with one of the far."""
        far, there = await asyncio.open_connection("127.0.0.1", self.port)
        await asyncio.gather(self._carry(near, there), self._carry(far, back))

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        with suppress(ConnectionError):
            while chunk := await source.read(65_536):
                loop.call_later(self.round_trip / 2, target.write, chunk)
        loop.call_later(self.round_trip / 2, target.close)


@contextmanager
def far_away(port: int, *, round_trip: float) -> Iterator[int]:
    """Put a relay far away; yield the port at which it is near."""
    here = free_port()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    start = asyncio.start_server(_Away(port, round_trip).serve, "127.0.0.1", here)
    asyncio.run_coroutine_threadsafe(start, loop).result(timeout=10)
    try:
        yield here
    finally:
        asyncio.run_coroutine_threadsafe(_end_all(), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)


async def _end_all() -> None:
    """End every session that is still carried."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
