"""The supervisor starts what fell again, and gives up when one program falls too often."""

import subprocess
import sys
from pathlib import Path

from campaign.cli.supervisor import MOST_FALLS

SCRIPT = """
import os, sys
from campaign.cli.supervisor import Supervisor
falling, steady = sys.argv[1:]
supervisor = Supervisor(once_started=lambda: print("all started", flush=True))
supervisor.keep("falling", [sys.executable, "-c", falling], os.environ)
supervisor.keep("steady", [sys.executable, "-c", steady], os.environ)
supervisor.loop()
sys.exit(3 if supervisor.gave_up else 0)
"""


def supervise(falling: str, steady: str) -> "subprocess.CompletedProcess[str]":
    """Run two programs under a supervisor until it ends."""
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, falling, steady],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_program_that_falls_too_often_ends_all() -> None:
    done = supervise("print('here')", "import time; time.sleep(100)")

    assert done.returncode == 3, done.stdout
    assert done.stdout.count("| here") == MOST_FALLS + 1
    assert "all started" in done.stdout
    assert "steady stopped (rc=-15)" in done.stdout


def test_a_program_that_was_killed_is_started_again(tmp_path: Path) -> None:
    once = tmp_path / "once"
    falling = (
        "import os, pathlib, signal, time\n"
        f"once = pathlib.Path({str(once)!r})\n"
        "if once.exists(): print('back again', flush=True); os.kill(os.getppid(), 0)\n"
        "else: once.touch(); os.kill(os.getpid(), signal.SIGKILL)\n"
        "time.sleep(100)\n"
    )
    ending = (
        "import os, pathlib, signal, time\n"
        f"once = pathlib.Path({str(once)!r})\n"
        "while not once.exists(): time.sleep(0.1)\n"
        "time.sleep(3)\n"
        "supervisor = int(pathlib.Path(f'/proc/{os.getppid()}/stat').read_text().split()[3])\n"
        "os.kill(supervisor, signal.SIGINT)\n"
        "time.sleep(100)\n"
    )
    done = supervise(falling, ending)

    assert "falling stopped (rc=-9)" in done.stdout
    assert "back again" in done.stdout
    assert done.returncode == 0, done.stdout
