"""Source codes: one for each event, school, link or poster, with what is printed for it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user
from wtforms.fields.choices import SelectChoice

from campaign import wiring
from campaign.domain.errors import Refused
from campaign.domain.staff import may_see_people
from campaign.queries.campaigns import published_slugs
from campaign.queries.partners import partner_views
from campaign.queries.sources import SourceFacts, source_facts
from campaign.services.add_source import add_source
from campaign.services.end_source import end_source, reopen_source
from campaign.web.console.access import (
    console_pages,
    may_open,
    own_partner,
    roles_of_reader,
)
from campaign.web.console.asked import asked_campaign, ignored_words
from campaign.web.console.source_counts import source_rows
from campaign.web.forms.fields import problems
from campaign.web.forms.sources import MEDIA, SourceForm
from campaign.web.presenters.sources import link_of, poster, qr_png, qr_svg
from campaign.web.sentences import sentence

pages = console_pages("sources", __name__)


@pages.get("/sources")
def show() -> ResponseReturnValue:
    """List the codes and what they brought; whoever organizes for a partner sees its own."""
    form = SourceForm(formdata=None)
    _offer_partners(form)
    form.partner.data = request.args.get("partner", "")
    return _list(form)


@pages.post("/sources")
def add() -> ResponseReturnValue:
    """Add a code."""
    form = SourceForm()
    _offer_partners(form)
    found = problems(form) if not form.validate() else []
    if not found:
        code = str(form.code.data)
        try:
            add_source(
                code,
                label=str(form.label.data),
                medium=str(form.medium.data),
                partner_slug=str(form.partner.data or ""),
                staff_member_id=current_user.id,
                now=datetime.now(UTC),
            )
        except Refused as refused:
            found = [("code", sentence(refused))]
        else:
            flash(_("Added. Print its poster, or copy its link."))
            return redirect(url_for(".one", code=code), HTTPStatus.SEE_OTHER)
    return _list(form, found), HTTPStatus.UNPROCESSABLE_ENTITY


@pages.get("/sources/<slug:code>")
def one(code: str) -> ResponseReturnValue:
    """Show one code: its link, what is printed for it, and what it brought."""
    source, campaign = _source(code), asked_campaign()
    exact = may_see_people(roles_of_reader())
    rows = source_rows(campaign, exact=exact, partner_id=None) if campaign else []
    return render_template(
        "console/source.html",
        campaign=campaign,
        source=source,
        row=next((row for row in rows if row.source.id == source.id), None),
        exact=exact,
        ignored=ignored_words(),
        link=link_of(code),
        media=MEDIA,
        site_url=wiring.edges().site.base_url,
        may_print=bool(published_slugs()),
        may_end=may_open("console_sources.end"),
    )


@pages.get("/sources/<slug:code>/qr.svg")
def qr_as_svg(code: str) -> ResponseReturnValue:
    """Give the code to scan as a drawing that stays sharp at any size."""
    return _file(qr_svg(_source(code).code).encode(), "image/svg+xml", f"qr-{code}.svg")


@pages.get("/sources/<slug:code>/qr.png")
def qr_as_png(code: str) -> ResponseReturnValue:
    """Give the code to scan as a picture."""
    return _file(qr_png(_source(code).code), "image/png", f"qr-{code}.png")


@pages.get("/sources/<slug:code>/poster.pdf")
def poster_as_pdf(code: str) -> ResponseReturnValue:
    """Give the poster of a code, for the campaign to which its link leads."""
    source, slugs = _source(code), published_slugs()
    if not slugs:
        abort(404)
    pdf = wiring.edges().printer.poster(poster(source, slugs[0]))
    return _file(pdf, "application/pdf", f"poster-{code}.pdf")


@pages.post("/sources/<slug:code>/end")
def end(code: str) -> ResponseReturnValue:
    """Let a link lead on and count nobody."""
    end_source(_source(code).code, staff_member_id=current_user.id, now=datetime.now(UTC))
    flash(_("Ended. The link still leads to the first page; it counts nobody any more."))
    return redirect(url_for(".one", code=code), HTTPStatus.SEE_OTHER)


@pages.post("/sources/<slug:code>/reopen")
def reopen(code: str) -> ResponseReturnValue:
    """Let a link that has ended count again."""
    reopen_source(_source(code).code, staff_member_id=current_user.id, now=datetime.now(UTC))
    flash(_("The link counts again who comes by it."))
    return redirect(url_for(".one", code=code), HTTPStatus.SEE_OTHER)


def _source(code: str) -> SourceFacts:
    """Return a source; one that its reader may not see is not found."""
    found = (each for each in source_facts(own_partner()) if each.code == code)
    return next(found, None) or abort(404)


def _offer_partners(form: SourceForm) -> None:
    """Offer every partner or none; whoever organizes for one has no choice."""
    mine = own_partner()
    found = [SelectChoice(each.slug, each.name) for each in partner_views(mine)]
    anybody = [] if mine is not None else [SelectChoice("", _("Nobody: the coalition itself"))]
    form.partner.choices = [*anybody, *found]


def _list(form: SourceForm, found: Sequence[tuple[str, str]] = ()) -> str:
    campaign, mine = asked_campaign(), own_partner()
    exact = may_see_people(roles_of_reader())
    return render_template(
        "console/sources.html",
        campaign=campaign,
        rows=source_rows(campaign, exact=exact, partner_id=mine) if campaign else [],
        exact=exact,
        ignored=ignored_words(),
        may_add=may_open("console_sources.add"),
        media=MEDIA,
        form=form,
        problems=found,
    )


def _file(content: bytes, kind: str, name: str) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=kind, headers=disposition)
