"""Screen 1: pick one to three recommendations."""

from flask import request
from flask.typing import ResponseReturnValue

from campaign.domain.drafts import in_order
from campaign.queries.campaigns import CampaignPage, RecommendationPage
from campaign.web import draft as drafts
from campaign.web.campaigns import current_campaign
from campaign.web.forms.journey import ChooseForm
from campaign.web.journey.steps import go, show
from campaign.web.presenters.letters import pick_cards
from campaign.web.sharing import share_campaign

THROWN_AWAY = "gone"
"""What the address of this screen carries after a letter was thrown away."""


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
            thrown_away=THROWN_AWAY in request.args,
            share=share_campaign(),
            shared_item=_alone(page),
        )
    picks = in_order(form.recommendation.data, draft.picks)
    if picks != draft.picks:
        draft = drafts.changed(draft, picks=picks, edits={}, written=False)
    return go("find", draft)


def _alone(page: CampaignPage) -> RecommendationPage | None:
    """Return the recommendation that a shared link is about, where it is about one."""
    asked = _asked(page)
    return page.recommendation(asked[0]) if len(asked) == 1 else None


def _asked(page: CampaignPage) -> tuple[str, ...]:
    """Return the recommendations that a link to this page picks."""
    asked = request.args.getlist("recommendation")
    return tuple(item.slug for item in page.recommendations if item.slug in asked)
