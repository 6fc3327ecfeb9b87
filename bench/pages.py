"""Weigh every public page: what a browser loads for it, and from whom.

    python -m bench.pages

A real browser walks the whole journey in Spanish, the longer language, with an empty cache on
every page. Compressed is what a proxy with gzip in front of the site would send.
"""

import gzip
import tempfile
from collections import Counter
from pathlib import Path

from playwright.sync_api import Page, Response

from bench.measure import show
from tests.browser import PHONE, Inspector, open_browser
from tests.parents import Parent
from tests.running_site import RunningSite, running_site, surroundings
from tools.browser import find

GZIP_LEVEL = 6
PAGES = ["about", "privacy", "accessibility", "districts", "progress", "erase"]
STORY = "Mi hija está en quinto grado y su escuela no tiene consejera."
LIMITS = "At most 60 KB a page without fonts, 80 KB of fonts, 10 KB of scripts, no other host."
KINDS = ("document", "stylesheet", "script", "image")
DRAWINGS = {"other": "image"}
"""A drawing that is taken out of a sheet of drawings is called other by the browser."""


class Scales(Inspector):
    """Weighs the pages that it is shown, instead of checking them."""

    def __init__(self, page: Page, address: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._address = address
        self._loaded: list[Response] = []
        page.on("response", self._note)

    def check(self, page: Page) -> None:
        """Add a row for what was loaded since the page before."""
        page.wait_for_load_state("networkidle")
        plain, packed, strangers = Counter[str](), Counter[str](), 0
        for response in self._loaded:
            strangers += not response.url.startswith((self._address, "data:"))
            content = b"" if response.status in range(300, 400) else response.body()
            kind = DRAWINGS.get(response.request.resource_type, response.request.resource_type)
            plain[kind] += len(content)
            packed[kind] += len(gzip.compress(content, GZIP_LEVEL))
        self._loaded.clear()
        font = plain.pop("font", 0)
        packed.pop("font", 0)
        self.rows.append(
            [
                page.title().partition(" · ")[0][:34],
                *(f"{plain[kind] / 1000:.1f}" for kind in KINDS),
                f"{plain.total() / 1000:.1f}",
                f"{packed.total() / 1000:.1f}",
                f"{font / 1000:.1f}",
                str(strangers),
            ]
        )

    def _note(self, response: Response) -> None:
        self._loaded.append(response)


def main() -> None:
    """Walk through the site with the scales."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        state = Path(folder)
        with (
            running_site(state, surroundings(state)) as site,
            open_browser(str(find())) as browser,
        ):
            context = browser.new_context(viewport=PHONE)
            context.route("**/*", lambda route: route.continue_())  # This empties the cache.
            page = context.new_page()
            scales = Scales(page, site.address)
            walk(page, site, scales)
    show(
        "Weight of the public pages, in KB of 1,000 bytes",
        ["page", "HTML", "CSS", "JS", "images", "sum", "compressed", "fonts", "other hosts"],
        scales.rows,
        notes=LIMITS,
    )


def walk(page: Page, site: RunningSite, scales: Scales) -> None:
    """Open every public page, the longest letters included."""
    parent = Parent(page, site, scales, locale="es", email="parent@example.org")
    parent.choose(1, 4, 8)
    parent.find("90004")
    parent.take("lower", 52)
    parent.go_on()
    parent.go_on()
    parent.write(STORY)
    parent.sign("Rosa", "Peña", street="450 N Western Ave", city="Los Ángeles")
    parent.go_on()
    parent.confirm()
    for name in PAGES:
        parent.step(name)
    parent.step("recommendations")
    parent.press(page.locator("main a[href*='/recommendations/']").first)


if __name__ == "__main__":
    main()
