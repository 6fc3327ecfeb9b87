"""Names and addresses, made alike however they were typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.domain.people import (
    NAME_KEY_LIMIT,
    fold_name,
    mask_email,
    name_words,
    normalise_email,
)


@pytest.mark.parametrize(
    ("typed", "again"),
    [
        (("Ana", "Reyes Núñez"), ("ANA", "reyes  nunez")),
        (("Bến", ""), ("", "Ben")),
        (("Xiong", "Pa Houa"), ("Xiong Pa", "Houa")),
        (("王", "小明"), ("王", "小明")),
    ],
)
def test_one_person_is_one_value(typed: tuple[str, str], again: tuple[str, str]) -> None:
    assert fold_name(*typed) == fold_name(*again)


def test_two_people_are_two_values() -> None:
    assert len({fold_name("Ana", "Reyes"), fold_name("Teo", "Reyes"), fold_name("明", "王")}) == 3


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_name_fits_its_column_whatever_it_holds(given_name: str, family_name: str) -> None:
    assert len(fold_name(given_name, family_name)) <= NAME_KEY_LIMIT


@pytest.mark.parametrize("typed", [" Ana@Example.ORG", "ana@example.org\n", "ANA@EXAMPLE.org"])
def test_one_mailbox_is_one_value(typed: str) -> None:
    assert normalise_email(typed) == "ana@example.org"


def test_a_masked_address_is_known_to_its_owner_alone() -> None:
    assert mask_email("ana@example.org") == "a…@example.org"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Ana Reyes Núñez", {"ana", "reyes", "nunez"}),
        ("GARCÍA-LÓPEZ", {"garcia", "lopez"}),
        ("Sinéad O'Brien", {"sinead", "obrien"}),
        ("Sinéad O\u2019Brien", {"sinead", "obrien"}),
        ("Bến", {"ben"}),
        ("  %_ ", set()),
        ("x" * 50, {"x" * 40}),
    ],
)
def test_a_name_is_found_by_its_words(name: str, words: set[str]) -> None:
    assert name_words(name) == words
