"""Languages: which there are, their catalogs, and how numbers and dates are written."""

from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LOCALES = ("en", "es")
DEFAULT_LOCALE = "en"
CATALOGS = Path(__file__).parent / "locales"
DOMAIN = "messages"

FORMATS = {"en": "en_US", "es": "es_US"}
"""The locale for numbers and dates: plain `es` writes 12.840 where readers here write 12,840."""

OWN_NAMES = {"en": "English", "es": "Español"}


def format_locale(locale: str) -> Locale:
    """Return the Babel locale that writes numbers and dates for a language of ours."""
    return Locale.parse(FORMATS.get(locale, FORMATS[DEFAULT_LOCALE]))


@cache
def translations(locale: str) -> NullTranslations:
    """Return the catalog of a language; English is written in the code itself."""
    compile_catalogs()
    return Translations.load(str(CATALOGS), [locale], DOMAIN)


def compile_catalogs() -> None:
    """Compile each catalog whose compiled form is missing or older than its text.

    Processes that start together may all do so: each writes a file of its own and puts it in place.
    """
    for source in CATALOGS.glob(f"*/LC_MESSAGES/{DOMAIN}.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalog = read_po(text, locale=source.parent.parent.name)
        with NamedTemporaryFile(dir=target.parent, suffix=".new", delete=False) as compiled:
            write_mo(compiled, catalog)
        fresh = Path(compiled.name)
        fresh.chmod(source.stat().st_mode)
        fresh.replace(target)
