"""What a letter is composed of, how long it may be, and whose words it is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.domain.content import Phrase
from campaign.domain.letters import (
    LETTER_LIMIT,
    OWN_WORDS_NOTE,
    WORDS_LIMIT,
    Picks,
    Recipient,
    Words,
    addressed_anew,
    compose,
    constituency,
    fill,
    greeting,
    join_paragraphs,
    known_paragraphs,
    mirror,
    own_words_share,
    placeholders,
    shared_paragraphs,
    signature,
    subject,
)
from campaign.domain.people import AgeBand
from campaign.domain.roster import Role
from campaign.domain.weaving import variant_index
from tests.letters import ANA, ASHBY, BUSES, HOUSING, KRELL, LIBRARIES, PICKS, TEXTS

TYPED = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=300)
NAMES = st.sampled_from(["city", "district", "title", "family_name", "topic", "story"])

PAIRS = shared_paragraphs(PICKS)
SHARED = join_paragraphs(PAIRS, "en")


def test_the_same_seed_gives_the_same_variant() -> None:
    assert variant_index("seed", "closing", 4) == variant_index("seed", "closing", 4)


def test_a_known_seed_gives_a_known_variant_on_every_machine() -> None:
    chosen = [variant_index("seed", slot, 10) for slot in ("subject", "opening", "closing")]

    assert chosen == [7, 1, 0]


@given(seed=st.text(), slot=st.text(), count=st.integers(1, 50))
def test_a_variant_is_always_one_that_there_is(seed: str, slot: str, count: int) -> None:
    assert 0 <= variant_index(seed, slot, count) < count


def test_every_variant_is_somebodys() -> None:
    chosen = {variant_index(f"supporter {number}", "opening", 6) for number in range(200)}

    assert chosen == set(range(6))


def test_the_two_letters_of_one_supporter_do_not_have_to_begin_alike() -> None:
    pairs = [
        (constituency(picks, KRELL, "x").en[-2:], constituency(picks, ASHBY, "x").en[-2:])
        for picks in (replace(PICKS, seed=str(number)) for number in range(20))
    ]

    assert any(lower != upper for lower, upper in pairs)


def test_a_known_name_is_looked_up() -> None:
    assert fill("I live in {city}.", {"city": "Sacramento"}) == "I live in Sacramento."


def test_an_unknown_name_stays() -> None:
    assert fill("{city} {secret}", {"city": "Sacramento"}) == "Sacramento {secret}"


@pytest.mark.parametrize("text", ["{", "{}", "{ city }", "{city.upper}", "{0}", "%(city)s"])
def test_other_braces_are_text(text: str) -> None:
    assert fill(text, {"city": "x"}) == text


@given(city=TYPED, district=TYPED)
def test_what_is_filled_in_is_never_expanded(city: str, district: str) -> None:
    filled = fill("{city}|{district}", {"city": city, "district": district})

    assert filled == f"{city}|{district}"


@given(name=NAMES, around=TYPED)
def test_a_writers_braces_reach_the_office_as_typed(name: str, around: str) -> None:
    typed = f"{around}{{{name}}} {{{{ 7 * 7 }}}} %({name})s"
    words = Words("en", story=typed, subject=typed, body=typed)

    letter = compose(PICKS, KRELL, replace(ANA, city=typed, given_name=typed), words)

    assert (letter.story, letter.subject, letter.body) == (typed, typed, typed)
    assert typed in letter.constituency
    assert typed.strip() in letter.signature


def test_the_names_in_a_text_are_known() -> None:
    assert placeholders("{city} and {district}, not { this } or {}") == {"city", "district"}


def test_the_greeting_has_title_and_family_name() -> None:
    assert greeting(TEXTS, KRELL) == Phrase(
        en="Dear Assembly Member Krell,", es="Estimable Asambleísta Krell:"
    )


def test_a_legislator_with_one_name_is_greeted_by_it() -> None:
    one_name = replace(KRELL, full_name="Madonna", family_name="")

    assert greeting(TEXTS, one_name).en == "Dear Assembly Member Madonna,"


def test_the_first_sentence_says_city_and_district() -> None:
    sentence = constituency(PICKS, KRELL, "Sacramento")

    assert "Sacramento" in sentence.en
    assert "Assembly District 6" in sentence.en
    assert "Sacramento" in sentence.es
    assert "Distrito 6 de la Asamblea" in sentence.es


def test_the_city_may_be_a_stand_in() -> None:
    assert "[your city]" in constituency(PICKS, KRELL, "[your city]").en


def test_the_subject_speaks_of_the_first_pick() -> None:
    offered = subject(PICKS, KRELL)

    assert "topic of housing (en)" in offered.en
    assert "topic of housing (es)" in offered.es
    assert "Assembly District 6" in offered.en


def test_the_rank_decides_what_is_told_in_full() -> None:
    turned = replace(PICKS, ranked=(BUSES, HOUSING))

    assert shared_paragraphs(turned)[0].en.startswith("All about buses")


@pytest.mark.parametrize("ranked", [(), (HOUSING, LIBRARIES, BUSES, HOUSING)])
def test_a_letter_asks_for_one_to_three_things(ranked: tuple[()]) -> None:
    with pytest.raises(ValueError, match="one to 3"):
        Picks(TEXTS, ranked, "seed")


def test_an_adult_signs_with_the_address() -> None:
    assert signature(TEXTS, ANA).en == (
        "Sincerely,\nAna Reyes Núñez\n1234 K Street\nSacramento, CA 95814"
    )


@pytest.mark.parametrize("band", [AgeBand.TEEN, AgeBand.UNDER_13])
def test_a_minor_signs_without_a_street(band: AgeBand) -> None:
    minor = replace(ANA, age_band=band)

    assert signature(TEXTS, minor).es == ("Atentamente,\nAna Reyes Núñez\nSacramento, CA 95814")


def test_a_person_with_one_name_signs_with_it() -> None:
    assert "\nPhoua\n" in signature(TEXTS, replace(ANA, given_name="Phoua", family_name="")).en


def test_a_missing_city_leaves_no_lonely_comma() -> None:
    assert signature(TEXTS, replace(ANA, city="")).en.endswith("1234 K Street\n95814")


def test_what_was_left_alone_is_read_in_english() -> None:
    spanish = join_paragraphs(PAIRS, "es")

    assert mirror(spanish, PAIRS, "es") == join_paragraphs(PAIRS, "en")


def test_a_changed_paragraph_travels_as_written() -> None:
    edited = join_paragraphs(PAIRS, "es").replace("All about", "Todo sobre")

    lines = mirror(edited, PAIRS, "es").split("\n\n")

    assert lines[0].startswith("Todo sobre housing")
    assert lines[1:] == [pair.en for pair in PAIRS[1:]]


def test_a_paragraph_that_was_taken_out_is_gone() -> None:
    edited = join_paragraphs(PAIRS[1:], "es")

    assert mirror(edited, PAIRS, "es") == join_paragraphs(PAIRS[1:], "en")


def test_a_paragraph_that_was_added_stays_in_its_place() -> None:
    edited = f"{PAIRS[0].es}\n\nMis palabras.\n\n{PAIRS[1].es}"

    assert mirror(edited, PAIRS, "es") == (f"{PAIRS[0].en}\n\nMis palabras.\n\n{PAIRS[1].en}")


def test_another_number_of_spaces_is_no_change() -> None:
    edited = PAIRS[0].es.replace(" ", "  ") + " "

    assert mirror(edited, PAIRS, "es") == PAIRS[0].en


def test_paragraphs_that_were_moved_together_are_still_known() -> None:
    edited = f"{PAIRS[0].es}\n{PAIRS[1].es}"

    assert mirror(edited, PAIRS, "es") == f"{PAIRS[0].en}\n{PAIRS[1].en}"


@given(text=TYPED)
def test_english_is_its_own_mirror(text: str) -> None:
    assert mirror(text, PAIRS, "en") == text


@given(text=TYPED)
def test_a_writers_own_words_are_never_touched(text: str) -> None:
    edited = f"{PAIRS[0].es}\n\nMío: {text}"

    assert mirror(edited, PAIRS, "es") == f"{PAIRS[0].en}\n\nMío: {text}"


def test_the_story_stands_above_the_shared_text() -> None:
    letter = compose(PICKS, KRELL, ANA, Words("en", story="My school has no nurse."))

    assert letter.text == "\n\n".join(
        [
            greeting(TEXTS, KRELL).en,
            constituency(PICKS, KRELL, "Sacramento").en,
            "My school has no nurse.",
            join_paragraphs(shared_paragraphs(PICKS), "en"),
            signature(TEXTS, ANA).en,
        ]
    )


def test_a_letter_without_a_story_has_no_gap() -> None:
    assert "\n\n\n" not in compose(PICKS, KRELL, ANA, Words("en")).text


def test_an_english_letter_has_no_original() -> None:
    assert compose(PICKS, KRELL, ANA, Words("en")).original is None


def test_a_spanish_writer_finds_their_own_version_beneath() -> None:
    letter = compose(PICKS, ASHBY, ANA, Words("es", story="Mi escuela no tiene enfermera."))

    assert letter.locale == "en"
    assert letter.text.startswith("Dear Senator Ashby,")
    assert letter.story == f"{OWN_WORDS_NOTE}\nMi escuela no tiene enfermera."
    assert letter.body == join_paragraphs(shared_paragraphs(PICKS), "en")
    assert letter.original is not None
    assert letter.original.text.startswith("Estimable Senadora Ashby:")
    assert letter.original.body == join_paragraphs(shared_paragraphs(PICKS), "es")
    assert letter.original.story == "Mi escuela no tiene enfermera."


def test_a_spanish_subject_is_mirrored_when_it_was_left_alone() -> None:
    offered = subject(PICKS, KRELL)

    untouched = compose(PICKS, KRELL, ANA, Words("es", subject=offered.es))
    changed = compose(PICKS, KRELL, ANA, Words("es", subject="Por mi hija"))

    assert untouched.subject == offered.en
    assert changed.subject == "Por mi hija"


def test_a_body_that_was_emptied_stays_empty() -> None:
    letter = compose(PICKS, KRELL, ANA, Words("en", story="Only this.", body=""))

    assert letter.body == ""
    assert "Thank you" not in letter.text


def test_the_original_is_not_counted() -> None:
    letter = compose(PICKS, KRELL, ANA, Words("es"))

    assert letter.length == len(letter.text)


@given(story=TYPED, body=TYPED)
def test_nothing_is_ever_cut(story: str, body: str) -> None:
    letter = compose(PICKS, KRELL, ANA, Words("en", story=story * 9, body=body * 9))

    assert story * 9 in letter.text
    assert body * 9 in letter.text


def test_a_letter_of_the_exact_size_fits() -> None:
    letter = compose(PICKS, KRELL, ANA, Words("en", story="x" * WORDS_LIMIT, body=""))

    assert (letter.words_length, letter.excess) == (WORDS_LIMIT, 0)
    assert letter.length <= LETTER_LIMIT


def test_a_letter_says_by_how_much_it_is_too_long() -> None:
    letter = compose(PICKS, KRELL, ANA, Words("en", story="x" * (WORDS_LIMIT + 7), body=""))

    assert letter.excess == 7


def test_the_blank_line_between_story_and_body_counts() -> None:
    letter = compose(PICKS, KRELL, ANA, Words("en", story="x" * 100, body="y" * 100))

    assert letter.words_length == 202


def test_a_very_long_name_takes_room_from_the_whole() -> None:
    long_name = replace(ANA, given_name="A" * 80, family_name="B" * 80, street="C" * 100)

    letter = compose(PICKS, KRELL, long_name, Words("en", story="x" * WORDS_LIMIT, body=""))

    assert letter.excess == letter.length - LETTER_LIMIT > 0


def test_a_letter_is_counted_in_composed_characters() -> None:
    letter = compose(PICKS, KRELL, ANA, Words("en", story="n\u0303" * 10, body=""))

    assert letter.words_length == 10


@pytest.mark.parametrize("recipient", [KRELL, ASHBY])
def test_greeting_first_sentence_and_signature_are_the_rest(recipient: Recipient) -> None:
    letter = compose(PICKS, recipient, ANA, Words("en", story="story"))

    assert letter.length - letter.words_length == sum(
        len(part) + 2 for part in (letter.greeting, letter.constituency, letter.signature)
    )


def test_an_untouched_letter_is_all_shared() -> None:
    assert own_words_share(Words("en"), PAIRS) == 0
    assert own_words_share(Words("en", body=SHARED), PAIRS) == 0


def test_a_letter_of_a_story_alone_is_all_own() -> None:
    assert own_words_share(Words("en", story="All mine.", body=""), PAIRS) == 1


def test_an_empty_letter_has_no_words() -> None:
    assert own_words_share(Words("en", body=""), PAIRS) == 0


def test_a_story_as_long_as_the_shared_text_is_half() -> None:
    words = Words("en", story=SHARED.upper())

    assert own_words_share(words, PAIRS) == pytest.approx(0.5)


def test_a_word_put_into_the_shared_text_is_own() -> None:
    body = SHARED.replace("All about", "All wonderful about")
    total = len("".join(body.split()))

    assert own_words_share(Words("en", body=body), PAIRS) == pytest.approx(len("wonderful") / total)


def test_a_spanish_letter_is_measured_against_the_spanish_text() -> None:
    assert own_words_share(Words("es", body=SHARED), PAIRS) > 0
    assert own_words_share(Words("es"), PAIRS) == 0


@given(story=TYPED, body=TYPED)
def test_a_share_is_between_nothing_and_everything(story: str, body: str) -> None:
    assert 0 <= own_words_share(Words("en", story=story, body=body), PAIRS) <= 1


COMMITTEES = {
    "education": (Phrase("As {role} of Education, thank you.", "Como {role}, gracias."),),
    "budget": (Phrase("As {role} of Budget, thank you.", "Como {role} también, gracias."),),
}
WITH_COMMITTEES = replace(TEXTS, committee_closings=COMMITTEES)


def test_a_member_of_a_committee_reads_its_closing() -> None:
    member = replace(KRELL, roles={"budget": Role.MEMBER, "education": Role.VICE_CHAIR})

    (*_, closing) = shared_paragraphs(replace(PICKS, texts=WITH_COMMITTEES), member)

    assert closing.en == "As the vice chair of Education, thank you."
    assert closing.es == "Como titular de la vicepresidencia, gracias."


def test_everybody_else_reads_a_plain_one() -> None:
    plain = shared_paragraphs(PICKS, KRELL)

    assert shared_paragraphs(replace(PICKS, texts=WITH_COMMITTEES), KRELL) == plain


def test_a_letter_to_somebody_else_keeps_the_writers_words() -> None:
    letter = compose(PICKS, KRELL, ANA, Words("en", story="My own story."))

    anew = addressed_anew(letter.text, TEXTS, ASHBY, "en")

    assert anew == letter.text.replace("Dear Assembly Member Krell", "Dear Senator Ashby", 1)


def test_what_was_said_to_a_committee_is_not_said_to_somebody_else() -> None:
    picks = replace(PICKS, texts=WITH_COMMITTEES)
    chair = replace(KRELL, roles={"education": Role.CHAIR})
    letter = compose(picks, chair, ANA, Words("en", story="My own story."))

    anew = addressed_anew(letter.text, WITH_COMMITTEES, ASHBY, "en")
    same = addressed_anew(letter.text, WITH_COMMITTEES, chair, "en")

    assert "As the chair of Education" in letter.text
    assert "of Education" not in anew
    assert TEXTS.closings[0].en in anew
    assert same == letter.text


OLD = Phrase("What we said before.", "Lo que decíamos antes.")
OLD_CLOSING = Phrase("As {role} you decided.", "Como {role} usted decidió.")
KNOWING = replace(
    PICKS,
    known_paragraphs=(OLD, OLD_CLOSING),
    known_subjects=(Phrase("{topic}, before", "Antes: {topic}"),),
)


def test_a_wording_of_before_reaches_the_office_in_english() -> None:
    body = "Lo que decíamos antes.\n\nMis palabras.\n\nComo integrante usted decidió."
    subject_ = f"Antes: {HOUSING.topic.es}"

    letter = compose(KNOWING, KRELL, ANA, Words("es", subject=subject_, body=body))

    assert letter.body == "What we said before.\n\nMis palabras.\n\nAs a member you decided."
    assert letter.subject == f"{HOUSING.topic.en}, before"


def test_a_wording_of_before_is_not_the_writers_own() -> None:
    known = known_paragraphs(KNOWING, KRELL)

    assert own_words_share(Words("es", body=OLD.es), PAIRS, known) == 0
    assert own_words_share(Words("es", story="Mía.", body=OLD.es), PAIRS, known) < 1
