"""Screen 4: who writes."""

from datetime import datetime

import pytest
from flask import Flask

from campaign.services.add_source import add_source
from tests.pages import Visitor


@pytest.fixture
def signer(visitor: Visitor) -> Visitor:
    """Somebody who has come to the fourth screen."""
    visitor.choose()
    visitor.find()
    visitor.write()
    return visitor


@pytest.mark.parametrize(
    ("given", "family"),
    [
        ("Zoë", "Ñandú-O\u2019Brien"),
        ("Pov Nraug", "Lis"),
        ("Thị Hạnh", "Nguyễn"),
        ("小明", "王"),
        ("Madonna", ""),
        ("{city}", "{{ 7*7 }}"),
        ("<b>Ana</b>", "Reyes\r\nBcc: x@example.org"),
    ],
)
def test_a_name_is_taken_as_people_write_it(signer: Visitor, given: str, family: str) -> None:
    page = signer.sign(given_name=given, family_name=family)

    assert page.path == "/en/check"
    assert " ".join(f"{given} {family}".split()) in page.text


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("given_name", "", "Enter your first name."),
        ("given_name", "\x00\u202e", "Enter your first name."),
        ("email", "", "Enter an e-mail address, like ana@example.org."),
        ("email", "ana", "Enter an e-mail address, like ana@example.org."),
        ("email", "ana@example.org\r\nBcc: b@example.org", "Enter an e-mail address"),
        ("email", '"a b"@example.org', "Enter an e-mail address"),
        ("street", " ", "Enter your house number and street."),
        ("city", "", "Enter your city."),
        ("zip", "", "Enter a ZIP code of five numbers, like 95814."),
        ("zip", "1234", "Enter a ZIP code of five numbers, like 95814."),
        ("website", "https://spam.example", "Leave this empty, please."),
    ],
)
def test_a_bad_value_is_told_beside_the_field_and_on_top(
    signer: Visitor, field: str, typed: str, told: str
) -> None:
    page = signer.sign(**{field: typed})

    assert page.status == 422
    assert list(page.problems) == [field]
    assert page.problems[field].startswith(told)
    assert page.value("city") == ("Town" if field != "city" else typed)


@pytest.mark.parametrize("field", ["given_name", "family_name", "email", "street", "city", "zip"])
@pytest.mark.parametrize("letter", ["a", "字", "🌻"])
def test_each_field_has_a_limit_and_keeps_what_was_typed(
    signer: Visitor, field: str, letter: str
) -> None:
    page = signer.sign(**{field: letter * 10_000})

    assert page.status == 422
    assert list(page.problems) == [field]
    assert page.value(field) == letter * 10_000


def test_faults_are_told_in_spanish(visitante: Visitor) -> None:
    visitante.choose()
    visitante.find()
    visitante.write()

    page = visitante.sign(given_name="", email="x", street="", city="", zip="")

    assert len(page.problems) == 5
    assert not [told for told in page.problems.values() if "Enter" in told]


def test_names_are_kept_in_one_form_of_unicode(signer: Visitor) -> None:
    signer.sign(given_name="Nguye\u0302\u0303n")

    assert signer.step("sign").value("given_name") == "Nguyễn"


def test_an_address_with_a_foreign_domain_is_written_as_mail_servers_know_it(
    signer: Visitor,
) -> None:
    assert "ana@xn--" in signer.sign(email="ana@escuéla.org").text


def test_consents_are_not_ticked(signer: Visitor) -> None:
    page = signer.step("sign")

    (box,) = page.all("input", type="checkbox")
    assert box.attributes["name"] == "consent_coalition"
    assert "checked" not in box.attributes


def test_a_partner_is_named_to_those_who_came_by_its_link(site: Flask, now: datetime) -> None:
    with site.app_context():
        add_source(
            "mural",
            label="",
            medium="poster",
            partner_slug="p",
            partner_name="Partner P",
            now=now,
        )
    visitor = Visitor(site)
    visitor.open("/s/mural")
    visitor.choose()
    visitor.find()
    visitor.write()

    page = visitor.step("sign")

    assert "Yes, Partner P may e-mail me too." in page.text
    boxes = page.all("input", type="checkbox")
    assert [box.attributes["name"] for box in boxes] == ["consent_coalition", "consent_partner"]
    assert not [box for box in boxes if "checked" in box.attributes]


def test_what_was_signed_is_kept_when_the_page_was_open_too_long(signer: Visitor) -> None:
    signer.step("sign")
    signer.forget_session()

    page = signer.send({"given_name": "Ana", "email": "ana@", "consent_coalition": "y"})

    assert page.status == 422
    assert list(page.problems) == ["main", "email", "street", "city"]
    assert page.value("given_name") == "Ana"
    assert page.value("email") == "ana@"
    assert "checked" in page.one("input", id="consent_coalition").attributes


def test_what_was_signed_is_there_on_coming_back(signer: Visitor) -> None:
    signer.sign(consent_coalition="y")

    page = signer.step("sign")

    assert page.value("email") == "ana@example.org"
    assert "checked" in page.one("input", id="consent_coalition").attributes


def test_a_young_writer_gives_no_street_and_no_consent_whatever_is_sent(visitor: Visitor) -> None:
    visitor.choose()
    visitor.find(age_band="13-17")
    visitor.write()

    page = visitor.step("sign")
    assert page.all("input", name="street") == []
    assert page.all("input", type="checkbox") == []

    page = visitor.sign(street="1 Secret St.", consent_coalition="y")
    assert page.path == "/en/check"
    assert "Secret" not in page.text


def test_what_is_typed_is_kept_before_any_button(signer: Visitor) -> None:
    page = signer.step("sign")
    typed = {**page.form("/en/sign").values, "given_name": "Ana", "email": "ana@"}

    answer = signer.client.post("/en/sign/save", data=typed)

    assert answer.status_code == 204
    again = signer.step("sign")
    assert (again.value("given_name"), again.value("email")) == ("Ana", "")
    assert signer.step("check").path == "/en/sign"


def test_a_young_writer_s_street_is_not_kept_that_way_either(visitor: Visitor) -> None:
    visitor.choose()
    visitor.find(age_band="13-17")
    visitor.write()
    page = visitor.step("sign")
    typed = {**page.form("/en/sign").values, "city": "Town", "street": "1 Main St."}

    visitor.client.post("/en/sign/save", data=typed)

    assert "1 Main St." not in visitor.step("sign").html
    assert visitor.step("sign").value("city") == "Town"
