"""People: look for them."""

from datetime import UTC, datetime
from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from campaign.domain.exports import ExportKind
from campaign.i18n import OWN_NAMES
from campaign.queries.supporters import Found
from campaign.services.find_supporters import find_supporters
from campaign.web.console.access import console_pages
from campaign.web.forms.supporter_search import SupporterSearchForm

pages = console_pages("supporters", __name__)


@pages.get("/supporters")
def show() -> ResponseReturnValue:
    """Show the empty search; nobody is listed before somebody is looked for."""
    return _page(SupporterSearchForm(formdata=None))


@pages.post("/supporters")
def search() -> ResponseReturnValue:
    """Show whom a search finds; what was typed stands in no address."""
    form = SupporterSearchForm()
    if not form.validate():
        return _page(form), 422
    found = find_supporters(form.asked(), staff_member_id=current_user.id, now=datetime.now(UTC))
    return _page(form, found)


@pages.get("/supporters.csv")
def export() -> ResponseReturnValue:
    """Lead to where a list is asked for, with the purpose in the address."""
    purpose = request.args.get("purpose") or None
    to = url_for("console_exports.new", kind=ExportKind.SUPPORTERS, purpose=purpose)
    return redirect(to, HTTPStatus.SEE_OTHER)


def _page(
    form: SupporterSearchForm,
    found: Found | None = None,
) -> str:
    return render_template(
        "console/supporters.html",
        form=form,
        found=found,
        language_names=OWN_NAMES,
        problems=[(field.id, error) for field in form for error in field.errors],
    )
