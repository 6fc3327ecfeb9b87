"""What every request passes: its language and its headers."""

import ipaddress
import secrets
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from structlog.contextvars import bind_contextvars, clear_contextvars

from campaign.i18n import FORMATS, LOCALES
from campaign.web.audiences import AUDIENCES, Audience
from campaign.web.console.locale import console_locale
from campaign.web.languages import preferred_locale

POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
FRAMED_POLICY = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""For the one page that may stand in a frame of another site."""
NEVER_CACHED = {Audience.DRAFT, Audience.TOKEN, Audience.STAFF}

CHOOSES_BY_WORD = {"embed", "s"}
"""Addresses without a language in front, which may name one behind."""

start = Blueprint("start", __name__)


@start.get("/")
def index() -> ResponseReturnValue:
    """Send a visitor to the first page in the language that their browser asks for."""
    response = redirect(url_for("journey.choose", locale=preferred_locale()), 302)
    response.vary.add("Accept-Language")
    return response


def page_locale() -> str:
    """Return the language of the page that is asked for, whether there is such a page or not."""
    first = _first_part()
    if first in LOCALES:
        return first
    if first in CHOOSES_BY_WORD and request.args.get("language") in LOCALES:
        return request.args["language"]
    return console_locale() if first == "console" else preferred_locale()


def is_on_this_machine() -> bool:
    """Tell whether a request comes from this very machine, and through no proxy on it."""
    visitor = ipaddress.ip_address(request.remote_addr or "0.0.0.0")  # A value to refuse.
    return visitor.is_loopback and "X-Forwarded-For" not in request.headers


def locale_of_request() -> str:
    """Return the locale by which flask-babel finds words and writes numbers."""
    return FORMATS[page_locale()]


def locale_url(code: str) -> str:
    """Return this page's address in another language; the first page's where it has none."""
    first = _first_part()
    rule = request.url_rule
    if first not in LOCALES or (rule is not None and "GET" not in (rule.methods or ())):
        return url_for("journey.choose", locale=code)
    path = f"/{code}{request.path[len(first) + 1 :]}"
    query = urlencode(list(request.args.items(multi=True)))
    return f"{path}?{query}" if query and request.method == "GET" else path


def _first_part() -> str:
    return request.path.split("/", 2)[1]


def stand_at(app: Flask) -> None:
    """Put the doorkeepers in place."""
    app.url_value_preprocessor(_take_address_apart)
    app.url_defaults(_put_locale_in)
    app.before_request(_enter)
    app.after_request(_leave)
    app.context_processor(_words_of_every_page)


def _take_address_apart(endpoint: str | None, values: dict[str, str] | None) -> None:
    del endpoint
    if values is None:
        return
    values.pop("locale", None)
    if "campaign" in values:
        g.campaign_slug = values.pop("campaign")


def _put_locale_in(endpoint: str, values: dict[str, object]) -> None:
    if "locale" in values or not current_app.url_map.is_endpoint_expecting(endpoint, "locale"):
        return
    values["locale"] = page_locale()


def _enter() -> None:
    clear_contextvars()
    bind_contextvars(request_id=secrets.token_hex(6), endpoint=request.endpoint)


def _leave(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(self)")
    token_page = _audience() is Audience.TOKEN
    headers.setdefault("Referrer-Policy", "no-referrer" if token_page else "same-origin")
    if current_app.config["CAMPAIGN"].secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static" and "Cache-Control" not in headers:
        private = _audience() in NEVER_CACHED
        headers["Cache-Control"] = "no-store" if private else "private, no-cache"
    return response


def _audience() -> Audience | None:
    return AUDIENCES.get(request.blueprint or "")


def _words_of_every_page() -> dict[str, object]:
    settings = current_app.config["CAMPAIGN"]
    return {
        "locale": page_locale(),
        "locale_url": locale_url,
        "format_locale": str(get_locale()),
        "test_mode": not settings.live,
        "mailbox_url": url_for("mailbox.index") if settings.embedded else None,
    }
