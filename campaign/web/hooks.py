"""Where mail providers report what became of our mail."""

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from campaign.domain.returns import Call, Forged, TooEarly, Unreadable
from campaign.log import events
from campaign.services.receive import Counter, receive
from campaign.web.campaigns import now
from campaign.web.limits import REPORTS, limiter
from campaign.wiring import edges

hooks = Blueprint("hooks", __name__)

LARGEST_CALL_BYTES = 1024 * 1024
NOT_UNDERSTOOD = 400
NOT_PROVEN = 403
LATER = 503


@hooks.post("/hooks/<slug:provider>")
@limiter.limit(REPORTS)
def report(provider: str) -> ResponseReturnValue:
    """Take a provider's reports; it repeats what is not answered with 200."""
    request.max_content_length = LARGEST_CALL_BYTES
    adapters = edges()
    hook = adapters.hooks.get(provider)
    if hook is None:
        abort(404)
    counter = Counter(
        site=adapters.site,
        renderer=adapters.renderer,
        signer=adapters.signer,
        bell=adapters.bell,
        now=now(),
    )
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        reports = hook.reports(Call(headers=headers, body=request.get_data(), at=counter.now))
    except Forged:
        return _refuse(provider, "forged", NOT_PROVEN)
    except Unreadable:
        return _refuse(provider, "unreadable", NOT_UNDERSTOOD)
    except TooEarly:
        return _refuse(provider, "no_answer", LATER)
    early = False
    for each in reports:
        try:
            receive(each, counter)
        except TooEarly:
            early = True
    return ("", LATER) if early else ("", 200)


def _refuse(provider: str, reason: str, code: int) -> ResponseReturnValue:
    events().warning("hook.refused", provider=provider, reason=reason)
    return "", code
