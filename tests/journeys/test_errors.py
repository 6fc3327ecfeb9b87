"""What is wrong is said on top, and each sentence leads to its field; what was typed stays."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Parents
from tests.parents import Parent

LONG = " ".join(["Every school. Every community."] * 50)


@pytest.mark.parametrize("locale", ["en", "es"])
def test_every_screen_announces_its_errors(parents: Parents, locale: str) -> None:
    ana = parents(locale)
    ana.step()
    ana.go_on()
    announces(ana, "recommendation")

    ana.choose(9)
    ana.page.fill("[name=zip]", "1234")
    ana.go_on()
    announces(ana, "zip", "age_band")
    assert ana.page.input_value("[name=zip]") == "1234"

    ana.find("90004")
    ana.go_on()
    announces(ana, "district-lower")

    ana.take("lower", 51)
    ana.go_on()
    ana.go_on()
    ana.write(LONG)
    announces(ana, "body-1", "body-2")
    assert ana.page.input_value("[name=story-1]") == LONG

    ana.write("Short, and mine.")
    ana.page.fill("[name=city]", "Los Ángeles")
    ana.go_on()
    announces(ana, "given_name", "email", "street")
    assert ana.page.input_value("[name=city]") == "Los Ángeles"

    ana.sign("Ana", "Errs", street="450 N Western Ave")
    ana.go_on()
    ana.fill(code="12")
    ana.press(ana.page.locator("form:has([name=code]) button"))
    announces(ana, "code")


def announces(ana: Parent, *fields: str) -> None:
    """Check that the summary stands in focus, and that its links lead to these fields."""
    summary = ana.page.locator("[role=alert][aria-labelledby=summary-title]")
    expect(summary).to_be_focused()
    links = [link.get_attribute("href") for link in ana.problems.all()]
    assert links == [f"#{field}" for field in fields]
    for link, field in zip(ana.problems.all(), fields, strict=True):
        link.click()
        expect(ana.page.locator(f"[id='{field}']")).to_be_focused()
