"""Rosa writes in Spanish, from a ZIP that lies in three Assembly districts, at night."""

from playwright.sync_api import expect

from tests.journeys.conftest import Parents
from tests.parents import Parent
from tests.running_site import RunningSite, text

STORY = "Mi hija está en quinto grado y su escuela no tiene consejera."
NIGHT = "rgb(20, 16, 42)"
CALOZA, DURAZO = "assemblymember.caloza@assembly.ca.gov", "senator.durazo@senate.ca.gov"


def test_a_letter_in_spanish_travels_with_its_english(parents: Parents, site: RunningSite) -> None:
    rosa = parents("es", color_scheme="dark")
    come_to_the_letter(rosa)
    mirror = rosa.page.locator("details.other").first
    assert mirror.locator("p[lang=en]").count() > 3
    assert "Caloza" in mirror.inner_text()
    rosa.write(STORY)
    rosa.sign("Rosa", "Peña", street="450 N Western Ave", city="Los Ángeles")
    rosa.go_on()
    rosa.confirm()

    expect(rosa.page.locator(".badge.good")).to_have_text(["En el buzón de prueba"] * 2)
    letters = [mail for mail in site.mails() if mail["Reply-To"] and "Rosa Peña" in text(mail)]
    assert sorted(mail["To"] for mail in letters) == [CALOZA, DURAZO]
    english, _, spanish = text(letters[0]).partition("Rosa Peña")
    assert "Dear " in english
    assert STORY in english
    assert STORY in spanish


def test_the_language_switch_stays_on_the_screen(parents: Parents) -> None:
    rosa = parents("es")
    rosa.choose(2)
    assert rosa.path == "/es/find"

    rosa.press(rosa.page.get_by_role("link", name="English"))

    assert rosa.path == "/en/find"
    assert rosa.heading == "Find your legislators"


def come_to_the_letter(rosa: Parent) -> None:
    """Choose among the candidates, think better of it, and come to the third screen."""
    rosa.choose(3)
    assert rosa.page.evaluate("getComputedStyle(document.body).backgroundColor") == NIGHT
    rosa.find("90004")
    assert rosa.page.locator("[name=district-lower]").count() == 3
    assert "María Elena Durazo" in rosa.reads
    rosa.take("lower", 51)
    rosa.go_on()
    assert "Rick Zbur" in rosa.reads
    rosa.press(rosa.page.locator("main a[href*='pick=1']"))
    rosa.take("lower", 52)
    rosa.go_on()
    assert "Jessica Caloza" in rosa.reads
    rosa.go_on()
