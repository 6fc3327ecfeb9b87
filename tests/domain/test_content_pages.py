"""A campaign's content is taken apart into named texts, and put together again."""

from dataclasses import replace

import pytest

from campaign.domain.content import Phrase
from campaign.domain.content_pages import (
    LETTER_PAGE,
    NOTHING,
    TEXTS_PAGE,
    blanks,
    entries,
    page_fingerprint,
    page_of,
    pages_of,
    with_texts,
)
from campaign.domain.errors import NotFound
from tests.contents import CONTENT, WHOLE
from tests.letters import phrase

CLOSINGS = {"education": (phrase("You sit there, {role}."),)}
FULL = replace(WHOLE, letter=replace(WHOLE.letter, committee_closings=CLOSINGS))
HOUSING = page_of("housing")


def texts(page: str) -> dict[str, Phrase]:
    """Return the texts of a page of the full content by name."""
    return {entry.name: entry.phrase for entry in entries(FULL, page)}


@pytest.mark.parametrize("page", pages_of(FULL))
def test_what_is_put_together_again_is_the_same(page: str) -> None:
    assert with_texts(FULL, page, texts(page)) == FULL


@pytest.mark.parametrize("page", pages_of(FULL))
def test_the_place_for_one_more_stands_behind_its_list(page: str) -> None:
    more = {entry.name: phrase("One more") for entry in blanks(FULL, page)}

    after = with_texts(FULL, page, more)

    names = [entry.name for entry in entries(after, page)]
    assert set(names) == {*texts(page), *more}
    assert with_texts(after, page, dict.fromkeys(more, NOTHING)) == FULL


def test_a_text_that_is_emptied_leaves_its_list() -> None:
    closings = with_texts(FULL, LETTER_PAGE, {"closing-1": NOTHING}).letter.closings

    assert closings == FULL.letter.closings[1:]


def test_a_text_that_is_emptied_in_one_language_stays() -> None:
    half = Phrase("Thank you.", "")

    assert with_texts(FULL, LETTER_PAGE, {"closing-1": half}).letter.closings[0] == half


def test_questions_keep_their_places() -> None:
    prompts = with_texts(FULL, HOUSING, {"prompt-2": NOTHING}).recommendations[0].prompts

    assert [prompt == NOTHING for prompt in prompts] == [False, True, False]


def test_a_name_that_no_text_has_is_passed_over() -> None:
    odd = {"closing-x": phrase("No"), "closing-99999": phrase("No"), "nothing": phrase("No")}

    assert with_texts(FULL, LETTER_PAGE, odd) == FULL


@pytest.mark.parametrize("page", ["facts", "recommendations/nowhere", "", "texts/"])
def test_a_page_that_is_not_there_is_not_found(page: str) -> None:
    with pytest.raises(NotFound):
        entries(FULL, page)


def test_a_page_has_the_same_fingerprint_until_one_of_its_texts_changes() -> None:
    other = replace(FULL, tagline=phrase("Another"))

    assert page_fingerprint(FULL, LETTER_PAGE) == page_fingerprint(other, LETTER_PAGE)
    assert page_fingerprint(FULL, TEXTS_PAGE) != page_fingerprint(other, TEXTS_PAGE)


def test_no_content_shares_its_fingerprint_by_moving_a_word() -> None:
    moved = replace(
        CONTENT,
        title=Phrase("a b", "c"),
        organization=Phrase("d", "e"),
    )
    other = replace(moved, title=Phrase("a", "b c"))

    assert page_fingerprint(moved, TEXTS_PAGE) != page_fingerprint(other, TEXTS_PAGE)
