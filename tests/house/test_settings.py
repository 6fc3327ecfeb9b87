"""Every setting is documented, and nothing is documented that is no setting."""

import ast
import re
from pathlib import Path

import pytest

from campaign.domain.retention import KEEP_AT_MOST
from config import PREFIX, Settings, load

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "configuration.md"
EXAMPLE = ROOT / ".env.example"
MENTION = re.compile(rf"\b{PREFIX}[A-Z_]+[A-Z]\b")
ROW = re.compile(rf"^\| `({PREFIX}\w+)` \| (.*?) \| .* \| `(.*?)` \|$", re.MULTILINE)
LINE = re.compile(r"^#([A-Z_]+)=", re.MULTILINE)
ROWS = {name: (default, example) for name, default, example in ROW.findall(DOCUMENT.read_text())}
WRITTEN_DEFAULTS = {
    name: default.strip("`") for name, (default, _) in ROWS.items() if default.startswith("`")
}


def settings() -> set[str]:
    """Collect the names that `config.py` reads: each is a constant in capitals in a call."""
    tree = ast.parse((ROOT / "config.py").read_text(encoding="utf-8"))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    names = {
        argument.value
        for call in calls
        for argument in call.args[:2]
        if isinstance(argument, ast.Constant)
        and isinstance(argument.value, str)
        and re.fullmatch(r"[A-Z][A-Z_]+", argument.value)
    }
    kept = {f"KEEP_{field.upper()}_DAYS" for field in KEEP_AT_MOST}
    return {f"{PREFIX}{name}" for name in names | kept}


@pytest.mark.parametrize("document", ["docs/configuration.md", ".env.example"])
def test_the_document_lists_every_setting_and_no_other(document: str) -> None:
    mentioned = set(MENTION.findall((ROOT / document).read_text(encoding="utf-8")))
    mentioned = {name for name in mentioned if not name.endswith("_FILE")}

    assert settings() - mentioned == set(), "not in the document"
    assert mentioned - settings() == set(), "not a setting"


def test_every_setting_has_one_row_of_the_tables() -> None:
    names = [name for name, _, _ in ROW.findall(DOCUMENT.read_text(encoding="utf-8"))]

    assert sorted(names) == sorted(settings())


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment in which only what every reading needs is set."""
    for name in settings():
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)
    monkeypatch.setenv(f"{PREFIX}STATE", str(tmp_path))
    monkeypatch.setenv(f"{PREFIX}SECRET_KEY", "a key for tests alone, long enough for all")
    return monkeypatch


@pytest.mark.parametrize(("name", "default"), WRITTEN_DEFAULTS.items(), ids=WRITTEN_DEFAULTS)
def test_a_default_is_what_is_written(
    nothing_set: pytest.MonkeyPatch, name: str, default: str
) -> None:
    without = load()

    nothing_set.setenv(name, default.partition("`")[0])

    assert load() == without


@pytest.mark.parametrize("name", sorted(set(ROWS) - {f"{PREFIX}STATE"}))
def test_an_example_is_accepted(nothing_set: pytest.MonkeyPatch, name: str) -> None:
    nothing_set.setenv(name, ROWS[name][1])

    assert isinstance(load(), Settings)


def test_a_setting_can_be_read_from_a_file(nothing_set: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "sender"
    file.write_text("letters@example.org", encoding="utf-8")
    nothing_set.setenv(f"{PREFIX}MAIL_FROM_FILE", str(file))

    assert load().mail_from == "letters@example.org"


def test_every_line_to_copy_has_a_comment_above_it() -> None:
    bare = [
        block
        for block in EXAMPLE.read_text(encoding="utf-8").split("\n\n")
        if LINE.search(block) and not re.match(r"# \w", block.strip())
    ]

    assert bare == []


def test_every_line_to_copy_is_off() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if line and not line.startswith("#")] == []
