"""People: look for them, and take the list of those who agreed to a purpose."""

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from campaign import wiring
from campaign.domain.errors import Refused
from campaign.domain.exports import ExportPurpose
from campaign.domain.people import Purpose
from campaign.i18n import OWN_NAMES
from campaign.queries.partners import partners, sources
from campaign.queries.people import Found, recommendation_names
from campaign.queries.places import district_ids
from campaign.services.export_supporters import export_supporters
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
    """Hand over the list for the purpose in the address."""
    now = datetime.now(UTC)
    try:
        purpose = ExportPurpose.parse(request.args.get("purpose", ""))
        lines = export_supporters(purpose, staff_member_id=current_user.id, now=now)
    except Refused:
        problems = [("purpose", _("Choose what the list is for."))]
        return _page(_empty(), problems=problems), 422
    name = f"supporters-{str(purpose).replace(':', '-')}-{now:%Y-%m-%d}.csv"
    return Response(
        stream_with_context(lines),
        mimetype="text/csv",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


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


def _page(
    form: SupporterSearchForm,
    found: Found | None = None,
    problems: Sequence[tuple[str, str]] | None = None,
) -> str:
    return render_template(
        "console/supporters.html",
        form=form,
        found=found,
        purposes=_purposes(),
        language_names=OWN_NAMES,
        problems=problems or [(field.id, error) for field in form for error in field.errors],
    )


def _purposes() -> Sequence[tuple[str, str]]:
    """Return what a list can be for, as the address says it and as people read it."""
    coalition = ExportPurpose(Purpose.COALITION)
    return [
        (str(coalition), _("Updates from the coalition")),
        *(
            (
                str(ExportPurpose(Purpose.PARTNER, partner.slug)),
                _("Updates from %(partner)s", partner=partner.name),
            )
            for partner in partners()
        ),
    ]
