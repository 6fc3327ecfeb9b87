"""One way through the whole public site, past every page and every state that a person can meet.

What looks at the pages is handed in as the parents' inspector: it checks, measures or photographs.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.parents import Parent

STORY = {
    "en": "My daughter is in fifth grade. Her school has had no counselor for two years.",
    "es": "Mi hija está en quinto grado. Su escuela no ha tenido consejera en dos años.",
}
SIGNER = {"given_name": "Lucía", "family_name": "Ibarra"}
PLACE = {"street": "450 N Western Ave", "city": "Los Ángeles"}
SPLIT_ZIP, WHOLE_ZIP = "90004", "95814"
PICKS = (2, 5)
FAR_TOO_LONG = " ".join(["Every school. Every community."] * 80)
READ_ALONE = (
    "about",
    "recommendations",
    "recommendations/racial-equity",
    "districts",
    "progress",
    "share",
    "stories",
    "privacy",
    "accessibility",
    "nowhere",
)
"""Pages that nobody needs to have written for; the last one is not there."""

Parents = Callable[[str], Parent]
"""Makes a parent with a phone and an address of their own, who reads a language."""


@dataclass(frozen=True, slots=True)
class Tour:
    """The tour in one language."""

    parents: Parents
    locale: str

    def whole(self) -> Parent:
        """See everything; return who wrote."""
        self.pages()
        self.young()
        return self.journey()

    def pages(self) -> None:
        """Read the pages that stand for themselves."""
        reader = self.parents(self.locale)
        for page in READ_ALONE:
            reader.step(page)
        reader.step("c/every-school-every-community/")
        reader.step("erase")
        reader.fill(email="nobody@example.org")
        reader.press(reader.page.locator("main form .btn"))

    def journey(self) -> Parent:
        """Write, with every mistake that the screens know, and confirm."""
        parent = self.parents(self.locale)
        parent.step()
        parent.go_on()
        parent.choose(*PICKS)
        parent.go_on()
        parent.find(SPLIT_ZIP)
        parent.take("lower", 52)
        parent.go_on()
        parent.step()
        parent.step("letter")
        self._write(parent)
        self._sign(parent)
        parent.go_on()
        parent.fill(code="12")
        parent.press(parent.page.locator("form:has([name=code]) button"))
        self._read_mail(parent)
        return parent

    def young(self) -> None:
        """Come as a teenager, and as a child."""
        teen = self.parents(self.locale)
        teen.choose(1)
        teen.find(WHOLE_ZIP, age="13-17")
        teen.go_on()
        teen.write(STORY[self.locale])
        child = self.parents(self.locale)
        child.choose(1)
        child.find(WHOLE_ZIP, age="under-13")
        child.choose(1)
        child.find(WHOLE_ZIP)

    def _write(self, parent: Parent) -> None:
        parent.go_on()
        parent.press(parent.page.locator("[name=first]"))
        parent.write(FAR_TOO_LONG)
        parent.write(STORY[self.locale])

    def _sign(self, parent: Parent) -> None:
        parent.go_on()
        parent.page.check("[name=consent_coalition]")
        parent.page.check("[value=may_be_published]")
        if self.locale == "es":
            parent.page.check("[name=wants_english]")
        parent.sign(**SIGNER, **PLACE)

    def _read_mail(self, parent: Parent) -> None:
        link = parent.link()
        parent.open(link)
        confirm = parent.page.locator("main form .btn")
        parent.press(confirm.first)
        receipt = parent.path
        parent.open(link)
        thanks = parent.mail(2)
        for page in ("/unsubscribe/", "/erase/"):
            parent.open(next(_paths(thanks, page)))
        parent.open(f"{receipt}/call/1")
        parent.press(parent.page.locator("[value=message]"))
        parent.open(receipt)


def _paths(mail: str, page: str) -> Iterator[str]:
    """Yield the paths of a mail's links to a page."""
    for word in mail.split():
        if word.startswith("http") and page in word:
            yield "/" + word.split("/", 3)[3]
