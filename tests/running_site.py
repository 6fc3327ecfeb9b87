"""The site as an operator starts it, in a folder and on ports of its own."""

import mailbox
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import psutil

from config import ROOT
from tests.servers import free_port

LOOPBACK_ONLY = ROOT / "tests" / "loopback_only"
SECONDS_TO_START = 180
SECONDS_TO_END = 30
SECONDS_TO_MAIL = 30
LAST_LINES = 20
SITE = re.compile(r"^Site +(\S+)/$", re.MULTILINE)
STAFF_LINK = re.compile(r"^Staff sign-in +(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RunningSite:
    """A site that runs: its first process, its address, the one-time staff link, its folder."""

    pid: int
    address: str
    staff_link: str
    state: Path

    def mails(self) -> list[EmailMessage]:
        """Return what its mailbox holds, the oldest first."""
        box = mailbox.Maildir(self.state / "mailbox", create=False)
        parser = BytesParser(policy=policy.default)
        return [parser.parsebytes(box.get_bytes(key)) for key in sorted(box.keys())]

    def wait_for(self, words: str, count: int = 1) -> list[EmailMessage]:
        """Return the mails with these words in the address or the text, once there are enough."""
        deadline = time.monotonic() + SECONDS_TO_MAIL
        while True:
            found = [mail for mail in self.mails() if words in mail["To"] or words in text(mail)]
            if len(found) >= count:
                return found
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(found)} of {count} mails with {words!r}")
            time.sleep(0.05)

    def command(self, *words: str) -> str:
        """Run a command of this site in a terminal beside it; return what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "campaign", *words],
            cwd=ROOT,
            env=psutil.Process(self.pid).environ(),
            capture_output=True,
            text=True,
            check=True,
            timeout=SECONDS_TO_START,
        )
        return done.stdout

    def strangers(self) -> list[str]:
        """Return what its programs tried to reach beyond this machine."""
        record = _record(self.state)
        return record.read_text(encoding="utf-8").splitlines() if record.exists() else []


def text(mail: EmailMessage) -> str:
    """Return the plain text of a mail."""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def surroundings(state: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a site with a folder and ports of its own.

    `settings` are named without their prefix. The programs may keep their bytecode, whatever
    this process may: four of them start at once.
    """
    own = {
        "STATE": str(state),
        "PORT": str(free_port()),
        "SMTP_URL": f"smtp://127.0.0.1:{free_port()}",
        "EMBEDDED": "1",
        "GEOCODER": "off",
        "RATE_LIMITS": "off",
    }
    outer = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CAMPAIGN_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    return {
        **outer,
        **{f"CAMPAIGN_{name}": value for name, value in (own | settings).items()},
        "NO_PROXY": "127.0.0.1",
    }


def kept_here(state: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which Python programs are refused whatever is not this machine."""
    return {
        **environment,
        "PYTHONPATH": str(LOOPBACK_ONLY),
        "LOOPBACK_ONLY_RECORD": str(_record(state)),
    }


@contextmanager
def running_site(state: Path, environment: Mapping[str, str]) -> Iterator[RunningSite]:
    """Run `campaign up` until the block ends; it begins when the site's address is printed."""
    state.mkdir(parents=True, exist_ok=True)
    output = state / "up.log"
    with output.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "campaign", "up"],
            cwd=ROOT,
            env=dict(environment),
            stdout=log,
            stderr=log,
        )
    try:
        yield _wait_until_it_answers(process, output, state)
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a program and all that it started; what does not end by itself is killed."""
    if process.poll() is not None:
        return
    family = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    _, alive = psutil.wait_procs(family, timeout=SECONDS_TO_END)
    for straggler in alive:
        straggler.kill()
    process.wait(timeout=SECONDS_TO_END)


def _wait_until_it_answers(
    process: subprocess.Popen[bytes], output: Path, state: Path
) -> RunningSite:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        said = output.read_text(encoding="utf-8")
        site, staff = SITE.search(said), STAFF_LINK.search(said)
        if site and staff:
            return RunningSite(process.pid, site[1], staff[1], state)
        time.sleep(0.05)
    last = output.read_text(encoding="utf-8").splitlines()[-LAST_LINES:]
    raise RuntimeError("\n".join(["The site did not start:", *last]))


def _record(state: Path) -> Path:
    return state / "strangers"
