"""How alike letters are, whatever their greeting and signature."""

import pytest

from campaign.domain.similarity import alike, mean_alike, shingles

ONE = "Dear A,\n\nPlease fund the only bus we have.\n\nSincerely,\nAna"
SAME = "Dear B,\n\nPlease fund the only bus we have.\n\nSincerely,\nRosa"
OTHER = "Dear A,\n\nOur library closes on Fridays, and nobody says why.\n\nSincerely,\nAna"


def test_the_same_words_from_another_person_are_the_same() -> None:
    assert alike(shingles(ONE), shingles(SAME)) == 1


def test_letters_without_a_phrase_in_common_are_not_alike() -> None:
    assert alike(shingles(ONE), shingles(OTHER)) == 0


def test_a_sentence_more_makes_them_less_alike() -> None:
    more = ONE.replace("\n\nSincerely", " Mine is late each day.\n\nSincerely")

    assert alike(shingles(ONE), shingles(more)) == pytest.approx(1 / 2)


def test_capitals_and_marks_do_not_count() -> None:
    assert alike(shingles(ONE), shingles(ONE.replace("Please fund", "PLEASE, fund"))) == 1


def test_letters_of_no_words_are_the_same() -> None:
    assert alike(shingles(""), shingles("")) == 1


def test_only_letters_to_the_same_office_are_compared() -> None:
    assert mean_alike([[shingles(ONE), shingles(SAME)], [shingles(OTHER)]]) == 1


def test_without_a_pair_there_is_no_figure() -> None:
    assert mean_alike([[shingles(ONE)], [shingles(OTHER)]]) is None
