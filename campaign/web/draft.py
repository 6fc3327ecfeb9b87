"""The draft behind this browser's cookie, and the cookies for a young age and for a source."""

from dataclasses import replace

from flask import Response, current_app, g, request

from campaign.domain.drafts import Draft
from campaign.domain.errors import NotFound, Refused
from campaign.domain.people import AgeBand
from campaign.domain.retention import DRAFT_KEPT
from campaign.domain.sources import is_code
from campaign.services import draft as drafts
from campaign.services.submit import submitted_before
from campaign.web.campaigns import current_campaign, now
from campaign.wiring import edges

COOKIE = "draft"
BAND_COOKIE = "age"
SOURCE_COOKIE = "source"
DAY_SECONDS = 24 * 60 * 60
ORDER = list(AgeBand)


def current() -> Draft:
    """Return this browser's draft for the page's campaign, or a fresh one."""
    campaign = current_campaign().slug
    found = _resumed()
    if found is not None and found.campaign == campaign:
        return found
    return Draft(campaign=campaign, seed=edges().signer.token(), source=source_code())


def keep(draft: Draft, response: Response) -> Response:
    """Write the draft down and hand the browser its cookie.

    The cookie's value is a fresh one unless the browser brought one that we gave it.
    """
    adapters = edges()
    token = g.get("draft_token") or adapters.signer.token()
    drafts.keep(token, draft, signer=adapters.signer, sealer=adapters.sealer, now=now())
    _set_cookie(response, COOKIE, token, int(DRAFT_KEPT.total_seconds()))
    return response


def discard(response: Response) -> Response:
    """Forget the draft at once, here and in the browser."""
    token = request.cookies.get(COOKIE)
    if token:
        drafts.discard(token, signer=edges().signer)
    response.delete_cookie(COOKIE)
    return response


def discard_sent(action_id: str, response: Response) -> Response:
    """Forget the draft that became this action; another letter in the making stays."""
    found = _resumed()
    try:
        if found is None:
            return response
        sent = submitted_before(found.submission_key, signer=edges().signer)
    except NotFound:
        return response
    return discard(response) if sent.action_id == action_id else response


def check_band(band: AgeBand) -> None:
    """Refuse an older age than this browser chose today. Raises Refused("band_changed")."""
    chosen = _remembered_band()
    if chosen is not None and ORDER.index(band) > ORDER.index(chosen):
        raise Refused("band_changed")


def remember_band(band: AgeBand, response: Response) -> Response:
    """Let this browser remember a young age for a day; nothing is kept here."""
    if band is not AgeBand.ADULT:
        value = edges().signer.sign("age", band.value.replace("-", "_"))
        _set_cookie(response, BAND_COOKIE, value, DAY_SECONDS)
    return response


def remember_source(code: str, response: Response) -> Response:
    """Let this browser remember by which link it came, for a week."""
    _set_cookie(response, SOURCE_COOKIE, code, 7 * DAY_SECONDS)
    return response


def changed(draft: Draft, **changes: object) -> Draft:
    """Return a draft with changes; where there are any, what is to be sent gets a fresh key."""
    after = replace(draft, **changes)  # type: ignore[arg-type]  # Checked by replace.
    return draft if after == draft else with_fresh_key(after)


def with_fresh_key(draft: Draft) -> Draft:
    """Return a draft under a key that was never used to send anything."""
    return replace(draft, submission_key=edges().signer.token())


def _resumed() -> Draft | None:
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    adapters = edges()
    try:
        found = drafts.resume(token, signer=adapters.signer, sealer=adapters.sealer, now=now())
    except NotFound:
        return None
    g.draft_token = token
    return found


def source_code() -> str:
    """Return the code of the link by which this browser came."""
    code = request.cookies.get(SOURCE_COOKIE, "")
    return code if is_code(code) else ""


def _remembered_band() -> AgeBand | None:
    token = request.cookies.get(BAND_COOKIE)
    if not token:
        return None
    try:
        return AgeBand(edges().signer.unsign("age", token).replace("_", "-"))
    except (NotFound, ValueError):
        return None


def _set_cookie(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["CAMPAIGN"].secure,
    )
