"""Partner organizations: which there are, and what their links brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from campaign.domain.errors import NotFound, Refused
from campaign.domain.staff import may_see_people
from campaign.queries.partners import PartnerView, organizers_of, partner_named, partner_views
from campaign.services.add_partner import add_partner
from campaign.services.edit_partner import edit_partner
from campaign.web.console.access import console_pages, may_open, own_partner, roles_of_reader
from campaign.web.console.asked import asked_campaign, ignored_words
from campaign.web.console.source_counts import Sums, source_rows, sums
from campaign.web.forms.fields import problems
from campaign.web.forms.sources import MEDIA, PartnerForm
from campaign.web.sentences import sentence

pages = console_pages("partners", __name__)


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """One organization as the list shows it."""

    partner: PartnerView
    sums: Sums


@pages.get("/partners")
def show() -> ResponseReturnValue:
    """List the partner organizations; whoever organizes for one sees that one alone."""
    return _list(PartnerForm(formdata=None))


@pages.post("/partners")
def add() -> ResponseReturnValue:
    """Add an organization."""
    form = PartnerForm()
    found = problems(form) if not form.validate() else []
    if not found:
        slug = str(form.slug.data)
        try:
            add_partner(
                slug, str(form.name.data), staff_member_id=current_user.id, now=datetime.now(UTC)
            )
        except Refused as refused:
            found = [("slug", sentence(refused))]
        else:
            flash(_("Added. Now add a code for each poster, event or link of theirs."))
            return redirect(url_for(".one", slug=slug), HTTPStatus.SEE_OTHER)
    return _list(form, found), HTTPStatus.UNPROCESSABLE_ENTITY


@pages.get("/partners/<slug:slug>")
def one(slug: str) -> ResponseReturnValue:
    """Show one organization, its sources, and what they brought."""
    partner = _partner(slug)
    return _page(partner, PartnerForm(formdata=None, name=partner.name, slug=partner.slug))


@pages.post("/partners/<slug:slug>")
def edit(slug: str) -> ResponseReturnValue:
    """Give an organization another name."""
    partner, form = _partner(slug), PartnerForm()
    found = problems(form) if not form.validate() else []
    if not found:
        try:
            edit_partner(
                slug,
                new_slug=str(form.slug.data),
                name=str(form.name.data),
                staff_member_id=current_user.id,
                now=datetime.now(UTC),
            )
        except Refused as refused:
            found = [("slug", sentence(refused))]
        else:
            flash(_("Noted. Its codes and sign-ups stay as they are."))
            return redirect(url_for(".one", slug=form.slug.data), HTTPStatus.SEE_OTHER)
    return _page(partner, form, found), HTTPStatus.UNPROCESSABLE_ENTITY


def _partner(slug: str) -> PartnerView:
    """Return an organization; one that its reader may not see is not found."""
    try:
        partner = partner_named(slug)
    except NotFound:
        abort(404)
    if own_partner() not in {None, partner.id}:
        abort(404)
    return partner


def _list(form: PartnerForm, found: Sequence[tuple[str, str]] = ()) -> str:
    campaign, mine = asked_campaign(), own_partner()
    exact = may_see_people(roles_of_reader())
    rows = source_rows(campaign, exact=exact, partner_id=mine) if campaign else []
    return render_template(
        "console/partners.html",
        campaign=campaign,
        rows=[
            PartnerRow(each, sums([row for row in rows if row.source.partner_id == each.id]))
            for each in partner_views(mine)
        ],
        exact=exact,
        ignored=ignored_words(),
        may_add=may_open("console_partners.add"),
        form=form,
        problems=found,
    )


def _page(partner: PartnerView, form: PartnerForm, found: Sequence[tuple[str, str]] = ()) -> str:
    campaign = asked_campaign()
    exact = may_see_people(roles_of_reader())
    rows = source_rows(campaign, exact=exact, partner_id=partner.id) if campaign else []
    return render_template(
        "console/partner.html",
        campaign=campaign,
        partner=partner,
        rows=rows,
        sums=sums(rows),
        organizers=organizers_of(partner.id),
        exact=exact,
        ignored=ignored_words(),
        may_edit=may_open("console_partners.edit"),
        may_add=may_open("console_sources.add"),
        media=MEDIA,
        form=form,
        problems=found,
    )
