"""Languages, their catalogs, and how numbers are written."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from babel.numbers import format_decimal
from babel.support import Translations

from campaign import i18n

CATALOG = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Hello"
msgstr "Hola"
"""


@pytest.fixture
def catalogs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of catalogs none of which is compiled."""
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(CATALOG, encoding="utf-8")
    monkeypatch.setattr(i18n, "CATALOGS", tmp_path)
    return folder


def hello(folder: Path) -> str:
    return Translations.load(str(folder.parents[1]), ["es"]).gettext("Hello")


def test_numbers_are_written_as_readers_here_write_them() -> None:
    written = {format_decimal(12840, locale=i18n.format_locale(code)) for code in i18n.LOCALES}

    assert written == {"12,840"}


def test_programs_that_start_together_compile_a_catalog_whole(catalogs: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: i18n.compile_catalogs(), range(16)))

    assert hello(catalogs) == "Hola"
    assert sorted(file.name for file in catalogs.iterdir()) == ["messages.mo", "messages.po"]


def test_a_catalog_is_compiled_before_its_first_use(catalogs: Path) -> None:
    del catalogs
    i18n.translations.cache_clear()

    assert i18n.translations("es").gettext("Hello") == "Hola"
    i18n.translations.cache_clear()
