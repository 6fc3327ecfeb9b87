"""People: look for them."""

from datetime import UTC, datetime
from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from campaign import wiring
from campaign.domain.exports import ExportKind
from campaign.i18n import OWN_NAMES
from campaign.queries.partners import sources
from campaign.queries.people import Found, recommendation_names
from campaign.queries.places import district_ids
from campaign.services.find_supporters import find_supporters
from campaign.web.console.access import console_pages
from campaign.web.console.locale import console_locale
from campaign.web.console.moments import zone
from campaign.web.forms.supporter_search import SupporterSearchForm

pages = console_pages("supporters", __name__)


@pages.get("/supporters")
def show() -> ResponseReturnValue:
    """Show the empty search; nobody is listed before somebody is looked for."""
    return _page(_empty())


@pages.post("/supporters")
def search() -> ResponseReturnValue:
    """Show a page of those whom a search finds; what was typed stands in no address."""
    form = SupporterSearchForm()
    _offer(form)
    if not form.validate():
        return _page(form), 422
    found = find_supporters(
        form.asked(zone()),
        page=request.form.get("page", 1, type=int),
        staff_member_id=current_user.id,
        now=datetime.now(UTC),
    )
    return _page(form, found)


@pages.get("/supporters.csv")
def export() -> ResponseReturnValue:
    """Lead to where a list is asked for, with the purpose in the address."""
    purpose = request.args.get("purpose") or None
    to = url_for("console_exports.new", kind=ExportKind.SUPPORTERS, purpose=purpose)
    return redirect(to, HTTPStatus.SEE_OTHER)


def _empty() -> SupporterSearchForm:
    form = SupporterSearchForm(formdata=None)
    _offer(form)
    return form


def _offer(form: SupporterSearchForm) -> None:
    """Say which districts, recommendations and sources there are to choose."""
    states, locale = wiring.edges().jurisdictions, console_locale()
    form.offer(
        districts=[
            (district_id, states[state].district_name(ref.chamber, ref.number).read(locale))
            for district_id, state, ref in district_ids()
            if state in states
        ],
        recommendations=recommendation_names(locale),
        sources=[(source.id, source.code) for source in sources()],
    )


def _page(form: SupporterSearchForm, found: Found | None = None) -> str:
    return render_template(
        "console/supporters.html",
        form=form,
        found=found,
        language_names=OWN_NAMES,
        problems=[(field.id, error) for field in form for error in field.errors],
    )
