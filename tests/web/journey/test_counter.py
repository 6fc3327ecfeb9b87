"""The counter in the browser and the server count a letter alike."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page as BrowserPage

from tests.pages import Visitor

SCRIPT = (Path(__file__).resolve().parents[3] / "static/js/counter.js").read_text(encoding="utf-8")
TEXTS = {
    "one line": "My school has no library.",
    "spaces and lines": "  One \t two\n\n\n\n\nthree   \n four \n\n",
    "decomposed letters": "Nguye\u0302\u0303n Thi\u0323 Ha\u0323nh",
    "emoji with joiners": "👩🏽\u200d🏫 and 🌻",
    "unseen characters": "a\u202eb\ufeffc\u00add\u200be\u2028f",
    "another space": "a\u00a0\u3000b",
    "nothing": "   ",
    "too much": "字" * 1900,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("locale", ["en", "es"])
def test_both_count_alike(page: BrowserPage, site: Flask, locale: str, text: str) -> None:
    visitor = Visitor(site, locale)
    visitor.choose("housing", "libraries")
    visitor.find()
    before = visitor.step("letter")
    body = before.value("body-1").replace("A little", "Escribo. A little")
    page.set_content(before.html, wait_until="domcontentloaded")
    page.add_script_tag(content=SCRIPT, type="module")

    typed = {"story-1": text, "whom-1": "My son", "helped-1": "A bus.", "story-2": "Second."}
    page.evaluate(
        "texts => Object.entries(texts).forEach(([id, text]) => {"
        " const field = document.getElementById(id);"
        " field.value = text; field.dispatchEvent(new Event('input')); })",
        {**typed, "body-1": body},
    )
    counted = page.locator("#counter-1").inner_text()
    visitor.send({**typed, "body-1": body})
    assert visitor.page is not None
    after = visitor.page if visitor.page.status == 422 else visitor.step("letter")

    assert after.one("p", id="counter-1").text == counted
