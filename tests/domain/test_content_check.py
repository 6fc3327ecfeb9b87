"""The check before publishing finds what a folder's check finds, each fault at its field."""

from dataclasses import replace
from datetime import date

import pytest

from campaign.domain.content import CampaignContent, LetterTexts, Paragraph, Phrase
from campaign.domain.content_check import check
from campaign.domain.content_making import blank_content, with_recommendation
from campaign.domain.content_rules import (
    CLOSING,
    FULL,
    GREETING,
    OPENING,
    SHORT,
    SIGN_OFF,
    STORY_ROOM,
    SUBJECT,
    Rule,
    measured,
)
from campaign.domain.letters import WORDS_LIMIT
from campaign.domain.sample_letters import STORY, Wish, sample_letters
from tests.contents import WHOLE
from tests.letters import phrase
from tests.rosters import JURISDICTION

LETTER = WHOLE.letter
HOUSING, *OTHERS = WHOLE.recommendations


def found(content: CampaignContent) -> set[tuple[str, str, str]]:
    """Return page, field and fault of everything that is wrong."""
    return {(each.page, each.field, each.fault.key) for each in check(content)}


def with_letter(**changes: object) -> CampaignContent:
    return replace(WHOLE, letter=replace(LETTER, **changes))


def test_a_whole_campaign_may_be_published() -> None:
    assert check(WHOLE) == ()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (
            with_letter(sign_off=Phrase("Sincerely,", "")),
            ("letter", "sign_off-es", "text_missing"),
        ),
        (
            with_letter(sign_off=Phrase("Sincerely,", "Sincerely,")),
            ("letter", "sign_off-es", "same_words"),
        ),
        (
            with_letter(greeting=Phrase("Dear {title},", "{title} {family_name}:")),
            ("letter", "greeting-en", "placeholder_missing"),
        ),
        (
            with_letter(closings=(Phrase("x" * 161, "y" * 80), LETTER.closings[0])),
            ("letter", "closing-1-en", "too_long"),
        ),
        (with_letter(subjects=LETTER.subjects[:3]), ("letter", "subject-4-en", "too_few")),
        (
            with_letter(committee_closings={"budget": (phrase("{town} " + "x" * 60),)}),
            ("letter", "budget-1-en", "placeholder_unknown"),
        ),
        (replace(WHOLE, tagline=Phrase("Act { now", "Ya")), ("texts", "tagline-en", "brace_alone")),
        (replace(WHOLE, about=()), ("texts", "section-1-heading-en", "too_few")),
        (replace(WHOLE, contact="nobody"), ("facts", "contact", "address_malformed")),
        (replace(WHOLE, platform_date=""), ("facts", "platform_date", "text_missing")),
        (
            replace(WHOLE, not_after=date(2025, 12, 31)),
            ("facts", "not_after", "ends_before_start"),
        ),
        (
            replace(
                WHOLE,
                recommendations=(
                    replace(HOUSING, paragraphs=HOUSING.paragraphs[:1]),
                    *OTHERS,
                ),
            ),
            ("recommendations/housing", "paragraph-2-full-en", "too_few"),
        ),
        (
            replace(WHOLE, recommendations=(replace(HOUSING, prompts=()), *OTHERS)),
            ("recommendations/housing", "prompt-3-es", "text_missing"),
        ),
        (replace(WHOLE, recommendations=()), ("", "recommendations", "no_recommendations")),
    ],
)
def test_a_fault_is_found_where_it_is_mended(
    content: CampaignContent, fault: tuple[str, str, str]
) -> None:
    assert fault in found(content)


def test_an_organization_may_have_one_name_in_all_languages() -> None:
    assert found(replace(WHOLE, organization=Phrase("Coalition", "Coalition"))) == set()


def test_a_campaign_that_has_just_begun_lacks_everything_and_breaks_nothing() -> None:
    blank = blank_content(
        "new", jurisdiction="zz", time_zone="UTC", starts_on=date(2026, 1, 1), position=1
    )

    faults = found(with_recommendation(blank, "first"))

    assert ("letter", "opening-1-en", "too_few") in faults
    assert ("recommendations/first", "title-en", "text_missing") in faults


def test_a_letter_of_the_longest_texts_that_pass_fits_the_offices_form() -> None:
    def longest(rule: Rule) -> Phrase:
        names = "".join(f"{{{name}}}" for name in sorted(rule.required))
        free = rule.most - measured(names)
        return Phrase("x" * free + names, "y" * free + names)

    paragraphs = (Paragraph(longest(FULL), longest(SHORT)),) * 2
    content = replace(
        WHOLE,
        letter=LetterTexts(
            greeting=longest(GREETING),
            sign_off=longest(SIGN_OFF),
            subjects=(longest(SUBJECT),) * 4,
            openings=(longest(OPENING),) * 4,
            closings=(longest(CLOSING),) * 2,
        ),
        recommendations=tuple(replace(item, paragraphs=paragraphs) for item in (HOUSING, *OTHERS)),
    )
    slugs = [item.slug for item in content.recommendations]

    assert check(content) == ()
    for picks in [slugs[:number] for number in (1, 2, 3)]:
        for sample in sample_letters(content, Wish(tuple(picks), "en"), JURISDICTION):
            room = WORDS_LIMIT - sample.letter.words_length + len(STORY.en)
            assert sample.letter.excess == 0
            assert room >= STORY_ROOM
