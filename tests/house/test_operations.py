"""The paper for operators explains what the program says to them."""

import re
from datetime import date
from pathlib import Path

from campaign.adapters.jurisdiction_page import read_jurisdiction
from campaign.domain.deliveries import HoldReason

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SENTENCE = re.compile(r'f?"([A-Z][A-Za-z]+(?: [a-z-]+)?)(?::| of \{\w+\.slug\}:)')
EVENT = re.compile(r'events\(\)\.\w+\(\s*"([a-z_.]+)"')


def rows(heading: str) -> set[str]:
    """Return the words in backticks in the first cells of the table under a heading."""
    part = TEXT.partition(f"{heading}\n")[2].partition("\n## ")[0].partition("\n### ")[0]
    cells = re.findall(r"^\| (`.*?) \|", part, re.MULTILINE)
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


def sources(folder: str) -> str:
    """Return the text of every program file under a folder."""
    files = sorted((ROOT / folder).rglob("*.py"))
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_every_line_of_the_doctor_is_explained() -> None:
    doctor = (ROOT / "campaign" / "cli" / "doctor.py").read_text(encoding="utf-8")
    said = {name.removesuffix(" of") for name in SENTENCE.findall(doctor)}

    assert rows("## The doctor, line by line") == said


def test_every_event_of_the_log_is_explained() -> None:
    logged = set(EVENT.findall(sources("campaign") + sources("worker")))

    assert rows("## Logs") == logged


def test_every_reason_to_hold_says_what_ends_it() -> None:
    assert rows("### Letters are held") == set(HoldReason)


def test_roster_day_is_the_day_on_which_the_roster_expires() -> None:
    heading = re.search(r"^## Roster day: (\d+) December (\d+)$", TEXT, re.MULTILINE)
    expires = read_jurisdiction(ROOT / "campaign" / "data" / "california").roster_expires_on

    assert heading
    assert date(int(heading[2]), 12, int(heading[1])) == expires


def test_the_metrics_are_named() -> None:
    operator = (ROOT / "campaign" / "web" / "operator.py").read_text(encoding="utf-8")
    names = set(re.findall(r'Gauge\("(\w+)"', operator))

    assert names == set(re.findall(r"`(campaign_[a-z_]+)(?:\{.*?\})?`", TEXT))
