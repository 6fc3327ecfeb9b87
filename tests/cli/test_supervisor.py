"""The supervisor starts what fell again, and gives up when one program falls too often."""

import signal
import subprocess
import sys
from pathlib import Path

from campaign.cli.supervisor import MOST_FALLS
from config import ROOT

SCRIPT = """
import os, sys
from campaign.cli.supervisor import Supervisor
falling, steady, *seconds = sys.argv[1:]
within = {"falls_count_for": float(seconds[0])} if seconds else {}
supervisor = Supervisor(once_started=lambda: print("all started", flush=True), **within)
supervisor.keep("falling", [sys.executable, "-c", falling], os.environ)
supervisor.keep("steady", [sys.executable, "-c", steady], os.environ)
supervisor.loop()
sys.exit(3 if supervisor.gave_up else 0)
"""


def supervise(falling: str, steady: str, *more: str) -> "subprocess.CompletedProcess[str]":
    """Run two programs under a supervisor until it ends."""
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, falling, steady, *more],
        cwd=ROOT,
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


def test_a_program_that_falls_now_and_then_is_started_again_each_time(tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    falling = (
        "import pathlib, sys, time\n"
        f"diary = pathlib.Path({str(diary)!r})\n"
        "falls = len(diary.read_text()) if diary.exists() else 0\n"
        f"if falls > {MOST_FALLS}: print('still here', flush=True); time.sleep(100)\n"
        "diary.write_text('x' * (falls + 1))\n"
        "time.sleep(0.1)\n"
    )
    ending = (
        "import os, pathlib, psutil, signal, time\n"
        f"diary = pathlib.Path({str(diary)!r})\n"
        f"while not diary.exists() or len(diary.read_text()) <= {MOST_FALLS}: time.sleep(0.1)\n"
        "time.sleep(3)\n"
        "os.kill(psutil.Process().parent().ppid(), signal.SIGINT)\n"
        "time.sleep(100)\n"
    )

    done = supervise(falling, ending, "0.1")

    assert done.stdout.count("falling stopped (rc=0)") == MOST_FALLS + 1
    assert "still here" in done.stdout
    assert done.returncode == 0, done.stdout


def test_a_program_that_was_killed_is_started_again(tmp_path: Path) -> None:
    once = tmp_path / "once"
    falling = (
        "import os, pathlib, signal, time\n"
        f"once = pathlib.Path({str(once)!r})\n"
        "if once.exists(): print('back again', flush=True)\n"
        "else: once.touch(); os.kill(os.getpid(), signal.SIGKILL)\n"
        "time.sleep(100)\n"
    )
    ending = (
        "import os, pathlib, psutil, signal, time\n"
        f"once = pathlib.Path({str(once)!r})\n"
        "while not once.exists(): time.sleep(0.1)\n"
        "time.sleep(3)\n"
        "os.kill(psutil.Process().parent().ppid(), signal.SIGINT)\n"
        "time.sleep(100)\n"
    )
    done = supervise(falling, ending)

    assert "falling stopped (rc=-9)" in done.stdout
    assert "back again" in done.stdout
    assert done.returncode == 0, done.stdout


def test_ctrl_c_while_the_programs_start_ends_all() -> None:
    with subprocess.Popen(
        [
            sys.executable,
            "-c",
            SCRIPT,
            "import time; time.sleep(100)",
            "import time; time.sleep(99)",
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()

    assert process.returncode == 0, rest
    assert "falling stopped (rc=-15)" in rest
    assert "steady stopped (rc=-15)" in rest
