"""Somebody who writes over plain HTTP, where many letters and no browser are needed."""

import html
import re

import requests

from tests.running_site import RunningSite, text

HIDDEN = re.compile(r'name="(csrf_token|submission_key)"[^>]*value="([^"]*)"')
CARD = re.compile(r'name="recommendation" value="([^"]+)"')
CODE = re.compile(r"\b\d{6}\b")
PATIENCE_SECONDS = 60


class Writer:
    """One writer with cookies of their own."""

    def __init__(self, site: RunningSite, email: str) -> None:
        self.site = site
        self.email = email
        self.session = requests.Session()
        self.session.trust_env = False
        self.page = self.session.get(f"{site.address}/en/", timeout=PATIENCE_SECONDS)

    def come_to_code(self) -> None:
        """Walk from the first screen to the page that takes the code."""
        self.come_to_check()
        self.send()

    def come_to_check(self) -> None:
        """Walk from the first screen to the last, with one button left to press."""
        card = CARD.search(self.page.text)
        if card is None:
            raise LookupError("The first page shows no recommendation.")
        self.send(recommendation=card[1])
        self.send(zip="95814", age_band="18-plus")
        self.go_to("/en/letter")
        self.send(**{"story-1": "My daughter is in fifth grade and her school has no counselor."})
        self.send(
            given_name="Ana",
            family_name="Reyes",
            email=self.email,
            street="915 L Street",
            city="Sacramento",
            zip="95814",
        )

    def code(self) -> str:
        """Return the six digits of the mail."""
        found = CODE.search(text(self.site.wait_for(self.email)[0]))
        if found is None:
            raise LookupError("The mail holds no code.")
        return found[0]

    def go_to(self, path: str) -> None:
        """Open a page."""
        self._take(self.session.get(f"{self.site.address}{path}", timeout=PATIENCE_SECONDS))

    def send(self, **values: str) -> None:
        """Send the form of the open page to its own address, and follow where it leads."""
        answer = self.session.post(
            self.page.url, data={**self.hidden(), **values}, timeout=PATIENCE_SECONDS
        )
        self._take(answer)

    def hidden(self) -> dict[str, str]:
        """Return what the open page's form sends besides."""
        return {name: html.unescape(value) for name, value in HIDDEN.findall(self.page.text)}

    def _take(self, answer: requests.Response) -> None:
        answer.raise_for_status()
        self.page = answer
