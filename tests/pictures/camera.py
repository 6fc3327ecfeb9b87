"""A camera in the place of the inspector: it photographs each page that it is shown."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.browser import OUTLINE, PHONE, SCRIPTED, Inspector

DESK: ViewportSize = {"width": 1280, "height": 800}
SCREENS = (PHONE, DESK)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
AT_REST = ".bar { position: static !important } .skip { display: none }"
"""A bar that sticks to the screen would lie in the middle of a picture of the whole page."""
QUALITY = 72


@dataclass(frozen=True, slots=True)
class Picture:
    """One page: the rule of its address, what it is called, and its files by screen and theme."""

    rule: str
    heading: str
    files: tuple[str, ...]


@dataclass
class Camera(Inspector):
    """Photographs pages on a phone and on a desk, in both themes."""

    folder: Path
    name: str
    rule_of: Callable[[str], str]
    pictures: list[Picture] = field(default_factory=list)
    judged: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def check(self, page: Page) -> None:
        """Take the pictures of a page, and leave it as it was."""
        page.wait_for_load_state("networkidle")
        rule = self.rule_of(urlsplit(page.url).path)
        heading = page.locator("h1").first.inner_text()
        start = f"{self.name}-{len(self.pictures) + 1:03}-{_slug(rule)}"
        files = []
        for screen in SCREENS:
            page.set_viewport_size(screen)
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)
                files.append(f"{start}-{screen['width']}-{theme}.jpg")
                self._shoot(page, files[-1])
                if screen == PHONE:
                    self._judge(page, theme)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(SCREENS[0])
        self.pictures.append(Picture(rule, heading, tuple(files)))

    def _judge(self, page: Page, theme: str) -> None:
        """Let axe judge a page in a theme, once for pages that are alike."""
        outline = page.evaluate(OUTLINE)
        if outline in self.judged or not page.evaluate(SCRIPTED):
            return
        self.judged.add(outline)
        findings = Axe().run(page)
        if findings.violations_count:
            self.faults.append(f"{page.url} ({theme}): {findings.generate_report()}")

    def print(self, page: Page, heading: str) -> None:
        """Take a picture of a page as it is printed."""
        page.emulate_media(media="print")
        name = f"{self.name}-{len(self.pictures) + 1:03}-print.jpg"
        self._shoot(page, name)
        page.emulate_media(media="screen")
        rule = self.rule_of(urlsplit(page.url).path)
        self.pictures.append(Picture(rule, heading, (name,)))

    def _shoot(self, page: Page, name: str) -> None:
        page.screenshot(
            path=self.folder / name, full_page=True, type="jpeg", quality=QUALITY, style=AT_REST
        )


def _slug(rule: str) -> str:
    """Return a rule as part of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"<any[^>]*>", "", rule)).strip("-") or "home"
