"""Every public page in both languages, as a browser and a screen reader find it."""

import re
from collections.abc import Iterator

import polib
import pytest
from flask import Flask

from campaign.app import i18n
from tests.pages import Page, Visitor
from tests.walks import walk

LABELLED = {"text", "email", "tel"}
"""Types of fields that need a label by id; a choice stands inside its label."""
MISSING = {"/en/nowhere", "/es/nowhere"}
"""What a page that is not there says of itself in its other language."""
CATALOG = polib.pofile(str(i18n.CATALOGS / "es/LC_MESSAGES/messages.po"))
ENGLISH = {
    entry.msgid for entry in CATALOG if entry.msgid != entry.msgstr and " " in entry.msgid.strip()
}


def pages_of(site: Flask, locale: str) -> Iterator[Page]:
    """Yield every page of the public site, good and bad, in one language."""
    walked = walk(site, locale)
    visitor = walked.visitor
    for rule in site.url_map.iter_rules():
        looks = "GET" in (rule.methods or ()) and rule.rule.startswith("/<any")
        if looks and not rule.rule.endswith((".pdf", ".png")):
            yield visitor.open(walked.address(rule.rule))
    yield visitor.step("find?pick=1")
    yield visitor.step("find?again=1")
    yield visitor.send({"zip": "", "age_band": ""})
    yield visitor.find("90003")
    yield visitor.send()
    yield visitor.step("letter?long=1")
    yield visitor.open(f"/{locale}/nowhere")
    yield visitor.open(f"/{locale}/erase?done=1")
    visitor.step()
    yield visitor.send({"recommendation": []})
    fresh = Visitor(site, locale)
    yield fresh.come_to_check()
    fresh.step("sign")
    yield fresh.send(dict.fromkeys(("given_name", "email", "street", "city", "zip"), ""))
    fresh.step("letter")
    yield fresh.send({"story-1": "x" * 3000})
    fresh.forget_session()
    yield fresh.send()
    young = Visitor(site, locale)
    young.choose()
    yield young.find(age_band="under-13")
    young.choose()
    yield young.find(age_band="18-plus")


@pytest.fixture(params=["en", "es"])
def pages(site: Flask, request: pytest.FixtureRequest) -> list[Page]:
    """Every page of the public site in one language."""
    return list(pages_of(site, request.param))


def test_every_page_is_whole(pages: list[Page]) -> None:
    assert len(pages) > 30
    for page in pages:
        name = f"{page.path}: {page.heading}"
        ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
        assert len(ids) == len(set(ids)), name
        assert unlabelled(page) == [], name
        assert dangling(page, set(ids)) == [], name
        assert unsafe(page) == [], name
        assert page.all("main", id="main"), name
        assert bool(page.problems) == page.all("title")[0].text.startswith("Error:"), name


def test_every_link_leads_to_a_page(site: Flask, pages: list[Page]) -> None:
    links = {
        element.attributes["href"].partition("#")[0]
        for page in pages
        for element in page.elements
        if element.attributes.get("href", "").startswith("/")
    }
    client = site.test_client()

    there = {link: client.get(link, follow_redirects=True).status_code for link in links}
    assert {link for link, status in there.items() if status != 200} <= MISSING


def test_no_english_stands_on_a_spanish_page(site: Flask) -> None:
    for page in pages_of(site, "es"):
        found = {sentence for sentence in spoken(page) if sentence in ENGLISH}
        assert found == set(), f"{page.path}: {page.heading}"


def unlabelled(page: Page) -> list[str]:
    """Return the fields that no label names."""
    labels = {label.attributes.get("for") for label in page.all("label")}
    fields = [
        element
        for element in page.elements
        if element.name in {"textarea", "select"}
        or (element.name == "input" and element.attributes.get("type", "text") in LABELLED)
    ]
    names = [field.attributes.get("id", field.attributes["name"]) for field in fields]
    return [name for name in names if name not in labels]


def dangling(page: Page, ids: set[str]) -> list[str]:
    """Return the references to elements that are not there."""
    named = ("for", "aria-labelledby", "aria-describedby", "form")
    wanted = [
        reference
        for element in page.elements
        for name in named
        for reference in element.attributes.get(name, "").split()
    ]
    wanted += [
        element.attributes["href"][1:]
        for element in page.elements
        if re.fullmatch(r"#.+", element.attributes.get("href", ""))
    ]
    return [reference for reference in wanted if reference not in ids]


def unsafe(page: Page) -> list[str]:
    """Return what the policy for content would keep from working, or load from elsewhere."""
    found = [element.name for element in page.elements if element.name == "style"]
    found += [script.text for script in page.all("script") if "src" not in script.attributes]
    for element in page.elements:
        found += [name for name in element.attributes if name == "style" or name.startswith("on")]
        source = element.attributes.get("src", "")
        found += [source] if source and not source.startswith("/static/") else []
    return found


def spoken(page: Page) -> set[str]:
    """Return what a page says, element by element, but for what it marks as English."""
    return {
        element.text for element in page.elements if element.attributes.get("lang", "es") == "es"
    }
