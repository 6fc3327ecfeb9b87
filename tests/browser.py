"""A real browser for the journeys, and the checks that every page it opens must pass."""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

PHONE: ViewportSize = {"width": 360, "height": 740}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

OUTLINE = """JSON.stringify([
  document.documentElement.lang,
  window.innerWidth,
  getComputedStyle(document.body).backgroundColor,
  [...document.body.querySelectorAll("*")].map((one) => [one.tagName, one.className, one.open]),
])"""
"""What two pages share that axe judges alike: language, width, colours and elements."""

SCRIPTED = "!matchMedia('(scripting: none)').matches"
"""Whether a page's scripts run."""


@contextmanager
def open_browser(path: str) -> Iterator[Browser]:
    """Start a Chromium, and end it afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


class Inspector:
    """Checks the pages that it is shown.

    Axe looks once at each outline, for it takes long, and only where scripts run, for it is one.
    """

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def check(self, page: Page) -> None:
        """Fail unless a page is in order: one h1, a title, a language, its width, and axe."""
        assert page.locator("h1").count() == 1, f"{page.url}: one h1"
        assert page.title().strip(), f"{page.url}: a title"
        assert page.locator("html").get_attribute("lang"), f"{page.url}: a language"
        width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert width <= 0, f"{page.url}: {width} pixels wider than the screen"
        outline = page.evaluate(OUTLINE)
        if outline not in self._seen and page.evaluate(SCRIPTED):
            findings = Axe().run(page)
            assert findings.violations_count == 0, f"{page.url}: {findings.generate_report()}"
            self._seen.add(outline)
