"""People in a real browser: they go from page to page, and check every page they see."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request

from tests.browser import Inspector
from tests.running_site import RunningSite, text

ANSWERED_BADLY = "Failed to load resource"
"""What a browser writes about every 4xx; the pages that answer so are checked by the tests."""


@dataclass
class Watch:
    """What a browser did behind its page: whom it asked, and what it complained about."""

    address: str
    strangers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch all the pages of a context."""
        context.on("request", self._note_request)
        context.on("console", self._note_message)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", "data:")):
            self.strangers.append(request.url)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(ANSWERED_BADLY):
            self.complaints.append(message.text)


class Person:
    """Somebody at a browser; `page` is what they look at, for a test that looks closer."""

    def __init__(self, page: Page, site: RunningSite, inspector: Inspector) -> None:
        self.page = page
        self.site = site
        self.inspector = inspector

    @property
    def path(self) -> str:
        """Return the path of the open page."""
        return urlsplit(self.page.url).path

    @property
    def heading(self) -> str:
        """Return the words of the page's one h1."""
        return self.page.locator("h1").inner_text()

    @property
    def reads(self) -> str:
        """Return the words of the page's main part that can be seen."""
        return self.page.inner_text("main")

    @property
    def problems(self) -> Locator:
        """Return the links of the error summary."""
        return self.page.locator("[role=alert][aria-labelledby=summary-title] a")

    def open(self, path: str) -> None:
        """Go to a page."""
        self.page.goto(f"{self.site.address}{path}")
        self.look()

    def press(self, what: str | Locator) -> None:
        """Press a button or a link, by its words or as it is, and look at the next page."""
        with self.page.expect_navigation():
            (self.named(what) if isinstance(what, str) else what).click()
        self.look()

    def named(self, words: str) -> Locator:
        """Return the button or link of the page's main part with these words."""
        exactly = re.compile(rf"^\s*{re.escape(words)}\s*$")
        return self.page.locator("main").locator("a, button").filter(has_text=exactly)

    def look(self) -> None:
        """Check the open page."""
        self.inspector.check(self.page)


class Parent(Person):
    """Somebody who writes to their legislators, in one language and with one address."""

    def __init__(
        self, page: Page, site: RunningSite, inspector: Inspector, *, locale: str, email: str
    ) -> None:
        super().__init__(page, site, inspector)
        self.locale = locale
        self.email = email

    def step(self, name: str = "") -> None:
        """Go to a screen of the journey."""
        self.open(f"/{self.locale}/{name}")

    def go_on(self) -> None:
        """Press the button that stands within reach of the thumb."""
        self.press(self.page.locator(".bar .btn"))

    def fill(self, **values: str) -> None:
        """Type into fields, by their names."""
        for name, value in values.items():
            self.page.fill(f"[name='{name}']", value)

    def choose(self, *numbers: int) -> None:
        """Pick recommendations on the first screen."""
        self.step()
        for number in numbers or (1, 8):
            self.page.locator("[name=recommendation]").nth(number - 1).check()
        self.go_on()

    def find(self, zip_code: str, *, age: str = "18-plus") -> None:
        """Say where they live and how old they are."""
        self.page.fill("[name=zip]", zip_code)
        self.page.check(f"[name=age_band][value='{age}']")
        self.go_on()

    def take(self, chamber: str, district: int) -> None:
        """Choose one of the candidates of a chamber."""
        self.page.check(f"[name='district-{chamber}'][value$=':{district}']")

    def write(self, *stories: str) -> None:
        """Tell the stories on the third screen, and go on."""
        for n, story in enumerate(stories, start=1):
            self.page.fill(f"[name=story-{n}]", story)
        self.go_on()

    def sign(self, given_name: str, family_name: str, **place: str) -> None:
        """Sign, and go on; `place` has the street and the city."""
        self.fill(given_name=given_name, family_name=family_name, email=self.email, **place)
        self.go_on()

    def mail(self, number: int = 1) -> str:
        """Return the text of a mail that the site wrote to them, the first one being 1."""
        return text(self.site.wait_for(self.email, number)[number - 1])

    def code(self) -> str:
        """Return the six digits of the first mail."""
        found = re.search(r"\b\d{6}\b", self.mail())
        assert found is not None
        return found[0]

    def link(self) -> str:
        """Return the path of the confirming link in the first mail."""
        found = re.search(r"/\w+/confirm/link/\S+", self.mail())
        assert found is not None
        return found[0]

    def confirm(self) -> None:
        """Type the code of the mail."""
        self.fill(code=self.code())
        self.press(self.page.locator("form:has([name=code]) button"))
