"""What one to three recommendations become: a ranked letter that makes room, and cuts nothing."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from campaign.domain.content import Paragraph, Phrase
from campaign.domain.text import count
from campaign.domain.weaving import BETWEEN, Woven, weave
from tests.letters import BUSES, HOUSING, LIBRARIES, phrase, recommendation

CLOSING = phrase("Thank you for all your time, and for reading every word of it.")
SPARE = phrase("Thank you.")
PLENTY = 10_000
TERSE = replace(
    recommendation("parks", variants=0),
    paragraphs=(
        Paragraph(full=phrase("Parks, " * 30), short=phrase("Some words about parks, and more.")),
        Paragraph(full=phrase("Parks in full."), short=phrase("Parks.")),
    ),
)


def length(woven: Woven) -> int:
    """Return how long a text is for the office."""
    return count(BETWEEN.join(each.en for each in woven.paragraphs))


def test_the_first_is_told_in_full_and_the_others_short() -> None:
    woven = weave((HOUSING, BUSES, LIBRARIES), CLOSING, SPARE, seed="a seed", room=PLENTY)

    first, *others, closing = woven.paragraphs
    assert first in [each.full for each in HOUSING.paragraphs]
    assert set(others) <= {each.short for item in (BUSES, LIBRARIES) for each in item.paragraphs}
    assert closing == CLOSING
    assert not woven.shorter


def test_seeds_put_the_others_in_either_order() -> None:
    letters = [
        weave((HOUSING, BUSES, LIBRARIES), CLOSING, SPARE, seed=str(seed), room=PLENTY)
        for seed in range(20)
    ]

    seconds = {"buses" in letter.paragraphs[1].en for letter in letters}
    assert seconds == {True, False}


def test_two_paragraphs_do_not_begin_alike_where_another_wording_begins_otherwise() -> None:
    alike = Paragraph(full=phrase("I ask for parks."), short=phrase("I ask for parks, too."))
    other = Paragraph(full=phrase("Parks matter."), short=phrase("Parks matter, too."))
    parks = replace(HOUSING, slug="parks", paragraphs=(alike,))
    trees = replace(HOUSING, slug="trees", paragraphs=(alike, other))

    for seed in range(10):
        woven = weave((parks, trees), CLOSING, SPARE, seed=str(seed), room=PLENTY)

        assert woven.paragraphs[1] == other.short


def test_a_long_story_gets_shorter_wordings_and_the_first_stays_in_full() -> None:
    tight = weave((TERSE, replace(TERSE, slug="trees")), CLOSING, SPARE, seed="a", room=40)

    assert tight.paragraphs == (phrase("Parks in full."), phrase("Parks."), SPARE)
    assert tight.shorter


@given(seed=st.text(max_size=8), room=st.integers(0, 400))
def test_what_can_fit_fits_and_every_paragraph_is_one_of_ours(seed: str, room: int) -> None:
    trees = replace(TERSE, slug="trees")
    ours = {CLOSING, SPARE} | {
        words for each in TERSE.paragraphs for words in (each.full, each.short)
    }
    shortest = length(weave((TERSE, trees), CLOSING, SPARE, seed=seed, room=0))

    woven = weave((TERSE, trees), CLOSING, SPARE, seed=seed, room=room)

    assert set(woven.paragraphs) <= ours
    assert length(woven) <= max(room, shortest)


def test_the_length_that_counts_is_the_office_s() -> None:
    closing = Phrase(en="Thanks.", es="Gracias, " * 40)

    assert not weave((HOUSING,), closing, closing, seed="a", room=80).shorter
