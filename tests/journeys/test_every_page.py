"""Every page and state in both languages: narrow screens, longer words, the keyboard alone."""

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser import PHONE, Inspector
from tests.parents import Parent
from tests.running_site import RunningSite
from tests.tours import Tour

NARROW: ViewportSize = {"width": 320, "height": 640}
"""What 1280 pixels are at a zoom of 400 %."""

TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"
OUT_OF_ORDER = "[...document.querySelectorAll('[tabindex]')].some((one) => one.tabIndex > 0)"
LONGER = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const longer = (word) => word + word.slice(0, Math.ceil(word.length * 0.62));
  window.before = new Map();
  while (walker.nextNode()) {
    const node = walker.currentNode;
    window.before.set(node, node.data);
    node.data = node.data.replace(/\\p{L}+/gu, longer);
  }
}"""
"""Makes each word 62 % longer: the most by which a Spanish word exceeded its English one."""
AS_BEFORE = "() => window.before.forEach((text, node) => (node.data = text))"


class Narrow(Inspector):
    """Looks whether a page fits a narrow screen, as it is and with longer words."""

    def __init__(self) -> None:
        super().__init__()
        self.pages = 0

    def check(self, page: Page) -> None:
        """Fail where a page scrolls sideways, or asks for another order than it is read in."""
        page.set_viewport_size(NARROW)
        assert page.evaluate(TOO_WIDE) <= 0, f"{page.url} at 320 pixels"
        assert not page.evaluate(OUT_OF_ORDER), f"{page.url}: an order of its own"
        page.set_viewport_size(PHONE)
        page.evaluate(LONGER)
        assert page.evaluate(TOO_WIDE) <= 0, f"{page.url} with longer words"
        page.evaluate(AS_BEFORE)
        self.pages += 1


@pytest.mark.parametrize("locale", ["en", "es"])
def test_no_page_scrolls_sideways(browser: Browser, site: RunningSite, locale: str) -> None:
    narrow = Narrow()
    people = iter(range(100))

    def parents(language: str) -> Parent:
        page = browser.new_context(viewport=PHONE).new_page()
        email = f"narrow-{language}-{next(people)}@example.org"
        return Parent(page, site, narrow, locale=language, email=email)

    Tour(parents, locale).whole()

    assert narrow.pages > 40
    for context in browser.contexts:
        context.close()
