"""How typed text becomes a clean value."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from campaign.web.forms.fields import is_stale, problems
from campaign.web.forms.journey import (
    ChooseForm,
    CodeForm,
    FindForm,
    SignForm,
    TeenSignForm,
    letter_form,
)
from campaign.web.forms.tokens import AddressForm

SLUGS = ["one", "two", "three", "four"]


@pytest.fixture
def _request(app: Flask) -> Iterator[None]:
    """A form that was sent."""
    with app.test_request_context("/en/", method="POST"):
        yield


pytestmark = pytest.mark.usefixtures("_request")


def filled(form_class: type[FlaskForm], *fields: tuple[str, str]) -> FlaskForm:
    """Return a form with what was typed, checked; its token is not looked at."""
    form = form_class(MultiDict(fields), meta={"csrf": False})
    if isinstance(form, ChooseForm):
        form.recommendation.choices = SLUGS
    form.validate()
    return form


def test_picks_keep_their_order_and_come_once() -> None:
    picks = [("recommendation", slug) for slug in ("three", "one", "three", "castle")]

    assert filled(ChooseForm, *picks).recommendation.data == ["three", "one"]


def test_four_picks_are_too_many() -> None:
    form = filled(ChooseForm, *[("recommendation", slug) for slug in SLUGS])

    assert problems(form) == [
        ("recommendation", "Pick at most three. Which three matter most to you?")
    ]
    assert form.recommendation.data == SLUGS


@pytest.mark.parametrize(
    "typed", ["95814", " 95814-1234 ", "\uff19\uff15\uff18\uff11\uff14", "95814\x00"]
)
def test_a_zip_is_five_digits_however_it_is_typed(typed: str) -> None:
    assert filled(FindForm, ("zip", typed), ("age_band", "18-plus")).zip.data == "95814"


@pytest.mark.parametrize("age", ["", "17", "18-PLUS", "adult"])
def test_an_age_is_one_of_three(age: str) -> None:
    assert filled(FindForm, ("zip", "95814"), ("age_band", age)).age_band.errors


@pytest.mark.parametrize("form_class", [SignForm, AddressForm])
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" ana@Example.ORG ", "ana@example.org"),
        ("ana+school@example.org", "ana+school@example.org"),
        ("ana@escuéla.org", "ana@xn--escula-eva.org"),
    ],
)
def test_an_address_is_one_that_any_server_reaches(
    form_class: type[FlaskForm], typed: str, kept: str
) -> None:
    form = filled(form_class, ("email", typed))

    assert form.email.data == kept
    assert form.email.errors == []


@pytest.mark.parametrize(
    "typed", ["ana", "ana@", "@example.org", "a b@example.org", "josé@example.org", "a@b,c@d.org"]
)
def test_what_some_server_could_not_take_is_no_address(typed: str) -> None:
    assert filled(AddressForm, ("email", typed)).email.errors


def test_a_young_writers_form_has_no_street_and_no_consents() -> None:
    assert not {"street", "consent_coalition", "consent_partner"} & {
        field.name for field in TeenSignForm()
    }


@pytest.mark.parametrize("typed", ["123456", "123 456", " 1 2 3 4 5 6 "])
def test_a_code_is_six_digits_however_they_are_spaced(typed: str) -> None:
    assert filled(CodeForm, ("code", typed)).code.data == "123456"


def test_a_letters_form_has_a_field_for_each_story_and_letter() -> None:
    names = {field.name for field in letter_form(2, 1)()} - {"csrf_token"}

    answers = {f"{name}-{n}" for name in ("story", "whom", "helped") for n in (1, 2)}
    assert names == {*answers, "subject-1", "body-1", "nudged"}


def test_a_form_without_its_token_is_stale_and_says_so_first(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    form = CodeForm(MultiDict({"code": "12"}))
    form.validate()

    assert is_stale(form)
    assert [where for where, _ in problems(form)] == ["main", "code"]


def test_a_form_that_was_not_sent_has_no_problems(app: Flask) -> None:
    with app.test_request_context("/en/"):
        assert problems(CodeForm()) == []
