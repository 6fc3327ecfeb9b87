"""A form that could not be taken yet: the page that keeps what was typed until it can be."""

from enum import StrEnum
from http import HTTPStatus

from flask import Response, make_response, render_template, request

NOT_CARRIED = frozenset({"csrf_token", "factor_code"})


class Why(StrEnum):
    """What stands in the way."""

    AWAY = "away"
    """The session is over."""
    STALE = "stale"
    """The page is of an earlier session; a new one has begun meanwhile."""
    FACTOR = "factor"
    """The second factor was proved too long ago."""
    NO_FACTOR = "no_factor"
    """There is no second factor yet."""


def comes_from_here() -> bool:
    """Tell whether a form was sent from a page of ours, as the browser says.

    What another site sent must not be shown as if the reader had typed it.
    """
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None:
        return said == "same-origin"
    return request.headers.get("Origin") == request.host_url.rstrip("/")


def held(why: Why, *, wrong_code: bool = False) -> Response:
    """Show the form again as it was sent, with what is to be done first.

    The words stay in the page and are stored nowhere. A password is not repeated, and a file
    must be chosen again.
    """
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in NOT_CARRIED and "password" not in name
    ]
    page = render_template(
        "console/held.html",
        why=why,
        fields=fields,
        files=list(request.files),
        wrong_code=wrong_code,
        action=request.full_path.rstrip("?"),
    )
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
