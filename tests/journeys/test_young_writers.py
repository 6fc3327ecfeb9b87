"""Children get a letter on paper; those from 13 to 17 are asked for less."""

import pytest

from tests.journeys.conftest import Parents


@pytest.mark.parametrize("locale", ["en", "es"])
def test_a_child_gets_paper_and_nothing_is_kept(parents: Parents, locale: str) -> None:
    child = parents(locale)
    child.choose(1)

    child.find("95814", age="under-13")

    letters = child.page.locator("article.paper-letter")
    assert letters.count() == 2
    assert "Maggy Krell" in letters.first.inner_text()
    assert "draft" not in {cookie["name"] for cookie in child.page.context.cookies()}


def test_the_browser_refuses_another_age_for_a_day(parents: Parents) -> None:
    child = parents()
    child.choose(1)
    child.find("95814", age="under-13")
    child.choose(1)

    child.find("95814", age="18-plus")

    assert child.path == "/en/find"
    assert child.problems.count() == 1
    assert child.page.input_value("[name=zip]") == "95814"


def test_a_teenager_gives_no_street_and_no_consent(parents: Parents) -> None:
    teen = parents()
    teen.choose(1)
    teen.find("95814", age="13-17")
    teen.go_on()
    teen.write("My school has no library, and I would like one.")
    assert "e-mail address" in teen.reads
    for name in ("street", "consent_coalition", "consent_partner"):
        assert teen.page.locator(f"[name={name}]").count() == 0
    teen.sign("Kou", "Vang", city="Sacramento")

    assert "Kou Vang\nSacramento, CA 95814" in teen.page.locator("p.letter").first.inner_text()

    teen.go_on()
    teen.confirm()
    assert teen.heading == "Thank you, Kou. You spoke up."
