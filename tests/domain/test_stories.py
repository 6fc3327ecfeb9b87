"""The answers to three questions become one paragraph; not a letter of them is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.domain.stories import paragraph


def test_answers_stand_in_the_order_of_the_questions() -> None:
    assert paragraph(["It rained in.", "My class got wet!", "A roof"]) == (
        "It rained in. My class got wet! A roof"
    )


def test_a_missing_full_stop_is_added_where_something_follows() -> None:
    assert paragraph(["It rained in", "My class", ""]) == "It rained in. My class"


@pytest.mark.parametrize("ended", ["¿Por qué?", "“Stop.”", "and then…", "first,", "(yes)"])
def test_an_answer_that_ends_needs_none(ended: str) -> None:
    assert paragraph([ended, "More."]) == f"{ended} More."


@given(answer=st.text(min_size=1))
def test_one_answer_alone_is_left_as_it_is(answer: str) -> None:
    assert paragraph(["", answer, ""]) == answer


def test_without_answers_there_is_no_story() -> None:
    assert paragraph(["", "", ""]) == ""
