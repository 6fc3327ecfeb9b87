"""The campaign that the program brings along: whole, true to its sources, and fit to be read."""

import re
from collections.abc import Iterator
from itertools import permutations, product
from pathlib import Path

import pytest

from campaign.adapters.content_folder import read
from campaign.domain import content_rules
from campaign.domain.content import CampaignContent, Phrase
from campaign.domain.content_rules import STORY_ROOM, Rule
from campaign.domain.letters import (
    RESERVED,
    WORDS_LIMIT,
    Picks,
    Recipient,
    Words,
    Writer,
    compose,
    join_paragraphs,
    woven,
)
from campaign.domain.people import AgeBand
from campaign.domain.text import count
from tests.reading import grade

FOLDER = (
    Path(__file__).resolve().parents[2] / "campaign" / "content" / "every-school-every-community"
)

TITLES = [
    "Center Racial Equity in all Decisions, Actions and Collection of Data",
    "Prioritize Health and Wellness Through Community Schools and More",
    "Engage Families and Students as Partners in Learning and Decisions",
    "Invest in a “Restorative” Approach to Learning Loss",
    "Provide Universal, Permanent Digital Access to All",
    "Ensure Local Accountability for Quality, Equitable Learning",
    "Meet the Needs of Educators Before and After the Pandemic",
    "Address Basic, Urgent Needs of Students and Families",
    "Support Whole Child Early Care and Education",
    "Fund Our Schools Starting with Schools and Communities First",
]

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "content.md"
RULES = {
    "`summary`": content_rules.SUMMARY,
    "`topic`": content_rules.TOPIC,
    "`ask`": content_rules.ASK,
    "`means`": content_rules.MEANS,
    "`affected`": content_rules.AFFECTED,
    "`prompts`": content_rules.PROMPT,
    "`examples`": content_rules.EXAMPLE,
    "`full`": content_rules.FULL,
    "`short`": content_rules.SHORT,
    "`greeting`": content_rules.GREETING,
    "`subjects`": content_rules.SUBJECT,
    "`openings`": content_rules.OPENING,
    "`closings`": content_rules.CLOSING,
    "`committee_closings`": content_rules.COMMITTEE_CLOSING,
}

FIGURES = {"20", "600"}
MEASURE = re.compile(
    r"\b(?:AB|SB|ACA|SCA|HR)[ -]?\d|\bProp(?:osition|osición|\.)?\s*\d|\b(?:bill|ballot|vote yes)\b"
)
FAMILIAR = re.compile(r"\b(?:tú|tu|tus|ti|te|contigo|vosotros|vuestr[oa]s?)\b", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?](?:\s|$)")
SIXTH_GRADE = 6.5

MEMBER = Recipient(
    title=Phrase(en="Assembly Member", es="Asambleísta"),
    full_name="Cecilia Aguiar-Curry",
    family_name="Aguiar-Curry",
    chamber="lower",
    district=Phrase(en="Assembly District 74", es="Distrito 74 de la Asamblea"),
)
WRITER = Writer(
    given_name="Guadalupe",
    family_name="Hernández Ruiz",
    street="31402 Camino Capistrano",
    city="San Juan Capistrano",
    state="CA",
    zip="92675",
    age_band=AgeBand.ADULT,
)


@pytest.fixture(scope="module")
def content() -> CampaignContent:
    """The campaign as its folder holds it."""
    return read(FOLDER)


def letter_phrases(content: CampaignContent) -> Iterator[Phrase]:
    """Yield every text that may stand in a letter."""
    yield from (*content.letter.subjects, *content.letter.openings, *content.letter.closings)
    for closings in content.letter.committee_closings.values():
        yield from closings
    for item in content.recommendations:
        yield from (item.topic, item.ask)
        for paragraph in item.paragraphs:
            yield from (paragraph.full, paragraph.short)


def page_phrases(content: CampaignContent) -> Iterator[Phrase]:
    """Yield every other text that people read."""
    yield from (content.title, content.tagline, content.summary)
    for section in content.about:
        yield from (section.heading, section.text, *section.points)
    for item in content.recommendations:
        yield from (item.title, item.summary, *item.prompts)
        yield from (item.means, item.affected, *item.examples)


def test_the_ten_recommendations_have_the_coalitions_order_and_wording(
    content: CampaignContent,
) -> None:
    assert [item.title.en for item in content.recommendations] == TITLES


def test_letters_state_no_figure_but_the_coalitions_own(content: CampaignContent) -> None:
    figures = {
        figure
        for phrase in letter_phrases(content)
        for text in (phrase.en, phrase.es)
        for figure in re.findall(r"\d[\d.,]*\d|\d", text)
    }

    assert figures <= FIGURES


def test_letters_name_no_bill_and_no_ballot(content: CampaignContent) -> None:
    texts = [text for phrase in letter_phrases(content) for text in (phrase.en, phrase.es)]

    assert [text for text in texts if MEASURE.search(text)] == []


def test_spanish_speaks_with_usted(content: CampaignContent) -> None:
    phrases = [*letter_phrases(content), *page_phrases(content)]

    assert [phrase.es for phrase in phrases if FAMILIAR.search(phrase.es)] == []


def test_no_two_texts_of_letters_are_the_same(content: CampaignContent) -> None:
    texts = [text for phrase in letter_phrases(content) for text in (phrase.en, phrase.es)]

    assert len(texts) == len(set(texts))


def test_a_summary_is_two_sentences_a_sixth_grader_reads(content: CampaignContent) -> None:
    summaries = {item.slug: item.summary for item in content.recommendations}

    assert {len(SENTENCE_END.findall(text.en)) for text in summaries.values()} == {2}
    assert {len(SENTENCE_END.findall(text.es)) for text in summaries.values()} == {2}
    assert {slug for slug, text in summaries.items() if grade(text.en) > SIXTH_GRADE} == set()


def test_three_long_recommendations_leave_the_story_its_room(content: CampaignContent) -> None:
    for ranked, locale in product(permutations(content.recommendations, 3), ("en", "es")):
        picks = Picks(content.letter, ranked, seed=f"{ranked[0].slug} {ranked[1].slug}")

        letter = compose(picks, MEMBER, WRITER, Words(locale))

        assert WORDS_LIMIT - letter.words_length - 2 >= STORY_ROOM


def test_a_long_story_gets_a_shorter_text_and_nothing_is_cut(content: CampaignContent) -> None:
    for ranked in permutations(content.recommendations, 3):
        seed = f"{ranked[0].slug} {ranked[1].slug}"
        ours = {
            each for item in ranked for way in item.paragraphs for each in (way.full, way.short)
        }
        shortest = woven(Picks(content.letter, ranked, seed, room=0), MEMBER)
        room = count(join_paragraphs(shortest.paragraphs, "en"))

        fitted = woven(Picks(content.letter, ranked, seed, room=room), MEMBER)

        assert count(join_paragraphs(fitted.paragraphs, "en")) <= room
        assert set(fitted.paragraphs[:-1]) <= ours
        assert len(set(fitted.paragraphs)) == len(fitted.paragraphs)


def test_greeting_first_sentence_and_signature_fit_their_reserve(content: CampaignContent) -> None:
    for seed in range(40):
        picks = Picks(content.letter, content.recommendations[:1], str(seed))

        letter = compose(picks, MEMBER, WRITER, Words("en", story="My story."))

        assert letter.length - letter.words_length <= RESERVED


@pytest.mark.parametrize(("name", "rule"), RULES.items(), ids=RULES)
def test_the_document_names_the_limits_that_are_checked(name: str, rule: Rule) -> None:
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    (row,) = [line for line in lines if line.startswith("|") and name in line.split("|")[1]]

    length = f"up to {rule.most}" if rule.least == 1 else f"{rule.least} to {rule.most}"

    assert length in row
    assert set(re.findall(r"\{([a-z_]+)\}", row)) == rule.allowed
