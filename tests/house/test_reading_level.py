"""What families read is written for a seventh grader at most, in both languages."""

import re
from pathlib import Path

import polib
import pytest

from campaign.adapters.content_folder import read
from campaign.domain.content import Phrase, Recommendation
from campaign.i18n import CATALOGS
from campaign.wiring import TEMPLATES
from tests.house.test_content import FOLDER
from tests.reading import ease, grade

SEVENTH_GRADE = 7.0
AS_EASY = 65.0
"""The middle of what Fernández Huerta's measure gives to the seventh and eighth grade."""

WITH_NAMES = 9.0, 60.0
"""For the page about the coalition: a fifth of its words are names that nobody may shorten."""

FAMILIES_READ = ("components", "embed", "errors", "journey", "mail", "pages", "tokens")
SENTENCE = re.compile(r'\b_\("((?:[^"\\]|\\.)*[.!?])"')
PLACEHOLDER = re.compile(r"%\(\w+\)s")
CAMPAIGN = read(FOLDER)
SPANISH = {
    entry.msgid: entry.msgstr for entry in polib.pofile(CATALOGS / "es/LC_MESSAGES/messages.po")
}


def sentences(template: Path) -> list[str]:
    """Return the whole sentences that stand in a template, a name in each placeholder."""
    return [each.replace('\\"', '"') for each in SENTENCE.findall(template.read_text("utf-8"))]


def joined(phrases: list[Phrase], locale: str) -> str:
    """Return texts as a page says them, one after the other."""
    return " ".join(phrase.read(locale) for phrase in phrases)


@pytest.mark.parametrize("folder", FAMILIES_READ)
def test_our_own_sentences(folder: str) -> None:
    found = [
        each for file in sorted((TEMPLATES / folder).rglob("*.html")) for each in sentences(file)
    ]
    english = PLACEHOLDER.sub("Ana", " ".join(found))
    spanish = PLACEHOLDER.sub("Ana", " ".join(SPANISH[each] for each in found))

    assert found
    assert grade(english) <= SEVENTH_GRADE
    assert ease(spanish) >= AS_EASY


@pytest.mark.parametrize("item", CAMPAIGN.recommendations, ids=lambda item: item.slug)
def test_the_page_of_a_recommendation(item: Recommendation) -> None:
    page = [item.summary, item.means, item.ask, item.affected, *item.prompts, *item.examples]

    assert grade(joined(page, "en")) <= SEVENTH_GRADE
    assert ease(joined(page, "es")) >= AS_EASY


def test_the_page_about_the_coalition() -> None:
    page = [each for part in CAMPAIGN.about for each in (part.heading, part.text)]
    hardest, least = WITH_NAMES

    assert grade(joined(page, "en")) <= hardest
    assert ease(joined(page, "es")) >= least


def test_the_measure_knows_hard_from_easy() -> None:
    assert grade("The cat sat. It ran.") < 2
    assert grade("Institutional accountability necessitates comprehensive reformulation.") > 20
    assert ease("El gato duerme. Corre.") > ease(
        "La institucionalización administrativa imposibilita la transformación educativa."
    )
