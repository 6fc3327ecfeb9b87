"""All templates compile, keep to the page's rules, and speak both languages."""

import re
from io import StringIO
from pathlib import Path

import polib
import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from jinja2 import Environment, FileSystemLoader

from campaign.domain.notices import NoticeKind

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
CATALOG = ROOT / "campaign/locales/es/LC_MESSAGES/messages.po"
PAGES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
ALL = sorted(
    path.relative_to(TEMPLATES).as_posix()
    for path in TEMPLATES.rglob("*")
    if path.suffix in {".html", ".txt"}
)
KEYWORDS = DEFAULT_KEYWORDS | {"_later": None, "lazy_gettext": None}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
LONGEST_TEMPLATE = 120
ALIKE = {"Error: %(title)s", "Message-ID"}
"""What is the same word in both languages, and the name of a header."""


def placeholders(text: str) -> set[str]:
    """Return the names that a sentence has filled in."""
    return set(PLACEHOLDER.findall(text))


@pytest.fixture(scope="module")
def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), extensions=["jinja2.ext.i18n"], autoescape=True
    )


@pytest.fixture(scope="module")
def catalog() -> polib.POFile:
    return polib.pofile(str(CATALOG))


@pytest.mark.parametrize("name", ALL)
def test_a_template_has_no_syntax_error(environment: Environment, name: str) -> None:
    source = (TEMPLATES / name).read_text()

    assert environment.parse(source, name)


@pytest.mark.parametrize("name", [name for name in PAGES if not name.startswith("mail/")])
def test_a_page_has_no_inline_style_or_script(name: str) -> None:
    text = (TEMPLATES / name).read_text()

    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", text)


@pytest.mark.parametrize("name", ALL)
def test_a_template_is_short(name: str) -> None:
    assert len((TEMPLATES / name).read_text().splitlines()) <= LONGEST_TEMPLATE


@pytest.mark.parametrize(
    "name", [name for name in PAGES if name.startswith(("components/", "mail/components/"))]
)
def test_a_component_holds_at_most_one_macro_of_its_own_name(name: str) -> None:
    macros = re.findall(r"{%-? macro (\w+)\(", (TEMPLATES / name).read_text())

    assert macros in ([], [Path(name).stem])


@pytest.mark.parametrize("kind", NoticeKind)
def test_each_notice_has_its_folder_of_templates(kind: NoticeKind) -> None:
    folder = TEMPLATES / "mail" / kind.value

    assert {path.name for path in folder.iterdir()} == {"subject.txt", "body.txt", "body.html"}


def test_the_catalog_has_no_empty_and_no_fuzzy_entry(catalog: polib.POFile) -> None:
    assert [entry.msgid for entry in catalog.untranslated_entries()] == []
    assert [entry.msgid for entry in catalog.fuzzy_entries()] == []


def test_no_translation_is_its_english(catalog: polib.POFile) -> None:
    assert {entry.msgid for entry in catalog if entry.msgid == entry.msgstr} == ALIKE


def test_every_string_that_people_see_is_in_the_catalog(catalog: polib.POFile) -> None:
    methods, options = parse_mapping_cfg(StringIO((ROOT / "babel.cfg").read_text()))
    known = {entry.msgid for entry in catalog}
    found = [row[2] for row in extract_from_dir(ROOT, methods, options, keywords=KEYWORDS)]
    used = {message[0] if isinstance(message, tuple) else message for message in found}

    assert sorted(used - known) == []


def test_a_translation_keeps_the_placeholders(catalog: polib.POFile) -> None:
    wrong = [
        entry.msgid
        for entry in catalog
        if not entry.msgid_plural and placeholders(entry.msgstr) != placeholders(entry.msgid)
    ]

    assert wrong == []


def test_a_plural_translation_keeps_the_placeholders(catalog: polib.POFile) -> None:
    wrong = [
        entry.msgid
        for entry in catalog
        if entry.msgid_plural
        and placeholders(entry.msgstr_plural[1]) != placeholders(entry.msgid_plural)
    ]

    assert wrong == []


def test_the_spanish_catalog_says_usted(catalog: polib.POFile) -> None:
    familiar = re.compile(r"\b(tú|tu|tus|ti|contigo|puedes|quieres|tienes)\b", re.IGNORECASE)
    wrong = [entry.msgstr for entry in catalog if familiar.search(entry.msgstr)]

    assert wrong == []
