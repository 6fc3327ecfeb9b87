"""Sample letters are made as real ones are, to nobody."""

from dataclasses import replace

import pytest

from campaign.domain.content import Phrase
from campaign.domain.errors import NotFound, Refused
from campaign.domain.places import Chamber
from campaign.domain.sample_letters import Wish, sample_letters
from tests.contents import WHOLE
from tests.letters import phrase
from tests.rosters import JURISDICTION

ONE = Wish(("housing",), "en")


def test_there_is_a_letter_to_each_chamber() -> None:
    lower, upper = sample_letters(WHOLE, ONE, JURISDICTION)

    assert "Dear Assembly Member Example," in lower.letter.text
    assert "Dear Senator Example," in upper.letter.text
    assert "housing in full" in lower.letter.text


def test_only_the_campaigns_own_chambers_get_one() -> None:
    only = replace(WHOLE, chambers=(Chamber.UPPER,))

    (sample,) = sample_letters(only, ONE, JURISDICTION)

    assert "Dear Senator Example," in sample.letter.text


def test_the_offices_of_the_whole_state_get_one_too() -> None:
    state = replace(
        JURISDICTION, statewide={"governor": {"neutral": Phrase("Governor", "Gobernación")}}
    )
    content = replace(WHOLE, statewide=("governor", "unknown"))

    *_, sample = sample_letters(content, ONE, state)

    assert "Dear Governor Example," in sample.letter.text
    assert "the State of Invented" in sample.letter.text


def test_a_spanish_letter_has_its_english_and_its_original() -> None:
    letter = sample_letters(WHOLE, replace(ONE, locale="es"), JURISDICTION)[0].letter

    assert "housing in full" in letter.text
    assert "Que housing in full" not in letter.text
    assert letter.original is not None
    assert "Que housing in full" in letter.original.text


def test_a_member_of_a_committee_reads_the_closing_for_it() -> None:
    closings = {"education": (phrase("As {role} of the committee."),)}
    content = replace(WHOLE, letter=replace(WHOLE.letter, committee_closings=closings))

    letter = sample_letters(content, replace(ONE, committee="education"), JURISDICTION)[0].letter

    assert "As a member of the committee." in letter.text


def test_another_turn_gives_other_variants_in_the_end() -> None:
    letters = {
        sample_letters(WHOLE, replace(ONE, turn=turn), JURISDICTION)[0].letter.text
        for turn in range(1, 20)
    }

    assert len(letters) > 1


def test_a_letter_that_cannot_be_made_yet_is_refused() -> None:
    empty = replace(WHOLE, letter=replace(WHOLE.letter, openings=()))

    with pytest.raises(Refused, match="sample_incomplete"):
        sample_letters(empty, ONE, JURISDICTION)


def test_an_unknown_recommendation_is_not_found() -> None:
    with pytest.raises(NotFound):
        sample_letters(WHOLE, Wish(("nowhere",), "en"), JURISDICTION)
