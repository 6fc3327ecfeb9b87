"""Weigh every public page: what a browser loads for it, from whom, and how long the server takes.

    python -m bench.pages

A real browser walks the whole site in Spanish, the longer language, with an empty cache on every
page. Compressed is what a proxy with gzip in front of the site would send. The server's time is
from the request for the page to its first byte. Then a writer who types without a pause finishes
the journey over a slow connection, as a telephone in the country has it.
"""

import gzip
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, Response

from bench.measure import show
from tests.browser import PHONE, Inspector, open_browser
from tests.parents import Parent
from tests.running_site import RunningSite, running_site, surroundings
from tests.tours import PLACE, SIGNER, STORY, WHOLE_ZIP, Tour
from tools.browser import find

GZIP_LEVEL = 6
ROUNDS = 5
SLOW = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
"""What browsers call "Slow 4G": 1.6 and 0.75 megabits a second, 150 ms for each request."""
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
                f"{self._server_milliseconds(page):.0f}",
                str(strangers),
            ]
        )

    @staticmethod
    def _server_milliseconds(page: Page) -> float:
        return page.evaluate(
            "(([one]) => one.responseStart - one.requestStart)"
            "(performance.getEntriesByType('navigation'))"
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
            people = iter(range(100))

            def parents(locale: str) -> Parent:
                context.clear_cookies()
                email = f"parent-{next(people)}@example.org"
                return Parent(page, site, scales, locale=locale, email=email)

            Tour(parents, "es").whole()
            seconds = [over_a_slow_line(browser, site, number) for number in range(ROUNDS)]
    show(
        "Weight of the public pages, in KB of 1,000 bytes",
        [
            "page",
            "HTML",
            "CSS",
            "JS",
            "images",
            "sum",
            "compressed",
            "fonts",
            "server, ms",
            "other hosts",
        ],
        scales.rows,
        notes=LIMITS,
    )
    show(
        "From the first page to the last button over a slow line, in seconds",
        ["rounds", "median", "spread"],
        [[str(ROUNDS), f"{median(seconds):.1f}", f"{min(seconds):.1f} to {max(seconds):.1f}"]],
        notes="1.6 megabits a second, 150 ms a request; typed without a pause, mail left out.",
    )


def over_a_slow_line(browser: Browser, site: RunningSite, number: int) -> float:
    """Return how many seconds a writer takes from the first page until "Send" is answered."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    email = f"slow-{number}@example.org"
    parent = Parent(page, site, Unjudging(), locale="es", email=email)
    began = time.monotonic()
    parent.choose(2, 5)
    parent.find(WHOLE_ZIP)
    parent.go_on()
    parent.write(STORY["es"])
    parent.sign(**SIGNER, **PLACE)
    parent.go_on()
    took = time.monotonic() - began
    context.close()
    return took


class Unjudging(Inspector):
    """Looks at nothing, so that only the line is measured."""

    def check(self, page: Page) -> None:
        """Let a page be."""


if __name__ == "__main__":
    main()
