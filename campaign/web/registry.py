"""The blueprints, each at its place."""

from collections.abc import Collection

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.routing import BaseConverter

from campaign.web import doors, failures
from campaign.web.api import api
from campaign.web.calls import calls
from campaign.web.campaigns import journey_url, words_of_the_campaign
from campaign.web.confirmations import confirmations
from campaign.web.console import blueprints as console_blueprints
from campaign.web.embed import embed
from campaign.web.hooks import hooks
from campaign.web.journey import blueprint as journey
from campaign.web.limits import limiter
from campaign.web.mailbox import mailbox
from campaign.web.office_forms import office_forms
from campaign.web.operator import operator
from campaign.web.pages import pages
from campaign.web.receipts import receipts
from campaign.web.shares import shares
from campaign.web.sharing import card
from campaign.web.sources import sources
from campaign.web.stories import stories
from campaign.web.successors import successors
from campaign.web.tokens import one_click, tokens
from campaign.web.translations import translations

IN_A_LANGUAGE = "/<any(en, es):locale>"


class SlugConverter(BaseConverter):
    """Small letters, digits and hyphens, as the names of campaigns and sources are written."""

    regex = "[a-z0-9][a-z0-9-]{0,79}"


def register(app: Flask, csrf: CSRFProtect, *, away: Collection[type[Exception]]) -> None:
    """Put every page in its place; `away` are the errors of a database that does not answer.

    Forms of the public pages check their own token, so that a page whose token is too old
    comes back with everything that was typed; the rest is checked at the door.
    """
    settings = app.config["CAMPAIGN"]
    app.config.update(
        RATELIMIT_STORAGE_URI=settings.limits_url,
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
    )
    limiter.init_app(app)
    app.url_map.converters["slug"] = SlugConverter
    doors.stand_at(app)
    failures.answer(app, away=away)
    app.context_processor(words_of_the_campaign)
    app.jinja_env.globals["journey_url"] = journey_url
    app.jinja_env.globals["share_card"] = card
    root = journey("journey")
    other = journey("campaign_journey")
    app.register_blueprint(doors.start)
    app.register_blueprint(root, url_prefix=IN_A_LANGUAGE)
    app.register_blueprint(other, url_prefix=f"{IN_A_LANGUAGE}/c/<slug:campaign>")
    of_tokens = (confirmations, receipts, office_forms, calls, successors, translations, tokens)
    for blueprint in (pages, shares, stories, *of_tokens):
        app.register_blueprint(blueprint, url_prefix=IN_A_LANGUAGE)
    doors_alone = (api, one_click, sources, embed, hooks, operator, mailbox, *console_blueprints())
    for blueprint in doors_alone:
        app.register_blueprint(blueprint)
    for blueprint in (root, other, *of_tokens, one_click, hooks, api):
        csrf.exempt(blueprint)
