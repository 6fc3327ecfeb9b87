"""The pages beside the journey, on a phone, in both languages."""

import pytest

from tests.journeys.conftest import Parents

PAGES = ["about", "privacy", "accessibility", "recommendations", "districts", "progress", "erase"]


@pytest.mark.parametrize("locale", ["en", "es"])
def test_they_open(parents: Parents, locale: str) -> None:
    reader = parents(locale)

    for page in PAGES:
        reader.step(page)

    reader.step("recommendations")
    reader.press(reader.page.locator("main a[href*='/recommendations/']").first)


def test_the_first_page_greets_in_the_language_of_the_browser(parents: Parents) -> None:
    reader = parents("es")

    reader.open("/")

    assert reader.path == "/es/"
