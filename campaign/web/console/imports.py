"""Lists that come in: brought or typed, matched, tried, brought in, and taken back."""

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from http import HTTPStatus

from defusedcsv import csv
from flask import (
    Response,
    flash,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.exceptions import RequestEntityTooLarge

from campaign import wiring
from campaign.domain.errors import Refused
from campaign.domain.imports import (
    LARGEST_FILE,
    MIB,
    MOST_ROWS,
    MOST_WORKBOOK_ROWS,
    ROWS_AT_ONCE,
    ImportState,
)
from campaign.i18n import LOCALES
from campaign.queries.import_people import forecast_of
from campaign.queries.imports import FAULTS_SHOWN, faults, imported, imports, rejects
from campaign.services.run_import import order_run, run_import
from campaign.services.stage_import import discard_import, stage_import
from campaign.services.undo_import import undo_import
from campaign.web.console.access import console_pages, may_open
from campaign.web.console.import_words import FAULTS, in_every_language, told
from campaign.web.sentences import sentence

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
FORM_BYTES = 64 * 1024
"""Room for the other fields of the form that carries a file."""

pages = console_pages("imports", __name__)


@pages.url_value_preprocessor
def make_room(endpoint: str | None, values: object) -> None:
    """Let those who may bring a file in send one; for all others a request stays small."""
    del values
    if endpoint != "console_imports.stage" or not current_user.is_authenticated:
        return
    if may_open(endpoint):
        request.max_content_length = LARGEST_FILE + FORM_BYTES


@pages.errorhandler(RequestEntityTooLarge)
def say_how_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say how large a file may be; nothing of this one was read."""
    del error
    refused = Refused("file_too_large", limit=LARGEST_FILE // MIB)
    return _list_page([("file", sentence(refused))]), HTTPStatus.REQUEST_ENTITY_TOO_LARGE


@pages.get("/imports")
def show() -> ResponseReturnValue:
    """Show the lists, and the two ways to bring one."""
    return _list_page([])


@pages.post("/imports")
def stage() -> ResponseReturnValue:
    """Take a file in, or say what is wrong with it."""
    edges, file = wiring.edges(), request.files.get("file")
    if file is None or not file.filename:
        return _list_page([("file", sentence(Refused("file_missing")))]), UNPROCESSABLE
    try:
        import_id = stage_import(
            file.read(),
            name=file.filename,
            tables=edges.tables,
            sealer=edges.sealer,
            staff_member_id=current_user.id,
            now=datetime.now(UTC),
        )
    except Refused as refused:
        return _list_page([("file", sentence(refused))]), UNPROCESSABLE
    address = url_for("console_import_steps.match", import_id=import_id)
    return redirect(address, HTTPStatus.SEE_OTHER)


@pages.get("/imports/<import_id>")
def one(import_id: str) -> ResponseReturnValue:
    """Show how far a list has come: what it would do, or did."""
    listed = imported(import_id)
    checked = listed.state is ImportState.CHECKED
    return render_template(
        "console/import.html",
        listed=listed,
        forecast=forecast_of(import_id) if checked else listed.did,
        faults=[(FAULTS[fault], count) for fault, count in faults(import_id)],
        rejects=[told(reject) for reject in rejects(import_id, limit=FAULTS_SHOWN)],
        can_be_undone=listed.can_be_undone(datetime.now(UTC)),
    )


@pages.post("/imports/<import_id>/run")
def run(import_id: str) -> ResponseReturnValue:
    """Bring a checked list in; a long one is left to a worker."""

    def order() -> None:
        order_run(import_id, staff_member_id=current_user.id)
        if imported(import_id).rows <= ROWS_AT_ONCE:
            run_import(import_id, signer=wiring.edges().signer, now=datetime.now(UTC))

    return _trying(order, import_id)


@pages.post("/imports/<import_id>/undo")
def undo(import_id: str) -> ResponseReturnValue:
    """Take a whole list back."""
    staff_member_id, now = current_user.id, datetime.now(UTC)
    return _trying(
        lambda: undo_import(import_id, staff_member_id=staff_member_id, now=now), import_id
    )


@pages.post("/imports/<import_id>/discard")
def discard(import_id: str) -> ResponseReturnValue:
    """Throw a list away that was not brought in."""
    try:
        discard_import(import_id, staff_member_id=current_user.id, now=datetime.now(UTC))
    except Refused as refused:
        flash(sentence(refused), "error")
        return _to(import_id)
    flash(_("The list was thrown away. Nobody came in by it."))
    return redirect(url_for(".show"), HTTPStatus.SEE_OTHER)


@pages.get("/imports/<import_id>/rejects.csv")
def rejects_file(import_id: str) -> ResponseReturnValue:
    """Hand over what is wrong with which row, in every language."""
    imported(import_id)
    return Response(
        stream_with_context(_lines(import_id)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="rejected-{import_id[:8]}.csv"'},
    )


def _lines(import_id: str) -> Iterator[str]:
    yield "\ufeff"
    for line in in_every_language(rejects(import_id), LOCALES):
        text = io.StringIO()
        csv.writer(text).writerow(line)
        yield text.getvalue()


def _list_page(found: Sequence[tuple[str, str]]) -> str:
    limits = {"megabytes": LARGEST_FILE // MIB, "rows": MOST_ROWS, "cells": MOST_WORKBOOK_ROWS}
    return render_template("console/imports.html", lists=imports(), limits=limits, problems=found)


def _trying(work: Callable[[], object], import_id: str) -> ResponseReturnValue:
    """Do a piece of work, or say why not; either way the list's own page comes next."""
    try:
        work()
    except Refused as refused:
        flash(sentence(refused), "error")
    return _to(import_id)


def _to(import_id: str) -> ResponseReturnValue:
    return redirect(url_for(".one", import_id=import_id), HTTPStatus.SEE_OTHER)
