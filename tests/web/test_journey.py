"""The whole way, from the first screen to the receipt."""

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.models.actions import Action
from campaign.models.letters import Letter
from campaign.models.supporters import Consent
from tests.pages import Visitor
from tests.postbox import Postbox

LOWER_2 = "ocd-division/country:us/state:zz/sldl:2"
UPPER_2 = "ocd-division/country:us/state:zz/sldu:2"


def bodies(app: Flask) -> list[str]:
    """Return the letters as the offices read them."""
    with app.app_context():
        return list(db.session.scalars(select(Letter.body).order_by(Letter.position)))


def test_a_parent_comes_from_the_first_screen_to_the_receipt(
    site: Flask, visitor: Visitor, postbox: Postbox
) -> None:
    page = visitor.come_to_code(consent_coalition="y")
    assert "ana@example.org" in page.text

    page = visitor.send({"code": postbox.code()})

    assert page.path.startswith("/en/receipt/")
    assert "Given1 Family1" in page.text
    assert "Given5 Family5" in page.text
    with site.app_context():
        assert len(db.session.scalars(select(Consent)).all()) == 1


def test_a_parent_in_a_split_zip_writes_in_spanish(
    site: Flask, visitante: Visitor, postbox: Postbox
) -> None:
    visitante.choose("libraries", "housing")
    visitante.find("90003")
    visitante.send({"district-lower": LOWER_2, "district-upper": UPPER_2})
    visitante.write("Mi escuela no tiene biblioteca.")
    visitante.sign(zip="90003")
    visitante.send()

    page = visitante.send({"code": postbox.code()})

    assert page.path.startswith("/es/receipt/")
    assert len(bodies(site)) == 2
    for body in bodies(site):
        assert "Mi escuela no tiene biblioteca." in body
        assert "(en)" in body
        assert "(es)" not in body


def test_a_student_writes_without_a_street(site: Flask, visitor: Visitor, postbox: Postbox) -> None:
    visitor.choose()
    visitor.find(age_band="13-17")
    visitor.write()
    visitor.sign(street="1 Secret St.", consent_coalition="y")
    visitor.send()
    visitor.send({"code": postbox.code()})

    with site.app_context():
        action = db.session.scalars(select(Action)).one()
        assert (action.street, action.consent_coalition) == ("", False)
        assert db.session.scalars(select(Consent)).all() == []


@pytest.mark.parametrize(
    "typed", ["{city} {district} {0}", "{{ 7*7 }}", "{% raw %}", "%(city)s %s", "<script>"]
)
def test_what_is_typed_is_never_a_template(
    site: Flask, visitor: Visitor, postbox: Postbox, typed: str
) -> None:
    visitor.choose()
    visitor.find()
    visitor.write(typed, **{"subject-1": typed, "body-1": typed})
    visitor.sign(given_name=typed, family_name=typed, street=typed, city=typed)
    visitor.send()
    page = visitor.send({"code": postbox.code()})

    assert page.path.startswith("/en/receipt/")
    first = bodies(site)[0]
    assert first.count(typed) >= 5
    assert "49" not in first


def test_two_people_share_an_address_and_a_browser(visitor: Visitor, postbox: Postbox) -> None:
    for name in ("Ana", "Ben"):
        visitor.come_to_code(given_name=name)
        link = next(
            word.partition("localhost")[2]
            for mail in postbox.notices()
            if f"{name}," in mail
            for word in mail.split()
            if "/confirm/link/" in word
        )
        visitor.open(link)
        assert name in visitor.send().heading
