"""The trial of the one button: pressed a thousand times at once, it sends once."""

import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from http import HTTPStatus
from itertools import cycle
from urllib.parse import urlsplit

import requests
from sqlalchemy import func, select

from campaign.db import db
from campaign.models.actions import Action
from config import ROOT
from tests.chaos.stage import Stage
from tests.chaos.verdict import Allowed, Verdict, judge
from tests.http_writer import CODE, PATIENCE_SECONDS, Writer
from tests.running_site import end, running_site, text
from tests.servers import free_port
from tests.workers import wait_until

AT_ONCE = 50
HONEST = {HTTPStatus.SEE_OTHER, HTTPStatus.SERVICE_UNAVAILABLE}
"""It went through, or once before; or: the database is busy, press again."""

EMAIL = "ana@example.org"
LETTERS = 2
QUIET_SECONDS = 3
"""So long may a third letter take, if there were one."""


def submissions(stage: Stage, *, times: int) -> Verdict:
    """Press one button many times at once, in two servers; confirm, and count the letters."""
    began = time.monotonic()
    environment = stage.environment({"CAMPAIGN_PORT": str(free_port()), "CAMPAIGN_EMBEDDED": "0"})
    with (
        running_site(stage.settings.state_folder, environment) as site,
        _another_server(environment) as beside,
    ):
        writer = Writer(site, EMAIL)
        writer.come_to_check()
        answers, where = _press(writer, [site.address, beside], times)
        writer.go_to(where)
        wait_until(lambda: bool(_mails(stage, EMAIL)), PATIENCE_SECONDS)
        code = CODE.search(text(_mails(stage, EMAIL)[0]))
        writer.send(code=code[0] if code else "")
        wait_until(lambda: len(_mails(stage, EMAIL, letters=True)) >= LETTERS, PATIENCE_SECONDS)
        time.sleep(QUIET_SECONDS)
    actions = db.session.scalars(select(func.count()).select_from(Action)).one()
    db.session.rollback()
    asked = [mail for mail in _mails(stage, EMAIL) if CODE.search(text(mail))]
    found = {
        f"{actions} actions": actions != 1,
        f"{len(asked)} mails with a code": len(asked) != 1,
        f"{len(_mails(stage, EMAIL, letters=True))} letters": (
            len(_mails(stage, EMAIL, letters=True)) != LETTERS
        ),
        f"answers: {dict(answers)}": not answers.keys() <= HONEST,
    }
    return judge(
        stage,
        "submissions",
        made=LETTERS,
        events=times,
        began=began,
        allowed=Allowed(doubts=0),
        breaches=[words for words, holds in found.items() if holds],
    )


def _press(writer: Writer, servers: list[str], times: int) -> tuple[Counter[int], str]:
    """Post the same form so many times; return the answers by their status, and where they lead."""
    form, path = writer.hidden(), urlsplit(writer.page.url).path
    cookies = writer.session.cookies.get_dict()

    def press(server: str) -> tuple[int, str]:
        answer = requests.post(
            f"{server}{path}",
            data=form,
            cookies=cookies,
            headers={"Connection": "close"},  # A kept one would be one of the server's hundred.
            allow_redirects=False,
            timeout=PATIENCE_SECONDS,
        )
        return answer.status_code, answer.headers.get("Location", "")

    turns = [server for server, _ in zip(cycle(servers), range(times), strict=False)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(press, turns))
    where = next((where for _, where in answers if where), "/en/")
    return Counter(status for status, _ in answers), urlsplit(where).path


def _mails(stage: Stage, email: str, *, letters: bool = False) -> list[EmailMessage]:
    """Return the mails to a writer, or else the letters by them, that the relay kept."""
    parser = BytesParser(policy=policy.default)
    mails = [parser.parsebytes(kept.content) for kept in stage.relay.kept]
    header = "Reply-To" if letters else "To"
    return [mail for mail in mails if re.search(rf"\b{re.escape(email)}\b", str(mail[header]))]


@contextmanager
def _another_server(environment: Mapping[str, str]) -> Iterator[str]:
    """Serve the same site from a second process; yield its address."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    listen = [f"--listen=127.0.0.1:{port}", "--threads=8", "--call", "campaign.app:create_app"]
    process = subprocess.Popen(
        [sys.executable, "-m", "waitress", *listen],
        cwd=ROOT,
        env=dict(environment),
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: _answers(address), PATIENCE_SECONDS)
        yield address
    finally:
        end(process)


def _answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/healthz", timeout=1).ok
    except requests.RequestException:
        return False
