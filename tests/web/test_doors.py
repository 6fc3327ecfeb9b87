"""What every request passes: its language, its headers, its cookies."""

from dataclasses import replace

import pytest
from flask import Flask

from campaign.app import create_app
from config import Settings
from tests.pages import Visitor


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("es", "/es/"),
        ("es-MX,en;q=0.5", "/es/"),
        ("fr", "/en/"),
        ("", "/en/"),
        ("es-419,en;q=0.5", "/es/"),
    ],
)
def test_the_first_page_comes_in_the_browsers_language(site: Flask, asked: str, given: str) -> None:
    response = site.test_client().get("/", headers={"Accept-Language": asked})

    assert response.headers["Location"] == given
    assert "Accept-Language" in response.headers["Vary"]


def test_the_language_is_changed_where_one_stands(visitor: Visitor) -> None:
    visitor.choose()
    page = visitor.find("90003")

    (link,) = [link for link in page.all("a", hreflang="es") if link.text]
    assert link.attributes["href"] == "/es/find"
    assert visitor.open("/es/find").one("html").attributes["lang"] == "es"


def test_an_address_that_only_takes_posts_leads_to_the_first_page(visitor: Visitor) -> None:
    visitor.come_to_check()
    visitor.forget_session()
    page = visitor.send(path="/en/draft/discard")

    assert page.all("a", hreflang="es")[0].attributes["href"] == "/es/"


@pytest.mark.parametrize("path", ["/en/", "/en/about", "/en/nowhere", "/en/find", "/healthz"])
def test_every_answer_carries_the_headers_that_guard_it(site: Flask, path: str) -> None:
    headers = site.test_client().get(path, follow_redirects=True).headers

    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "no-cache" in headers["Cache-Control"] or headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("path", ["/en/find", "/en/letter", "/en/sign", "/en/check", "/en/erase"])
def test_a_page_with_somebodys_words_is_never_stored(visitor: Visitor, path: str) -> None:
    visitor.come_to_check()

    assert visitor.open(path).response.headers["Cache-Control"] == "no-store"


def test_static_files_are_kept_and_never_guessed_at(site: Flask) -> None:
    headers = site.test_client().get("/static/css/app.css").headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age" in headers["Cache-Control"]


def cookies_of(app: Flask) -> list[str]:
    """Return every cookie that a young writer is given."""
    visitor = Visitor(app)
    given = []
    for path, data in (
        ("/en/", {"recommendation": "housing"}),
        ("/en/find", {"zip": "90001", "age_band": "13-17"}),
    ):
        page = visitor.open(path)
        given += page.response.headers.getlist("Set-Cookie")
        given += visitor.press(data, path=path).headers.getlist("Set-Cookie")
    return given


def test_cookies_are_out_of_reach_for_scripts_and_other_sites(site: Flask) -> None:
    given = cookies_of(site)

    assert {cookie.split("=")[0] for cookie in given} == {"session", "draft", "age"}
    for cookie in given:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" not in cookie


def test_over_https_they_go_nowhere_else(site: Flask, settings: Settings) -> None:
    secure = create_app(
        replace(settings, base_url="https://letters.example"),
        adapters=site.extensions["campaign.adapters"],
    )
    client = secure.test_client()
    response = client.get("/en/", base_url="https://letters.example")

    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert all("Secure" in cookie for cookie in response.headers.getlist("Set-Cookie"))
