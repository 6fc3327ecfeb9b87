"""What the screens share: their order, how one is shown, and how the next is reached."""

from flask import Response, make_response, redirect, render_template, request
from flask_wtf import FlaskForm

from campaign.domain.drafts import Draft
from campaign.queries.drafts import Drafted, drafted
from campaign.web import draft as drafts
from campaign.web.campaigns import journey_url, jurisdiction, now
from campaign.web.doors import page_locale
from campaign.web.failures import stale_page
from campaign.web.forms.fields import problems

SEE_OTHER = 303
UNPROCESSABLE = 422
CITY_TO_COME = "________"
"""A blank, for the same word stands in the Spanish letter and in its English."""


def gap_before(screen: str, draft: Draft) -> str | None:
    """Return the first screen that was left out on the way to one; none where all is there."""
    done = {
        "choose": bool(draft.picks),
        "find": bool(draft.districts),
        "letter": draft.written,
        "sign": draft.signed,
    }
    before = list(done)[: list(done).index(screen)] if screen in done else list(done)
    return next((name for name in before if not done[name]), None)


def begin_at(screen: str) -> Response:
    """Send somebody who came too early, or too late, to a screen; words they typed are shown."""
    return see(screen) if request.method == "GET" else stale_page(journey_url(screen))


def show(
    template: str,
    form: FlaskForm,
    *,
    status: int = 200,
    more: tuple[tuple[str, str], ...] = (),
    **values: object,
) -> Response:
    """Return a screen; faults of what was sent, or of a part of the page, make it a 422."""
    found = [*problems(form), *more]
    text = render_template(template, form=form, problems=found, **values)
    return make_response(text, UNPROCESSABLE if found and form.is_submitted() else status)


def see(step: str, **values: str) -> Response:
    """Send the browser to a screen."""
    return make_response(redirect(journey_url(step, **values), SEE_OTHER))


def go(step: str, draft: Draft) -> Response:
    """Keep the draft and send the browser to a screen."""
    return drafts.keep(draft, see(step))


def language_of(draft: Draft) -> str:
    """Return the language of a draft's letters: chosen, else the page's."""
    return draft.letter_language or page_locale()


def letters_of(draft: Draft) -> Drafted:
    """Compose a draft's letters in the language that its writer writes in."""
    state = jurisdiction()
    return drafted(
        draft,
        jurisdiction=state,
        locale=language_of(draft),
        city=CITY_TO_COME,
        on=state.day(now()),
    )
