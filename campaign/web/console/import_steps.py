"""The steps of a list on its way in: its rows typed, its columns matched, its consent said."""

from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user
from wtforms.fields.choices import SelectChoice

from campaign import wiring
from campaign.domain.errors import Refused
from campaign.domain.exports import ExportPurpose
from campaign.domain.imports import ROWS_AT_ONCE, STAGED, ImportKind, Matching
from campaign.domain.people import CONSENT_WORDING_VERSION, Purpose
from campaign.i18n import LOCALES
from campaign.queries.campaigns import campaign_slugs
from campaign.queries.imports import ImportView, imported
from campaign.queries.partners import partners, sources
from campaign.services.check_import import check_import
from campaign.services.match_columns import Preview, match_columns, preview
from campaign.services.type_rows import begin_sheet, take_row_out, type_rows, typed_rows
from campaign.web.console.access import console_pages
from campaign.web.forms.fields import MAIN, problems
from campaign.web.forms.imports import (
    COLUMN,
    COLUMNS,
    DAY_FIRST,
    MONTH_FIRST,
    AgreementForm,
    TypedRows,
    matching_from,
)
from campaign.web.sentences import sentence

PLACES = {
    "email_unmatched": "column-0",
    "column_twice": "column-0",
    "age_unmatched": "everyone_is_adult",
    "date_unmatched": "agreed_on",
    "date_ahead": "agreed_on",
    "date_too_old": "agreed_on",
    "purpose_unknown": "purpose",
}
"""The field that a refusal is about."""

pages = console_pages("import_steps", __name__)


@pages.post("/imports/sheet")
def begin() -> ResponseReturnValue:
    """Open an empty sheet."""
    sealer = wiring.edges().sealer
    staff_member_id = current_user.id
    import_id = begin_sheet(sealer=sealer, staff_member_id=staff_member_id, now=datetime.now(UTC))
    return _to(".type_in", import_id)


@pages.route("/imports/<import_id>/rows", methods=["GET", "POST"])
def type_in(import_id: str) -> ResponseReturnValue:
    """Show the rows of a sheet and room for more, or add what was typed."""
    edges, listed = wiring.edges(), imported(import_id)
    if listed.state not in STAGED:
        return _to("console_imports.one", import_id)
    typed = TypedRows(request.form)
    found = typed.problems
    if request.method == "POST" and not found:
        rows = [[item.data for item in row] for row in typed.filled]
        try:
            type_rows(import_id, rows, tables=edges.tables, sealer=edges.sealer)
            return _to(".match" if "done" in request.form else ".type_in", import_id)
        except Refused as refused:
            found = [(MAIN, sentence(refused))]
    page = render_template(
        "console/import_rows.html",
        listed=listed,
        typed=typed,
        kept=typed_rows(import_id, tables=edges.tables, sealer=edges.sealer),
        problems=found,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if found else HTTPStatus.OK


@pages.post("/imports/<import_id>/rows/out")
def take_out(import_id: str) -> ResponseReturnValue:
    """Take a typed row out again."""
    edges, place = wiring.edges(), request.form.get("place", type=int)
    try:
        if place is not None:
            take_row_out(import_id, place, tables=edges.tables, sealer=edges.sealer)
    except Refused as refused:
        flash(sentence(refused), "error")
    return _to(".type_in", import_id)


@pages.route("/imports/<import_id>/columns", methods=["GET", "POST"])
def match(import_id: str) -> ResponseReturnValue:
    """Show which column seems to hold what, or take a person's word and try the list."""
    edges, listed = wiring.edges(), imported(import_id)
    if listed.state not in STAGED or not listed.has_file:
        return _to("console_imports.one", import_id)
    first = preview(import_id, tables=edges.tables, sealer=edges.sealer)
    form = _agreement_form(listed)
    found = problems(form)
    matching = listed.matching or first.guessed
    if request.method == "POST":
        try:
            matching = _matching(listed, first)
            if form.validate():
                _match(listed, matching, form)
                return _to("console_imports.one", import_id)
            found = problems(form)
        except Refused as refused:
            form.validate()
            about = (PLACES.get(refused.key, MAIN), sentence(refused))
            found = [about, *problems(form)]
    return _match_page(listed, first, matching, form, found)


def _to(endpoint: str, import_id: str) -> ResponseReturnValue:
    return redirect(url_for(endpoint, import_id=import_id), HTTPStatus.SEE_OTHER)


def _match_page(
    listed: ImportView,
    first: Preview,
    matching: Matching,
    form: AgreementForm,
    found: Sequence[tuple[str, str]],
) -> ResponseReturnValue:
    page = render_template(
        "console/import_columns.html",
        listed=listed,
        preview=first,
        held={place: column for column, place in matching.places.items()},
        columns=COLUMNS,
        prefix=COLUMN,
        form=form,
        sources=sources(),
        is_sheet=listed.kind is ImportKind.SHEET,
        problems=found,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if found else HTTPStatus.OK


def _agreement_form(listed: ImportView) -> AgreementForm:
    """Return the form as it was sent, as it was kept, or with what is likely."""
    kept = {
        "campaign": listed.campaign,
        "purpose": str(listed.purpose) if listed.purpose else str(ExportPurpose(Purpose.COALITION)),
        "wording": listed.wording_version or CONSENT_WORDING_VERSION,
        "agreed_on": listed.agreed_on.isoformat() if listed.agreed_on else "",
        "day_order": DAY_FIRST if listed.matching and listed.matching.day_first else MONTH_FIRST,
        "locale": listed.locale or LOCALES[0],
        "source": listed.source,
        "holder": listed.holder,
        "everyone_is_adult": listed.everyone_is_adult,
    }
    form = AgreementForm(data=kept)
    form.campaign.choices = [SelectChoice(slug, slug) for slug in campaign_slugs()]
    form.purpose.choices = [
        SelectChoice(str(ExportPurpose(Purpose.COALITION)), _("Updates from the coalition")),
        *(
            SelectChoice(
                str(ExportPurpose(Purpose.PARTNER, partner.slug)),
                _("Updates from %(partner)s", partner=partner.name),
            )
            for partner in partners()
        ),
    ]
    return form


def _matching(listed: ImportView, first: Preview) -> Matching:
    """Return what was said of the columns; those of a sheet are known."""
    if listed.kind is ImportKind.SHEET:
        return listed.matching or first.guessed
    day_first = request.form.get("day_order") == DAY_FIRST
    return matching_from(len(first.headers), day_first=day_first)


def _match(listed: ImportView, matching: Matching, form: AgreementForm) -> None:
    """Keep what was said; a short list is tried at once, a long one by a worker."""
    edges, now = wiring.edges(), datetime.now(UTC)
    retention = current_app.config["CAMPAIGN"].retention
    match_columns(listed.id, matching, form.agreement(), retention=retention, now=now)
    if listed.rows <= ROWS_AT_ONCE:
        check_import(
            listed.id,
            tables=edges.tables,
            sealer=edges.sealer,
            signer=edges.signer,
            retention=retention,
            now=now,
        )
