"""The morning page: how many wrote, about what, to whom, when, and where to knock next."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from defusedcsv import csv
from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time
from flask_babel import gettext as _
from flask_security import current_user

from campaign import wiring
from campaign.domain.disclosure import Cell, OrMore, Veil
from campaign.domain.errors import NotFound, Refused
from campaign.domain.staff import StaffRole, may_see_people
from campaign.domain.views import LABEL_LIMIT
from campaign.i18n import LOCALES, OWN_NAMES
from campaign.queries.views import query_of_view, saved_views
from campaign.services.forget_view import forget_view
from campaign.services.save_view import save_view
from campaign.web.console.access import console_pages, roles_of_reader
from campaign.web.console.charts import Chart
from campaign.web.console.exact_counts import exact_morning
from campaign.web.console.filters import CHAMBERS, NONE, CountsView, Reader, read_view
from campaign.web.console.locale import console_locale
from campaign.web.console.maps import chamber_name, shaded_maps
from campaign.web.console.morning import Morning
from campaign.web.console.veiled_counts import veiled_morning

BYTE_ORDER_MARK = "\ufeff"
"""Tells a spreadsheet program that the file is UTF-8."""

pages = console_pages("counts", __name__)


@pages.get("/counts")
@pages.get("/")
def show() -> ResponseReturnValue:
    """Show the counts that the address asks for."""
    reader = _reader()
    view = read_view(request.args, console_locale(), reader)
    if view is None:
        return render_template("console/no_campaign.html")
    return _page(view, reader)


@pages.get("/counts/<key>.csv")
def table(key: str) -> ResponseReturnValue:
    """Hand over one chart of the page as a file; it holds what the page shows, and no more."""
    reader = _reader()
    view = read_view(request.args, console_locale(), reader)
    chart = None if view is None else _morning(view, reader).chart(key)
    if view is None or chart is None:
        abort(404)
    name = f"{view.campaign.slug}-{key}-{datetime.now(UTC):%Y-%m-%d}.csv"
    return Response(
        _file(chart),
        mimetype="text/csv",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


@pages.post("/views")
def save() -> ResponseReturnValue:
    """Save the filters of a page under an id; the name that it gets stands in no address."""
    reader = _reader()
    view = read_view(request.form, console_locale(), reader)
    if view is None:
        abort(404)
    label, owner = request.form.get("label", ""), current_user.id
    try:
        view_id = save_view(view.query, label, staff_member_id=owner, now=datetime.now(UTC))
    except Refused:
        told = _("Give the view a name of at most %(most)s characters.", most=LABEL_LIMIT)
        return _page(view, reader, label=label, problems=[("label", told)]), 422
    flash(_("The view is saved. Its address can be sent to a colleague."))
    return redirect(url_for(".open_view", view_id=view_id), 303)


@pages.get("/views/<view_id>")
def open_view(view_id: str) -> ResponseReturnValue:
    """Go to the page that a saved view asks for, as this reader may see it."""
    try:
        query = query_of_view(view_id)
    except NotFound:
        abort(404)
    return redirect(f"{url_for('.show')}?{query}", 303)


@pages.post("/views/<view_id>/forget")
def forget(view_id: str) -> ResponseReturnValue:
    """Forget a view that this reader saved."""
    try:
        forget_view(view_id, staff_member_id=current_user.id)
    except NotFound:
        abort(404)
    flash(_("The view is forgotten."))
    return redirect(url_for(".show"), 303)


def _reader() -> Reader:
    """Return who looks: a partner's organizer who is nothing else sees that partner alone."""
    roles = roles_of_reader()
    if roles == {StaffRole.PARTNER_ORGANIZER}:
        return Reader(exact=False, partner_id=current_user.partner_id or "")
    return Reader(exact=may_see_people(roles))


def _morning(view: CountsView, reader: Reader) -> Morning:
    return exact_morning(view) if reader.exact else veiled_morning(view, reader)


def _page(
    view: CountsView,
    reader: Reader,
    *,
    label: str = "",
    problems: Sequence[tuple[str, str]] = (),
) -> str:
    morning = _morning(view, reader)
    cells = morning.by_district
    state = wiring.edges().jurisdictions[view.campaign.jurisdiction]
    return render_template(
        "console/counts.html",
        view=view,
        reader=reader,
        morning=morning,
        maps=[] if cells is None else shaded_maps(view, cells, morning.anchors),
        locales=[(locale, OWN_NAMES[locale]) for locale in LOCALES],
        chambers=[
            (chamber, chamber_name(view, chamber))
            for chamber in CHAMBERS
            if chamber in state.houses
        ],
        none=NONE,
        as_of=format_time(datetime.now(ZoneInfo(view.campaign.time_zone)), "short", rebase=False),
        saved=saved_views(current_user.id),
        label=label,
        label_limit=LABEL_LIMIT,
        problems=problems,
    )


def _file(chart: Chart) -> str:
    """Return a chart's table as CSV; a cell that a spreadsheet would run becomes text."""
    text = io.StringIO(BYTE_ORDER_MARK)
    text.seek(0, io.SEEK_END)
    first, *heads = chart.heads
    writer = csv.writer(text)
    writer.writerow([first, _("Detail"), *heads])
    for line in chart.lines:
        writer.writerow([line.label, line.note, *map(_cell_word, line.cells)])
    return text.getvalue()


def _cell_word(cell: Cell) -> int | str:
    """Return a cell as the page says it."""
    if isinstance(cell, OrMore):
        return str(_("at least %(n)s", n=cell.n))
    if isinstance(cell, Veil):
        return str(_("fewer than 5") if cell is Veil.FEW else _("not shown"))
    return cell
