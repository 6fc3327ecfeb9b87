"""What goes into an office's own form, fitted to what the form takes."""

from dataclasses import replace

from campaign.domain.mail import with_original
from campaign.domain.office_form import FormField, FormLetter, fill_form

LETTER = FormLetter(
    given_name="Ana",
    family_name="Reyes Núñez",
    email="ana@example.org",
    street="1234 K Street",
    city="Sacramento",
    state="CA",
    zip="95814",
    subject="Constituent in District 6: our schools",
    body="Dear Senator,\n\nPlease.",
    original="Estimada senadora:\n\nPor favor.",
)


def test_every_field_is_filled_in_the_forms_order() -> None:
    limits = {FormField.ZIP: 5, FormField.GIVEN_NAME: 50, FormField.STREET: 100}

    filled = fill_form(LETTER, limits)

    assert [(item.field, item.value) for item in filled] == [
        ("zip", "95814"),
        ("given_name", "Ana"),
        ("street", "1234 K Street"),
    ]


def test_what_we_never_ask_for_is_left_to_the_writer() -> None:
    filled = fill_form(LETTER, {FormField.TITLE: 20, FormField.PHONE: 20})

    assert [item.value for item in filled] == ["", ""]


def test_a_line_that_is_too_long_ends_after_a_whole_word() -> None:
    (subject,) = fill_form(LETTER, {FormField.SUBJECT: 26})

    assert subject.value == "Constituent in District 6:"


def test_one_long_word_is_cut_at_the_limit() -> None:
    (city,) = fill_form(replace(LETTER, city="x" * 60), {FormField.CITY: 50})

    assert city.value == "x" * 50


def test_the_original_stands_beneath_where_there_is_room() -> None:
    (message,) = fill_form(LETTER, {FormField.MESSAGE: 2000})

    assert message.value == with_original(LETTER.body, LETTER.original)
    assert not message.without_original


def test_the_original_is_left_out_where_there_is_no_room() -> None:
    (message,) = fill_form(LETTER, {FormField.MESSAGE: 40})

    assert message.value == LETTER.body
    assert (message.without_original, message.excess) == (True, 0)


def test_a_letter_is_never_cut_and_says_by_how_much_it_is_too_long() -> None:
    (message,) = fill_form(replace(LETTER, original=""), {FormField.MESSAGE: 20})

    assert message.value == LETTER.body
    assert (message.excess, message.without_original) == (2, False)
