"""What people type is made clean, and what they mean stays."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.domain.errors import Refused
from campaign.domain.text import clean_block, clean_line, count

ANYTHING = st.text(max_size=300)


@pytest.mark.parametrize(
    "name", ["Núñez", "Nguyễn Thị Hạnh", "Phoua Xyooj", "李小龍", "O'Connor-Ruíz", "क्षत्रिय", "👩‍👧"]
)
def test_names_stay_as_people_write_them(name: str) -> None:
    assert clean_line(name, 80) == name


def test_letters_and_their_accents_become_one_character() -> None:
    assert clean_line("Nu\u0301n\u0303ez", 5) == "Núñez"


def test_white_space_becomes_single_spaces() -> None:
    assert clean_line("  Ana \t María\u00a0\n Reyes ", 80) == "Ana María Reyes"


@pytest.mark.parametrize(
    "hidden", ["\x00", "\x1b", "\x7f", "\u202e", "\u2066", "\ufeff", "\u200b", "\ud800"]
)
def test_hidden_and_broken_characters_are_taken_out(hidden: str) -> None:
    assert clean_line(f"An{hidden}a", 80) == "Ana"
    assert clean_block(f"An{hidden}a", 80) == "Ana"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x85"])
def test_every_line_end_is_a_newline(end: str) -> None:
    assert clean_block(f"one{end}two", 80) == "one\ntwo"


def test_a_block_keeps_its_paragraphs_and_loses_the_rest_of_the_space() -> None:
    typed = "\r\n  First  line. \r\n \r\n\r\n\r\nSecond.\r\n\r\n"

    assert clean_block(typed, 80) == "First line.\n\nSecond."


@pytest.mark.parametrize("clean", [clean_line, clean_block])
def test_a_text_of_the_exact_length_is_taken(clean: Callable[[str, int], str]) -> None:
    assert clean("x" * 10, 10) == "x" * 10


@pytest.mark.parametrize("clean", [clean_line, clean_block])
def test_a_longer_text_is_refused_and_not_cut(clean: Callable[[str, int], str]) -> None:
    with pytest.raises(Refused) as refusal:
        clean("x" * 13, 10)

    assert refusal.value.key == "too_long"
    assert refusal.value.values == {"limit": 10, "length": 13}


def test_space_that_is_cleaned_away_is_not_counted() -> None:
    assert clean_line("  1234567890  ", 10) == "1234567890"


def test_counting_is_by_composed_character() -> None:
    assert count("n\u0303") == count("ñ") == 1


@given(text=ANYTHING)
def test_clean_text_is_not_changed_again(text: str) -> None:
    once = clean_block(text, 1000)

    assert clean_block(once, 1000) == once
    assert clean_line(clean_line(text, 1000), 1000) == clean_line(text, 1000)


@given(text=ANYTHING)
def test_clean_text_can_be_stored_and_mailed(text: str) -> None:
    clean = clean_block(text, 1000)

    assert clean.encode().decode() == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert "\r" not in clean
    assert "\n" not in clean_line(text, 1000)
