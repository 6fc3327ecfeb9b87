"""New staff change a paragraph in both languages, look at it, mail it to themselves, publish it."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Parents, People
from tests.parents import Parent, Person
from tests.running_site import RunningSite

SAM = "author@coalition.example"
SLUG = "every-school-every-community"
HOME = f"/console/campaigns/{SLUG}"
EARLY_CARE = 9
ENGLISH = (
    "The smallest children of our state learn every day, at home, in the park and with whoever "
    "cares for them. What they find there should not hang on what a family can pay. Please support "
    "whole child early care and education, so that each of them comes to the first day of school "
    "healthy, known by name and curious. This is said anew by staff."
)
SPANISH = (
    "Los niños más pequeños de nuestro estado aprenden cada día, en casa, en el parque y con quien "
    "los cuida. Lo que encuentren allí no debería depender de lo que su familia pueda pagar. Le "
    "pido que apoye el cuidado y la educación temprana integral, para que lleguen a la escuela "
    "sanos y con curiosidad. Esto lo dice de nuevo el personal."
)
ANEW, DE_NUEVO = "This is said anew by staff.", "Esto lo dice de nuevo el personal."


@pytest.fixture
def sam(people: People, site: RunningSite) -> Person:
    """Somebody of the staff, signed in."""
    said = site.command("staff", "add", SAM, "--role", "staff")
    link = re.search(r"https?://\S+", said)
    assert link is not None
    sam = people()
    sam.open(urlsplit(link[0]).path)
    sam.press("Sign in")
    return sam


def test_a_changed_paragraph_is_published_and_old_letters_keep_their_words(
    sam: Person, parents: Parents, site: RunningSite
) -> None:
    ana = parents()
    come_to_letter(ana)
    ana.write("My niece starts kindergarten this year.")
    ana.sign("Ana", "Reyes", street="915 L Street", city="Sacramento")
    ana.go_on()
    ana.confirm()
    receipt, before = ana.path, letters(ana)

    change_paragraphs(sam)
    sam.press("Look at letters")
    assert ANEW in sam.reads
    sam.press("Send these to myself")
    (mail,) = site.wait_for(ANEW)
    assert (mail["To"], mail["Subject"][:6]) == (SAM, "Test: ")

    visitor = parents("es")
    come_to_letter(visitor)
    assert DE_NUEVO not in visitor.page.content()

    sam.press("Changes and publishing")
    expect(sam.page.locator("ins").first).to_be_visible()
    sam.page.fill("[name=note]", "Early care is asked for in plainer words.")
    sam.press("Publish")
    assert "Early care is asked for in plainer words." in sam.reads

    visitor.step("letter")
    assert DE_NUEVO in visitor.page.content()
    ana.open(receipt)
    assert letters(ana) == before
    assert ANEW not in ana.page.content()


def come_to_letter(parent: Parent) -> None:
    """Pick early care and come to the screen with the letter."""
    parent.choose(EARLY_CARE)
    parent.find("95814")
    parent.go_on()


def letters(ana: Parent) -> list[str]:
    """Return the texts of the letters on a receipt."""
    return ana.page.locator(".letter").all_text_contents()


def change_paragraphs(sam: Person) -> None:
    """Write every full paragraph of a recommendation anew, in both languages."""
    sam.open("/console/campaigns")
    sam.press("Every School. Every Community.")
    sam.press("9. Support Whole Child Early Care and Education")
    for n in (1, 2, 3):
        sam.page.fill(f"[name=paragraph-{n}-full-en]", f"{ENGLISH} {n}")
        sam.page.fill(f"[name=paragraph-{n}-full-es]", f"{SPANISH} {n}")
    sam.press("Save the draft")
    assert "Saved as a draft." in sam.reads
