"""The pages that anyone may read: what this is, what it asks for, what we keep, how far it is."""

from flask import Blueprint, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from campaign.domain.errors import NotFound
from campaign.web.campaigns import (
    current_campaign,
    journey_url,
    jurisdiction,
    now,
    open_campaign,
)
from campaign.web.doors import page_locale
from campaign.web.presenters.desk import Desk
from campaign.web.presenters.districts import chamber_pages
from campaign.web.presenters.progress import progress_page
from campaign.web.presenters.recommendations import neighbours, recommendation_link
from campaign.web.sharing import share_campaign
from campaign.wiring import edges

pages = Blueprint("pages", __name__)
pages.before_request(open_campaign)


@pages.get("/about")
def about() -> ResponseReturnValue:
    """Tell who asks, and how this works."""
    return render_template("pages/about.html", sections=current_campaign().about)


@pages.get("/privacy")
def privacy() -> ResponseReturnValue:
    """Tell what is kept, and for how long."""
    settings = current_app.config["CAMPAIGN"]
    return render_template(
        "pages/privacy.html",
        geocoder_on=settings.geocoder != "off",
        retention=settings.retention,
    )


@pages.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    """Tell how this site can be used, and whom to ask."""
    return render_template("pages/accessibility.html")


@pages.get("/recommendations")
def recommendations() -> ResponseReturnValue:
    """List what the campaign asks for."""
    items = [recommendation_link(item) for item in current_campaign().recommendations]
    return render_template("pages/recommendations.html", recommendations=items)


@pages.get("/recommendations/<slug>")
def recommendation(slug: str) -> ResponseReturnValue:
    """Explain one recommendation."""
    page = current_campaign()
    try:
        item = page.recommendation(slug)
    except NotFound:
        abort(404)
    before, after = neighbours(page, item)
    return render_template(
        "pages/recommendation.html",
        recommendation=recommendation_link(item),
        previous=before,
        next=after,
        choose_url=journey_url("choose", recommendation=slug),
        share=share_campaign(item=item),
        shared_item=item,
    )


@pages.get("/districts")
def districts() -> ResponseReturnValue:
    """Show every district on a map, and who speaks for it."""
    adapters = edges()
    desk = Desk(jurisdiction(), page_locale(), now(), adapters.boundaries, adapters.zip_points)
    return render_template("pages/districts.html", chambers=chamber_pages(desk))


@pages.get("/progress")
def progress() -> ResponseReturnValue:
    """Show how many letters there are; no number from 1 to 4."""
    return render_template(
        "pages/progress.html",
        share=share_campaign(),
        **progress_page(current_campaign(), jurisdiction(), page_locale(), now()),
    )
