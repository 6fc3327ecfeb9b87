"""What a person sees when something went wrong: what happened, what to do, what they typed."""

import math
import time
import traceback
from collections.abc import Callable, Collection
from http import HTTPStatus

from flask import Flask, Response, make_response, render_template, request
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from campaign.domain.errors import Conflict, Expired, NotFound
from campaign.log import events
from campaign.web.console.access import hold_stale_form
from campaign.web.limits import limiter
from campaign.web.typed import typed

PAGES = {400, 403, 404, 409, 410, 429, 500, 503}
RETRY_SECONDS = 30


def answer(app: Flask, *, away: Collection[type[Exception]]) -> None:
    """Answer every failure with a page of its own; `away` are a database's that is not there."""
    app.register_error_handler(HTTPException, _http)
    for error, code in {NotFound: 404, Expired: 410, Conflict: 409}.items():
        app.register_error_handler(error, _answer_with(code))
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(RateLimitExceeded, _too_many)
    for missing in (*away, OSError):
        app.register_error_handler(missing, _away)
    app.register_error_handler(Exception, _broken)


def stale_page(back_url: str) -> Response:
    """Say that a page was open for too long, and show what was typed into it."""
    page = render_template("errors/422_csrf.html", back_url=back_url, typed=typed())
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)


def _answer_with(code: int) -> Callable[[Exception], Response]:
    return lambda _error: _page(code)


def _http(error: HTTPException) -> Response:
    """Answer what Flask refuses; a request that we cannot read keeps its own code."""
    if error.response is not None:
        return make_response(error.response)
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if code == HTTPStatus.SERVICE_UNAVAILABLE:
        return _page(code, typed=typed())
    if code in PAGES:
        return _page(code)
    response = _page(HTTPStatus.BAD_REQUEST)
    response.status_code = code
    if isinstance(error, MethodNotAllowed):
        response.allow.update(error.valid_methods or ())
    return response


def _stale_form(error: CSRFError) -> Response:
    """Say that a page was open for too long; a form of the console waits for its sender."""
    del error
    return hold_stale_form() or stale_page(request.path)


def _too_many(error: RateLimitExceeded) -> Response:
    """Say in how many minutes to come back."""
    del error
    limit = limiter.current_limit
    seconds = max(1, math.ceil(limit.reset_at - time.time())) if limit else RETRY_SECONDS
    response = _page(HTTPStatus.TOO_MANY_REQUESTS, retry_minutes=math.ceil(seconds / 60))
    response.headers["Retry-After"] = str(seconds)
    return response


def _away(error: Exception) -> Response:
    """Say that nothing was sent and show what was typed; it can be sent again in a moment."""
    events().error("request.unavailable", error=type(error).__name__)
    response = _page(HTTPStatus.SERVICE_UNAVAILABLE, typed=typed())
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _broken(error: Exception) -> Response:
    """Log where it broke, without the error's own words: they may quote what somebody typed."""
    trace = "".join(traceback.format_tb(error.__traceback__))
    events().error("request.broken", error=type(error).__name__, trace=trace)
    return _page(HTTPStatus.INTERNAL_SERVER_ERROR)


def _page(code: int, **values: object) -> Response:
    return make_response(render_template(f"errors/{int(code)}.html", **values), code)
