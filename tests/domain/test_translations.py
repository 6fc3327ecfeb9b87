"""The English of own words takes their place in the letter, and nobody else's."""

from datetime import date, timedelta

import pytest

from campaign.domain.letters import OWN_WORDS_NOTE
from campaign.domain.translations import leaves_time, with_english

TODAY = date(2026, 11, 25)


def test_the_note_goes_with_the_words_that_it_marks() -> None:
    body = f"Dear you,\n\n{OWN_WORDS_NOTE}\nSí.\n\nSí, please."

    assert with_english(body, "Sí.", "Yes.") == "Dear you,\n\nYes.\n\nSí, please."


def test_words_without_a_note_are_replaced_once() -> None:
    assert with_english("Sí.\n\nSí.", "Sí.", "Yes.") == "Yes.\n\nSí."


@pytest.mark.parametrize(("days", "in_time"), [(3, False), (4, True)])
def test_a_campaign_that_is_nearly_over_leaves_no_time(days: int, *, in_time: bool) -> None:
    assert leaves_time(TODAY + timedelta(days=days), TODAY) is in_time


def test_an_open_campaign_leaves_time() -> None:
    assert leaves_time(None, TODAY)
