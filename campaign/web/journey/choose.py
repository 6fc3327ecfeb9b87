"""Screen 1: pick one to three recommendations."""

from flask import request
from flask.typing import ResponseReturnValue

from campaign.queries.campaigns import CampaignPage
from campaign.web import draft as drafts
from campaign.web.campaigns import current_campaign
from campaign.web.forms.journey import ChooseForm
from campaign.web.journey.steps import go, show
from campaign.web.presenters.letters import pick_cards


def choose() -> ResponseReturnValue:
    """Show the recommendations as cards, or keep what was picked."""
    page = current_campaign()
    draft = drafts.current()
    form = ChooseForm()
    form.recommendation.choices = [item.slug for item in page.recommendations]
    if not form.validate_on_submit():
        picked = form.recommendation.data if form.is_submitted() else _asked(page) or draft.picks
        return show(
            "journey/choose.html",
            form,
            cards=pick_cards(page, picked),
            draft_waits=bool(draft.picks) and not form.is_submitted(),
        )
    picks = tuple(form.recommendation.data)
    if picks != draft.picks:
        draft = drafts.changed(draft, picks=picks, edits={}, written=False)
    return go("find", draft)


def _asked(page: CampaignPage) -> tuple[str, ...]:
    """Return the recommendations that a link to this page picks."""
    asked = request.args.getlist("recommendation")
    return tuple(item.slug for item in page.recommendations if item.slug in asked)
