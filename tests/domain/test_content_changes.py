"""What differs between two contents is told text by text, and word by word."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from campaign.domain.content_changes import (
    Stretch,
    changes,
    content_fingerprint,
    facts_fingerprint,
    word_changes,
)
from tests.contents import WHOLE
from tests.letters import phrase

SENTENCES = st.lists(st.sampled_from(["please", "act", "now", "for", "schools"])).map(" ".join)


def test_the_same_content_differs_in_nothing() -> None:
    assert changes(WHOLE, replace(WHOLE)) == ()


def test_a_text_differs_in_the_language_in_which_it_was_changed() -> None:
    title = replace(WHOLE.title, es="Tres cosas")

    (change,) = changes(WHOLE, replace(WHOLE, title=title))

    assert (change.page, change.name, change.locale) == ("texts", "title", "es")
    assert (change.was, change.becomes) == (WHOLE.title.es, "Tres cosas")


def test_a_fact_has_no_language() -> None:
    (change,) = changes(WHOLE, replace(WHOLE, goal=30))

    assert (change.page, change.name, change.locale) == ("facts", "goal", "")
    assert (change.was, change.becomes) == ("25", "30")


def test_a_recommendation_that_moves_and_one_that_is_gone_are_told() -> None:
    first, second, _ = WHOLE.recommendations
    turned = (replace(second, position=1), replace(first, position=2))

    found = changes(WHOLE, replace(WHOLE, recommendations=turned))

    moved = {(each.page, each.was, each.becomes) for each in found if each.name == "position"}
    assert moved == {
        ("recommendations/housing", "1", "2"),
        ("recommendations/libraries", "2", "1"),
        ("recommendations/buses", "3", ""),
    }


def test_everything_of_a_first_version_is_new() -> None:
    assert {change.was for change in changes(None, WHOLE)} == {""}


def test_words_that_stay_go_and_come_are_told_apart() -> None:
    assert word_changes("Please act on schools", "Please vote for schools now") == (
        (Stretch.KEPT, "Please"),
        (Stretch.TAKEN_OUT, "act on"),
        (Stretch.PUT_IN, "vote for"),
        (Stretch.KEPT, "schools"),
        (Stretch.PUT_IN, "now"),
    )


@given(SENTENCES, SENTENCES)
def test_both_texts_can_be_read_from_the_difference(was: str, becomes: str) -> None:
    found = word_changes(was, becomes)

    old = " ".join(words for kind, words in found if kind is not Stretch.PUT_IN)
    new = " ".join(words for kind, words in found if kind is not Stretch.TAKEN_OUT)
    assert (old, new) == (was, becomes)


def test_a_fingerprint_changes_with_what_it_stands_for() -> None:
    other = replace(WHOLE, tagline=phrase("Another"))

    assert content_fingerprint(WHOLE) != content_fingerprint(other)
    assert facts_fingerprint(WHOLE) == facts_fingerprint(other)
    assert facts_fingerprint(WHOLE) != facts_fingerprint(replace(WHOLE, goal=30))
