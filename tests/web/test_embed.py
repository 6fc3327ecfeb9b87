"""The box that stands on partners' own pages."""

from datetime import datetime
from urllib.parse import urlencode

import pytest
from flask import Flask

from campaign.domain.staff import StaffRole
from campaign.services.add_source import add_source
from tests.insiders import sign_in
from tests.pages import Page, Visitor

BOX = "/embed/three-asks"


def test_it_may_be_framed_and_no_other_page_may(site: Flask) -> None:
    client = site.test_client()

    assert "frame-ancestors *" in client.get(BOX).headers["Content-Security-Policy"]
    for other in ("/en/", "/en/about", "/s/mural"):
        assert "frame-ancestors 'none'" in client.get(other).headers["Content-Security-Policy"]


def test_it_sets_no_cookie_and_holds_no_token(site: Flask) -> None:
    answer = site.test_client().get(f"{BOX}?source=mural")

    assert "Set-Cookie" not in answer.headers
    assert "csrf" not in answer.text


def test_it_goes_on_at_our_first_screen_with_what_was_chosen(site: Flask, now: datetime) -> None:
    with site.app_context():
        add_source("mural", label="A mural", medium="link", now=now)
    box = Page(site.test_client().get(f"{BOX}?source=mural&language=es"))
    visitor = Visitor(site, "es")
    form = box.form("/s/mural")
    sent = {**form.values, "recommendation": ["libraries", "buses"]}

    first = visitor.open(f"/s/mural?{urlencode(sent, doseq=True)}")

    picked = [box.attributes["value"] for box in first.all("input", checked="")]
    assert (first.path, picked) == ("/es/", ["libraries", "buses"])
    assert visitor.client.get_cookie("source").value == "mural"


def test_without_a_code_it_goes_straight_there(site: Flask) -> None:
    box = Page(site.test_client().get(f"{BOX}?language=en"))

    assert [form.action for form in box.forms] == ["/en/c/three-asks/"]


@pytest.mark.parametrize("source", ["UPPER", "a b", "../x", "%00", "x" * 300])
def test_a_code_that_is_none_is_left_out(site: Flask, source: str) -> None:
    box = Page(site.test_client().get(f"{BOX}?{urlencode({'source': source})}"))

    assert not any(form.action.startswith("/s/") for form in box.forms)


def test_an_unknown_campaign_is_not_there(site: Flask) -> None:
    assert site.test_client().get("/embed/nothing").status_code == 404


def test_the_console_has_the_line_to_copy(site: Flask, now: datetime) -> None:
    with site.app_context():
        add_source("mural", label="A mural", medium="link", now=now)

    page = sign_in(site, StaffRole.ORGANIZER).get("/console/sources/mural").text

    assert "/static/js/embed.js" in page
    assert "data-source=&#34;mural&#34;" in page or 'data-source="mural"' in page
