"""The papers hold together: links lead somewhere, paths are there, decisions are listed."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "bench",
    "campaign",
    "docs",
    "migrations",
    "static",
    "templates",
    "tests",
    "tools",
    "worker",
)
PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "adr").glob("0*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
PATH = re.compile(rf"`((?:{'|'.join(ROOMS)})/[\w./-]+)`")
LONGEST_README = 120


def name(file: Path) -> str:
    """Return a file's path in the project."""
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("paper", PAPERS, ids=name)
def test_every_link_within_the_project_leads_somewhere(paper: Path) -> None:
    targets = [link.partition("#")[0] for link in LINK.findall(paper.read_text(encoding="utf-8"))]
    within = [target for target in targets if target and "://" not in target]

    assert [target for target in within if not (paper.parent / target).exists()] == []


@pytest.mark.parametrize("paper", PAPERS, ids=name)
def test_every_path_that_a_paper_names_is_there(paper: Path) -> None:
    paths = PATH.findall(paper.read_text(encoding="utf-8"))

    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("paper", PAPERS, ids=name)
def test_a_paper_has_one_title(paper: Path) -> None:
    text = re.sub(
        r"^```.*?^```", "", paper.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )

    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1


def test_the_readme_is_short() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()

    assert len(lines) < LONGEST_README


def test_the_readme_leads_to_every_document() -> None:
    links = LINK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    documents = {name(paper) for paper in (ROOT / "docs").glob("*.md")}

    assert documents - set(links) == set()


@pytest.mark.parametrize("decision", DECISIONS, ids=name)
def test_a_decision_tells_context_decision_and_consequences(decision: Path) -> None:
    text = decision.read_text(encoding="utf-8")

    assert text.startswith(f"# {int(decision.name[:4])}. ")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]


def test_the_list_of_decisions_is_whole_and_in_order() -> None:
    listed = LINK.findall((ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8"))
    numbers = [int(decision.name[:4]) for decision in DECISIONS]

    assert listed[1:] == [decision.name for decision in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_style_has_fifty_lines() -> None:
    text = (ROOT / "docs" / "style.md").read_text(encoding="utf-8")

    assert [int(n) for n in re.findall(r"^ ?(\d+)  \S", text, re.MULTILINE)] == [*range(1, 51)]
