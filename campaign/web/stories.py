"""Stories that their writers let us publish, for everybody to read."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from campaign.queries.stories import A_PAGE, published
from campaign.web.campaigns import current_campaign, open_campaign
from campaign.web.doors import page_locale

stories = Blueprint("stories", __name__)
stories.before_request(open_campaign)

MOST_PAGES = 1_000


@stories.get("/stories")
def show() -> ResponseReturnValue:
    """Show published stories, of one recommendation or all; nonsense in the address is left out."""
    page = current_campaign()
    wanted = request.args.get("recommendation", "")
    slug = wanted if any(item.slug == wanted for item in page.recommendations) else ""
    number = min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)
    found = published(page.id, page_locale(), slug=slug, page=number)
    return render_template(
        "pages/stories.html",
        stories=found,
        slug=slug,
        page_number=number,
        has_more=len(found) == A_PAGE,
        recommendations=page.recommendations,
    )
