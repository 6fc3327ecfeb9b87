"""A visitor of the site: keeps cookies, fills forms in, and checks every page it is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

Values = Mapping[str, str | list[str] | None]

VOID = {"input", "meta", "link", "br", "hr", "img", "rect", "path", "circle", "use"}
SILENT = {"style", "script", "title"}


@dataclass(slots=True)
class Element:
    """One element of a page and the words in it."""

    name: str
    attributes: dict[str, str]
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the words, with single spaces."""
        return " ".join("".join(self.words).split())


@dataclass(slots=True)
class Form:
    """One form: where it goes, and what it would send as it stands."""

    action: str
    names: set[str] = field(default_factory=set)
    values: dict[str, list[str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Collects the elements and the forms of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.forms: list[Form] = []
        self.words: list[str] = []
        self._open: list[Element] = []
        self._form: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element, and the form that it opens."""
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)
        if tag == "form":
            self._form = Form(element.attributes.get("action", ""))
            self.forms.append(self._form)
        if self._form is not None and "name" in element.attributes:
            self._form.names.add(element.attributes["name"])
        if tag == "input":
            self._take(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close the elements up to this one."""
        while self._open:
            element = self._open.pop()
            if element.name == "textarea" and self._form is not None:
                text = "".join(element.words).removeprefix("\n")
                self._form.values.setdefault(element.attributes["name"], []).append(text)
            if element.name == "form":
                self._form = None
            if element.name == tag:
                return

    def handle_data(self, data: str) -> None:
        """Give words to all elements that they stand in."""
        for element in self._open:
            element.words.append(data)
        if not any(element.name in SILENT for element in self._open):
            self.words.append(data)

    def _take(self, element: Element) -> None:
        given = element.attributes
        choice = given.get("type") in {"radio", "checkbox"}
        if self._form is None or "name" not in given or (choice and "checked" not in given):
            return
        value = given.get("value", "on" if choice else "")
        self._form.values.setdefault(given["name"], []).append(value)


class Page:
    """An answer of the site, read."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.path = response.request.path
        self.html = response.get_data(as_text=True)
        reader = _Reader()
        reader.feed(self.html)
        self.elements = reader.elements
        self.forms = reader.forms
        self.text = " ".join("".join(reader.words).split())

    def all(self, tag: str, /, **attributes: str) -> list[Element]:
        """Return the elements of a name that have these attributes."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [
            element
            for element in self.elements
            if element.name == tag and wanted.items() <= element.attributes.items()
        ]

    def one(self, tag: str, /, **attributes: str) -> Element:
        """Return the only element of a name that has these attributes."""
        (element,) = self.all(tag, **attributes)
        return element

    @property
    def heading(self) -> str:
        """Return the words of the page's one h1."""
        return self.one("h1").text

    @property
    def problems(self) -> dict[str, str]:
        """Return the sentences of the error summary by the id they lead to."""
        ids = {element.attributes.get("id") for element in self.elements}
        found = {}
        for start, element in enumerate(self.elements):
            if element.attributes.get("aria-labelledby") != "summary-title":
                continue
            for link in self.elements[start:]:
                if link.name == "form":
                    break
                if link.name == "a" and link.attributes.get("href", "").startswith("#"):
                    target = link.attributes["href"][1:]
                    assert target in ids, f"the summary leads to #{target}, which is not there"
                    found[target] = link.text
        return found

    def form(self, action: str, names: Iterable[str] = ()) -> Form:
        """Return the form that goes to an address, the one that holds most of these fields."""
        wanted = set(names)
        fitting = [form for form in self.forms if form.action == action]
        return max(fitting, key=lambda form: len(form.names & wanted))

    def value(self, name: str) -> str:
        """Return what a field of the page holds."""
        return next(form.values[name][0] for form in self.forms if name in form.values)

    def check(self) -> None:
        """Check what holds for every page."""
        assert self.status < 500 or self.status == 503, self.text
        assert len(self.all("h1")) == 1
        assert self.all("title")[0].text
        first = urlsplit(self.path).path.split("/")[1]
        lang = self.one("html").attributes["lang"]
        assert lang == first or first not in {"en", "es"}, self.path


class Visitor:
    """Somebody with a browser of their own."""

    def __init__(self, app: Flask, locale: str = "en", *, root: str = "") -> None:
        self.client = app.test_client()
        self.locale = locale
        self.root = root or f"/{locale}"
        self.page: Page | None = None

    def open(self, path: str, **options: object) -> Page:
        """Open an address, follow where it leads, and check the page."""
        return self._show(self.client.get(path, follow_redirects=True, **options))

    def step(self, name: str = "") -> Page:
        """Open a screen of the journey."""
        return self.open(f"{self.root}/{name}")

    def send(self, values: Values | None = None, *, path: str | None = None) -> Page:
        """Fill the form of the open page in, send it, and follow where it leads.

        A value of None is left out; fields that are not named stay as the page has them.
        """
        response = self.press(values, path=path)
        if response.status_code == 303:
            return self.open(response.headers["Location"])
        return self._show(response)

    def press(self, values: Values | None = None, *, path: str | None = None) -> TestResponse:
        """Send the form of the open page and return the bare answer."""
        assert self.page is not None
        path = path or self.page.path
        data = {**self.page.form(path, values or ()).values, **(values or {})}
        sent = {name: value for name, value in data.items() if value is not None}
        return self.client.post(path, data=sent)

    def forget_session(self) -> None:
        """Close the browser: its session is gone, its other cookies stay."""
        self.client.delete_cookie("session")

    def _show(self, response: TestResponse) -> Page:
        self.page = Page(response)
        if response.mimetype == "text/html":
            self.page.check()
        return self.page

    def choose(self, *slugs: str) -> Page:
        """Pick recommendations on the first screen."""
        self.step()
        return self.send({"recommendation": list(slugs or ("housing",))}, path=f"{self.root}/")

    def find(self, zip_code: str = "90001", age_band: str = "18-plus", **more: str) -> Page:
        """Say where one lives and how old one is."""
        self.step("find?again=1")
        return self.send({"zip": zip_code, "age_band": age_band, **more})

    def write(self, story: str = "My school has no library.", **more: str) -> Page:
        """Write a story."""
        self.step("letter")
        return self.send({"story-1": story, **more})

    def sign(self, **more: str) -> Page:
        """Sign as Ana, or as told."""
        self.step("sign")
        given = {"given_name": "Ana", "family_name": "Reyes", "email": "ana@example.org"}
        place = {"city": "Town", "zip": "90001"}
        street = (
            {"street": "1 Main St."} if self.page and self.page.all("input", id="street") else {}
        )
        return self.send({**given, **place, **street, **more})

    def come_to_check(self, **sender: str) -> Page:
        """Walk from the first screen to the last one before sending."""
        self.choose()
        self.find()
        self.write()
        return self.sign(**sender)

    def come_to_code(self, **sender: str) -> Page:
        """Walk from the first screen to the page that takes the code."""
        self.come_to_check(**sender)
        return self.send()
