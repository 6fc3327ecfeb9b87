"""Photograph every page of the site: `python -m tests.pictures`, or `make pictures`.

The public pages and their states, in both languages and both themes, on a phone and on a desk,
the mails, and the console's main pages, over a site of its own. It ends with the folder's name.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.exceptions import HTTPException

from campaign.domain.content import LOCALES, OFFICE_LOCALE
from config import ROOT
from tests.browser import PHONE, Inspector, open_browser
from tests.http_writer import Writer
from tests.parents import Parent
from tests.pictures import failures
from tests.pictures.camera import Camera, Picture
from tests.pictures.routes import unseen
from tests.pictures.sheet import write_sheet
from tests.running_site import RunningSite, running_site, surroundings
from tests.tours import PLACE, SIGNER, STORY, WHOLE_ZIP, Tour
from tools.browser import find

FOLDER = ROOT / "var" / "pictures"
NEIGHBOURS = 6
"""So many people write before the tour, so that the page of the counts has something to show."""
CONSOLE = (
    "counts",
    "deliveries",
    "legislators",
    "supporters",
    "exports",
    "imports",
    "needs-a-person",
    "stories",
    "translations",
    "packets",
    "partners",
    "sources",
    "campaigns",
    "campaigns/every-school-every-community",
    "campaigns/every-school-every-community/preview",
    "roster",
    "staff",
    "suppressions",
    "audit",
    "account",
)
ADA = "ada@example.org"
UNLUCKY = "Maggy Krell"
"""Whose office's e-mail fails, so that a page helps with its form."""


def main() -> int:
    """Take all the pictures, write the contact sheet, and name the folder."""
    folder = _folder()
    pictures: list[Picture] = []
    faults: list[str] = []
    with tempfile.TemporaryDirectory(prefix="pictures-") as state:
        environment = surroundings(Path(state))
        with (
            running_site(Path(state), environment) as site,
            open_browser(str(find())) as browser,
        ):
            app = failures.build(psutil.Process(site.pid).environ())
            _write_before(site)
            studio = Studio(site, browser, folder, app)
            with failures.served(app) as broken:
                for locale in LOCALES:
                    pictures += studio.public(locale, broken)
            pictures += studio.console()
            faults += studio.faults
            missing = unseen(app, {picture.rule for picture in pictures})
    sheet = write_sheet(folder, pictures)
    sys.stdout.write(f"{sum(len(one.files) for one in pictures)} pictures: {sheet}\n")
    for rule in missing:
        sys.stderr.write(f"No picture of {rule}\n")
    for fault in faults:
        sys.stderr.write(f"axe: {fault}\n")
    sys.stdout.write(f"axe: {len(faults)} of the pages have violations\n")
    return int(bool(missing or faults))


def _folder() -> Path:
    parser = argparse.ArgumentParser(prog="make pictures", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.jpg"):
        old.unlink()
    return folder


def _write_before(site: RunningSite) -> None:
    """Let some neighbours write, and confirm."""
    for number in range(NEIGHBOURS):
        writer = Writer(site, f"neighbour-{number}@example.org")
        writer.come_to_code()
        writer.send(code=writer.code())


class Studio:
    """Opens browsers, and hands each of them a camera."""

    def __init__(self, site: RunningSite, browser: Browser, folder: Path, app: Flask) -> None:
        self._site = site
        self._browser = browser
        self._folder = folder
        self._urls = app.url_map.bind("localhost")
        self._cameras: list[Camera] = []

    @property
    def faults(self) -> list[str]:
        """Return what axe found on all the pages."""
        return [fault for camera in self._cameras for fault in camera.faults]

    def public(self, locale: str, broken: str) -> list[Picture]:
        """Photograph the public pages in one language, and then the failures and the mails."""
        camera = self._camera(locale)
        people = 0

        def parents(language: str) -> Parent:
            nonlocal people
            people += 1
            page = self._browser.new_context(
                locale=f"{language}-US", viewport=PHONE, bypass_csp=True
            ).new_page()
            email = f"parent-{language}-{people}@example.org"
            return Parent(page, self._site, camera, locale=language, email=email)

        writer = Tour(parents, locale).whole()
        if locale != OFFICE_LOCALE:
            self._translate()
            writer.open(_path_in(writer.mail(3), "/translation/"))
        self._help_with_a_form(parents(locale))
        stranger = parents(locale)
        for code in failures.CODES:
            stranger.page.goto(f"{broken}/{locale}/failures/{code}")
            camera.check(stranger.page)
        stranger.open("/mailbox")
        stranger.press(stranger.page.locator("main a[href*='/mailbox/']").first)
        stranger.step("about")
        camera.print(stranger.page, "On paper")
        return camera.pictures

    def _help_with_a_form(self, parent: Parent) -> None:
        """Let the e-mail of an office fail, write to it, and open the page of its form."""
        ada = self._ada(Blind())
        ada.open("/console/legislators")
        row = ada.page.locator("tr").filter(has_text=UNLUCKY)
        row.locator("summary").first.click()
        failing = row.locator("button[value=failing]")
        if failing.count():
            ada.press(failing)
        parent.inspector, camera = Blind(), parent.inspector
        parent.choose(1)
        parent.find(WHOLE_ZIP)
        parent.go_on()
        parent.write(STORY[parent.locale])
        parent.sign(**SIGNER, **PLACE)
        parent.go_on()
        parent.confirm()
        parent.inspector = camera
        parent.look()
        parent.open(f"{parent.path}/form/1")

    def _translate(self) -> None:
        """Write the English of the letter that waits for it, unseen."""
        ada = self._ada(Blind())
        ada.open("/console/translations")
        ada.press("I write this one")
        ada.fill(english="My daughter is in fifth grade. Her school has no counselor.")
        ada.press("Ask the writer")

    def _ada(self, camera: Inspector) -> Parent:
        """Return somebody who may see the whole console, signed in by a link."""
        page = self._browser.new_context(viewport=PHONE, bypass_csp=True).new_page()
        ada = Parent(page, self._site, camera, locale="en", email=ADA)
        link = self._site.command("staff", "add", ADA, "--role", "admin")
        ada.open(urlsplit(link.split()[-1]).path)
        ada.press("Sign in")
        return ada

    def console(self) -> list[Picture]:
        """Photograph the main pages of the console, as whoever may see all of them."""
        camera = self._camera("console")
        ada = self._ada(camera)
        for name in CONSOLE:
            ada.open(f"/console/{name}")
        return camera.pictures

    def _camera(self, name: str) -> Camera:
        self._cameras.append(Camera(self._folder, name, self._rule_of))
        return self._cameras[-1]

    def _rule_of(self, path: str) -> str:
        try:
            rule, _ = self._urls.match(path, return_rule=True)
        except HTTPException:
            return path
        return str(rule.rule)


class Blind(Inspector):
    """Looks at nothing."""

    def check(self, page: Page) -> None:
        """Let a page be."""


def _path_in(mail: str, page: str) -> str:
    """Return the path of a mail's link to a page."""
    link = next(word for word in mail.split() if word.startswith("http") and page in word)
    return urlsplit(link).path


if __name__ == "__main__":
    sys.exit(main())
