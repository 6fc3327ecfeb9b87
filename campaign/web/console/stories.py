"""Stories: what waits for a reader, what was published, and the decisions."""

from datetime import UTC, datetime
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from campaign.domain.errors import Refused
from campaign.domain.stories import StoryState
from campaign.queries.stories import A_PAGE, StoryView, published, to_read
from campaign.services.decide_story import decide_story
from campaign.web.console.access import console_pages, may_open
from campaign.web.console.asked import asked_campaign, ignored_words
from campaign.web.console.locale import console_locale
from campaign.web.sentences import sentence

pages = console_pages("stories", __name__)

MOST_PAGES = 1_000
DECISIONS = (StoryState.PUBLISHED, StoryState.INSIDE, StoryState.DECLINED)
SHOWN = {
    "waiting": (StoryState.WAITING,),
    "published": (StoryState.PUBLISHED,),
    "inside": (StoryState.INSIDE,),
    "declined": (StoryState.DECLINED,),
}


@pages.get("/stories")
def show() -> ResponseReturnValue:
    """Show the stories that the reader may see: organizers see what everybody may read."""
    campaign, reads = asked_campaign(), may_open("console_stories.decide")
    if campaign is None:
        return render_template("console/no_campaign.html")
    what = request.args.get("what", "") if reads else "published"
    what = what if what in SHOWN else "waiting"
    number = min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)
    found = _found(campaign.id, what, number)
    return render_template(
        "console/stories.html",
        campaign=campaign,
        stories=found,
        what=what,
        reads=reads,
        page_number=number,
        has_more=len(found) == A_PAGE,
        ignored=ignored_words(),
    )


@pages.post("/stories/<story_id>")
def decide(story_id: str) -> ResponseReturnValue:
    """Write down what becomes of a story."""
    wanted = request.form.get("decision", "")
    decision = next((one for one in DECISIONS if one == wanted), None)
    if decision is None:
        flash(_("Press one of the buttons."))
    else:
        flash(_decided(story_id, decision))
    return redirect(url_for(".show", what=request.form.get("what") or None), HTTPStatus.SEE_OTHER)


def _decided(story_id: str, decision: StoryState) -> str:
    try:
        decide_story(story_id, decision, staff_member_id=current_user.id, now=datetime.now(UTC))
    except Refused as refused:
        return sentence(refused)
    return str(_("Noted."))


def _found(campaign_id: str, what: str, number: int) -> list[StoryView]:
    locale = console_locale()
    if what == "published":
        return published(campaign_id, locale, page=number)
    return to_read(campaign_id, locale, SHOWN[what], page=number)
