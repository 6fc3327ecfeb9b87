"""The campaigns as staff write them: which there are, what each holds, and how one begins."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user
from wtforms.fields.choices import SelectChoice

from campaign import wiring
from campaign.domain.content_check import OVERVIEW, Finding, check
from campaign.domain.content_faults import BrokenContent
from campaign.domain.content_making import (
    blank_content,
    copied,
    moved_up,
    with_recommendation,
    without_recommendation,
)
from campaign.domain.content_pages import FACTS_PAGE, LETTER_PAGE, TEXTS_PAGE, page_of
from campaign.domain.errors import Refused
from campaign.queries.authoring import Workpiece, editions, workpiece, workpieces
from campaign.services.edit_campaign import (
    arrange,
    begin_campaign,
    bring_content,
    discard_draft,
)
from campaign.web.console.access import console_pages
from campaign.web.console.locale import console_locale
from campaign.web.forms.campaigns import BeginForm
from campaign.web.forms.fields import Field, problems
from campaign.web.presenters.authoring import finding_rows, page_title
from campaign.web.presenters.content_faults import file_fault
from campaign.web.sentences import sentence

ARRANGEMENTS = {
    "add": with_recommendation,
    "up": moved_up,
    "remove": without_recommendation,
}

pages = console_pages("campaigns", __name__)


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page of texts, and how much of it keeps the campaign from being published."""

    page: str
    title: str
    slug: str
    url: str
    faults: int
    is_published: bool


@pages.get("/campaigns")
def show() -> ResponseReturnValue:
    """List every campaign, published or in the making."""
    return render_template("console/campaigns.html", pieces=workpieces(), language=console_locale())


@pages.route("/new-campaign", methods=["GET", "POST"])
def begin() -> ResponseReturnValue:
    """Begin a campaign as a draft, from nothing or as a copy of another."""
    pieces, form = workpieces(), BeginForm()
    states = wiring.edges().jurisdictions
    form.jurisdiction.choices = [
        SelectChoice(slug, state.name.read(console_locale())) for slug, state in states.items()
    ]
    form.copy_of.choices = [
        SelectChoice("", _("Nothing: an empty one")),
        *(SelectChoice(piece.slug, piece.title(console_locale())) for piece in pieces),
    ]
    if form.validate_on_submit():
        try:
            _begin(form, pieces)
        except Refused as refused:
            form.slug.errors = [sentence(refused)]
        else:
            flash(_("The draft stands. Nobody but the console sees it until you publish it."))
            return redirect(url_for(".one", slug=form.slug.data), HTTPStatus.SEE_OTHER)
    found = problems(form)
    page = render_template("console/campaign_begin.html", form=form, problems=found)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if found else HTTPStatus.OK


@pages.post("/new-campaign/zip")
def bring() -> ResponseReturnValue:
    """Take a campaign's folder, packed as a ZIP file, as a draft."""
    file = request.files.get("folder")
    try:
        content = wiring.unpack_content(file.read() if file else b"")
        bring_content(
            content,
            states=wiring.edges().jurisdictions,
            staff_member_id=current_user.id,
            now=datetime.now(UTC),
        )
    except BrokenContent as broken:
        return _refuse_file(_("This file was not taken. Nothing has changed."), broken)
    except Refused as refused:
        return _refuse_file(sentence(refused))
    flash(_("The draft stands. Look at what it changes before you publish it."))
    address = url_for("console_campaigns_publish.changes", slug=content.slug)
    return redirect(address, HTTPStatus.SEE_OTHER)


@pages.get("/campaigns/<slug:slug>")
def one(slug: str) -> ResponseReturnValue:
    """Show what a campaign holds, and where something is missing."""
    return _overview(workpiece(slug))


@pages.get("/campaigns/<slug:slug>/content.zip")
def download(slug: str) -> ResponseReturnValue:
    """Hand out a campaign's folder: the draft where there is one, else what is published."""
    packed = wiring.pack_content(workpiece(slug).content)
    disposition = {"Content-Disposition": f'attachment; filename="{slug}.zip"'}
    return Response(packed, mimetype="application/zip", headers=disposition)


@pages.post("/campaigns/<slug:slug>/recommendations")
def recommendations(slug: str) -> ResponseReturnValue:
    """Add, move or take away a recommendation of the draft."""
    change = ARRANGEMENTS.get(request.form.get("change", ""))
    item = request.form.get("recommendation", "").strip()
    if change is None:
        abort(400)
    try:
        changed = partial(change, slug=item)
        arrange(slug, changed, staff_member_id=current_user.id, now=datetime.now(UTC))
    except Refused as refused:
        field = Field("recommendation", item, (sentence(refused),))
        return _overview(workpiece(slug), field), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for(".one", slug=slug, _anchor="pages"), HTTPStatus.SEE_OTHER)


@pages.post("/campaigns/<slug:slug>/discard")
def discard(slug: str) -> ResponseReturnValue:
    """Throw away what was not published."""
    discard_draft(slug, staff_member_id=current_user.id, now=datetime.now(UTC))
    flash(_("The draft was thrown away. What is published stays as it is."))
    return redirect(url_for(".show"), HTTPStatus.SEE_OTHER)


def _begin(form: BeginForm, pieces: list[Workpiece]) -> None:
    """Begin the campaign that a form asks for. Raises Refused."""
    now, slug = datetime.now(UTC), form.slug.data or ""
    position = max((piece.content.position for piece in pieces), default=0) + 1
    for piece in pieces:
        if piece.slug == form.copy_of.data:
            content = copied(piece.content, slug, position=position)
            break
    else:
        state = wiring.edges().jurisdictions.get(form.jurisdiction.data)
        if state is None:
            raise Refused("jurisdiction_unknown", name=form.jurisdiction.data or "")
        content = blank_content(
            slug,
            jurisdiction=state.slug,
            time_zone=state.time_zone,
            starts_on=state.day(now),
            position=position,
        )
    begin_campaign(content, staff_member_id=current_user.id, now=now)


def _overview(piece: Workpiece, field: Field | None = None) -> str:
    content, locale = piece.content, console_locale()
    found = check(content)
    published = {item.slug for item in piece.published.recommendations} if piece.published else ()
    return render_template(
        "console/campaign.html",
        piece=piece,
        title=piece.title(locale),
        rows=[_row(piece, page, found) for page in (FACTS_PAGE, TEXTS_PAGE, LETTER_PAGE)],
        recommendations=[
            _row(piece, page_of(item.slug), found, item.slug, is_published=item.slug in published)
            for item in content.recommendations
        ],
        general=finding_rows(content, (one for one in found if one.page == OVERVIEW), locale),
        editions=editions(piece.slug),
        field=field or Field("recommendation"),
        problems=[(field.id, field.errors[0])] if field else [],
    )


def _row(
    piece: Workpiece,
    page: str,
    found: tuple[Finding, ...],
    slug: str = "",
    *,
    is_published: bool = True,
) -> PageRow:
    url = (
        url_for("console_campaigns_texts.facts", slug=piece.slug)
        if page == FACTS_PAGE
        else url_for("console_campaigns_texts.edit", slug=piece.slug, page=page)
    )
    return PageRow(
        page=page,
        title=page_title(piece.content, page, console_locale()),
        slug=slug,
        url=url,
        faults=sum(finding.page == page for finding in found),
        is_published=is_published,
    )


def _refuse_file(words: str, broken: BrokenContent | None = None) -> ResponseReturnValue:
    """Say why a file was not taken, with all its faults."""
    faults = [file_fault(error) for error in broken.errors] if broken else []
    page = render_template("console/campaign_file_refused.html", words=words, faults=faults)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY
