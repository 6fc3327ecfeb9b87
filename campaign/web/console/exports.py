"""Files that leave the program: asked for, approved by a second person, fetched once."""

from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from campaign import wiring
from campaign.domain.errors import Expired, NotFound, Refused
from campaign.domain.export_columns import COLUMNS, COUNT, STREET
from campaign.domain.exports import (
    ALONE_AT_MOST,
    AT_ONCE_AT_MOST,
    LINK_VALID,
    MEDIA_TYPES,
    ExportKind,
    ExportOrder,
    ExportState,
)
from campaign.queries.export_choices import choices
from campaign.queries.exports import Preset, export_view, newest_exports, presets
from campaign.services.export.ask import Asked, Asker, ask_for_export, forget_preset
from campaign.services.export.decide import approve_export, refuse_export
from campaign.services.export.hand_out import ask_again, fetch_export
from campaign.web.console.access import console_pages
from campaign.web.console.locale import console_locale
from campaign.web.forms.exports import ExportForm
from campaign.web.forms.fields import MAIN, problems
from campaign.web.presenters.exports import offered
from campaign.web.sentences import sentence

LOOK_AGAIN_SECONDS = 3
"""How often the page of a file that is being made looks again by itself."""

UNDERWAY = (ExportState.QUEUED, ExportState.MAKING)

FIELDS = {
    "purpose_unknown": "purpose",
    "columns_missing": "columns",
    "columns_unknown": "columns",
    "format_unknown": "file_format",
    "too_many_rows": "file_format",
    "street_reason_missing": "street_reason",
    "days_swapped": "first",
}
"""Where on the page each refusal belongs; the others stand on top."""

pages = console_pages("exports", __name__)


@pages.get("/exports")
def index() -> ResponseReturnValue:
    """List what was asked for, what waits for a second person, and the kept columns."""
    return render_template(
        "console/exports.html",
        exports=newest_exports(),
        kinds=list(ExportKind),
        presets=presets(current_user.id),
    )


@pages.route("/exports/new/<kind>", methods=["GET", "POST"])
def new(kind: str) -> ResponseReturnValue:
    """Show the form for a file, or take it: a small file is the answer itself."""
    if kind not in set(ExportKind):
        abort(404)
    of, form, now = ExportKind(kind), ExportForm(), datetime.now(UTC)
    states = wiring.edges().jurisdictions
    form.offer(of, offered(choices(console_locale()), states, console_locale()))
    if not form.is_submitted():
        return _form(of, form, ignored=[*form.take(request.args), *_columns_of(of, form)])
    if not form.validate():
        return _form(of, form, found=problems(form))
    try:
        order = form.order(of)
        asked = ask_for_export(
            order,
            asker=Asker(current_user.id, console_locale()),
            sheets=wiring.edges().sheets,
            preset=form.preset(),
            now=now,
        )
    except Refused as refused:
        return _refused(of, form, FIELDS.get(refused.key, MAIN), sentence(refused))
    except ValueError:
        return _refused(of, form, "file_format", _("Choose how the file is written."))
    return _answer(asked, order, now)


@pages.get("/exports/<export_id>")
def show(export_id: str) -> ResponseReturnValue:
    """Show one export; while it is made, the page looks again by itself."""
    return _export(export_id)


@pages.post("/exports/<export_id>/file")
def fetch(export_id: str) -> ResponseReturnValue:
    """Hand the file out, once, to whoever asked for it."""
    now = datetime.now(UTC)
    try:
        order = export_view(export_id).order
        pieces = fetch_export(
            export_id,
            shelf=wiring.edges().export_shelf,
            staff_member_id=current_user.id,
            now=now,
        )
    except NotFound:
        abort(404)
    except Expired:
        minutes = int(LINK_VALID.total_seconds() // 60)
        page = render_template("console/export_gone.html", export_id=export_id, minutes=minutes)
        return page, HTTPStatus.GONE
    return Response(pieces, headers=_headers(order, now), mimetype=MEDIA_TYPES[order.file_format])


@pages.post("/exports/<export_id>/again")
def again(export_id: str) -> ResponseReturnValue:
    """Have a file made again that was not fetched in time."""
    try:
        ask_again(export_id, staff_member_id=current_user.id, now=datetime.now(UTC))
    except NotFound:
        abort(404)
    except Refused as refused:
        flash(sentence(refused), "error")
    return redirect(url_for(".show", export_id=export_id), HTTPStatus.SEE_OTHER)


@pages.post("/exports/<export_id>/approve")
def approve(export_id: str) -> ResponseReturnValue:
    """Let a list of many people be made."""
    try:
        approve_export(export_id, staff_member_id=current_user.id, now=datetime.now(UTC))
        flash(_("Approved. Whoever asked gets a mail when the file is ready."))
    except NotFound:
        abort(404)
    except Refused as refused:
        flash(sentence(refused), "error")
    return redirect(url_for(".show", export_id=export_id), HTTPStatus.SEE_OTHER)


@pages.post("/exports/<export_id>/refuse")
def refuse(export_id: str) -> ResponseReturnValue:
    """Let a list not be made, with the reason that was typed."""
    now, reason = datetime.now(UTC), request.form.get("answer", "")
    try:
        refuse_export(export_id, reason, staff_member_id=current_user.id, now=now)
        flash(_("Refused. Whoever asked reads your reason on this page."))
    except NotFound:
        abort(404)
    except Refused as refused:
        return _export(export_id, found=[("answer", sentence(refused))])
    return redirect(url_for(".show", export_id=export_id), HTTPStatus.SEE_OTHER)


@pages.post("/exports/presets/<preset_id>/forget")
def forget(preset_id: str) -> ResponseReturnValue:
    """Forget a choice of columns of one's own."""
    try:
        forget_preset(preset_id, staff_member_id=current_user.id)
    except NotFound:
        abort(404)
    flash(_("Forgotten."))
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


def _export(export_id: str, *, found: Sequence[tuple[str, str]] = ()) -> ResponseReturnValue:
    try:
        export = export_view(export_id)
    except NotFound:
        abort(404)
    page = render_template(
        "console/export.html",
        export=export,
        is_own=export.staff_member_id == current_user.id,
        alone_at_most=ALONE_AT_MOST,
        problems=found,
    )
    refresh = {"Refresh": str(LOOK_AGAIN_SECONDS)} if export.state in UNDERWAY else {}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if found else HTTPStatus.OK
    return Response(page, status, headers={"Cache-Control": "no-store", **refresh})


def _form(
    kind: ExportKind,
    form: ExportForm,
    *,
    found: Sequence[tuple[str, str]] = (),
    ignored: Sequence[str] = (),
) -> ResponseReturnValue:
    page = render_template(
        "console/export_new.html",
        kind=kind,
        form=form,
        columns=[name for name in COLUMNS[kind] if name not in {STREET, COUNT}],
        presets=presets(current_user.id, kind),
        alone_at_most=ALONE_AT_MOST,
        at_once_at_most=AT_ONCE_AT_MOST,
        ignored=ignored,
        problems=found,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if found else HTTPStatus.OK


def _refused(kind: ExportKind, form: ExportForm, field: str, said: str) -> ResponseReturnValue:
    """Show the form with a sentence on top, and beside its field if it belongs to one."""
    if field in form:
        form[field].errors = [said]
    return _form(kind, form, found=[(field, said)])


def _columns_of(kind: ExportKind, form: ExportForm) -> list[str]:
    """Tick the columns of the choice that the address names, and return what makes no sense."""
    wanted = request.args.get("preset", "")
    if not wanted:
        return []
    known: dict[str, Preset] = {preset.id: preset for preset in presets(current_user.id, kind)}
    if wanted not in known:
        return ["preset"]
    form.columns.data = list(known[wanted].columns)
    form.street.data = STREET in known[wanted].columns
    return []


def _answer(asked: Asked, order: ExportOrder, now: datetime) -> ResponseReturnValue:
    if asked.content is not None:
        media_type = MEDIA_TYPES[order.file_format]
        return Response(asked.content, headers=_headers(order, now), mimetype=media_type)
    return redirect(url_for(".show", export_id=asked.export_id), HTTPStatus.SEE_OTHER)


def _headers(order: ExportOrder, now: datetime) -> dict[str, str]:
    name = order.file_name(now.date())
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
