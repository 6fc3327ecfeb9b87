"""The legislators: their letters, and whether mail reaches them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from campaign import wiring
from campaign.domain.disclosure import Shown, veil_table
from campaign.domain.errors import NotFound, Refused
from campaign.domain.ladder import Health
from campaign.domain.places import Chamber
from campaign.domain.staff import may_see_people
from campaign.domain.tallies import TallyKind
from campaign.queries.campaigns import campaign_page, campaign_slugs
from campaign.queries.counts import CountFilter, Line, along
from campaign.queries.offices import Office, offices
from campaign.queries.pauses import PauseLine, pauses
from campaign.services.confirm_address import confirm_address as confirm
from campaign.services.set_office_health import set_office_health
from campaign.web.console.access import console_pages, may_open, roles_of_reader
from campaign.web.console.back import back_or
from campaign.web.console.locale import console_locale

pages = console_pages("legislators", __name__)

OFFICE = "office:"


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One office as the list shows it."""

    office: Office
    district: str
    letters: Shown


@pages.get("/legislators")
def show() -> ResponseReturnValue:
    """List every office of the first campaign's state, or of the one in the address."""
    slugs = campaign_slugs()
    if not slugs:
        return render_template("console/no_campaign.html")
    slug = request.args.get("campaign", slugs[0])
    campaign = campaign_page(slug if slug in slugs else slugs[0], console_locale())
    exact = may_see_people(roles_of_reader())
    rows = _rows(campaign.id, campaign.jurisdiction, exact=exact)
    return render_template(
        "console/legislators.html",
        campaign=campaign,
        chambers=[
            (chamber, [row for row in rows if row.office.chamber is chamber]) for chamber in Chamber
        ],
        exact=exact,
        may_confirm=may_open("console_legislators.confirm_address"),
        may_edit=may_open("console_roster.office"),
        may_set_health=may_open("console_legislators.set_health"),
        pauses=_pauses() if may_open("console_deliveries.pause") else None,
    )


@pages.post("/legislators/<target_id>/address")
def confirm_address(target_id: str) -> ResponseReturnValue:
    """Take a person's word that an office's e-mail address is right."""
    try:
        confirm(
            target_id,
            staff_member_id=current_user.id,
            bell=wiring.edges().bell,
            now=datetime.now(UTC),
        )
    except (NotFound, Refused):
        abort(404)
    return redirect(back_or(url_for(".show", _anchor=target_id)), 303)


@pages.post("/legislators/<target_id>/health")
def set_health(target_id: str) -> ResponseReturnValue:
    """Take a person's word about an office's e-mail."""
    try:
        set_office_health(
            target_id,
            Health(request.form.get("state", "")),
            staff_member_id=current_user.id,
            bell=wiring.edges().bell,
            now=datetime.now(UTC),
        )
    except (NotFound, Refused, ValueError):
        abort(404)
    return redirect(back_or(url_for(".show", _anchor=target_id)), 303)


def _pauses() -> Mapping[str, PauseLine]:
    """Return the pauses of offices by whose they are."""
    return {line.scope.removeprefix(OFFICE): line for line in pauses()}


def _rows(campaign_id: str, jurisdiction_slug: str, *, exact: bool) -> Sequence[OfficeRow]:
    found = along(Line.TARGET, (TallyKind.LETTER,), CountFilter(campaign_id=campaign_id))
    jurisdiction = wiring.edges().jurisdictions[jurisdiction_slug]
    locale = console_locale()
    today = jurisdiction.day(datetime.now(UTC))
    listed = offices(jurisdiction_slug, on=today)
    counts = [found.get(office.target_id, {}).get(TallyKind.LETTER, 0) for office in listed]
    shown: Sequence[Shown] = counts if exact else veil_table(counts)
    return [
        OfficeRow(
            office,
            jurisdiction.district_name(office.chamber, office.district_number).read(locale),
            letters,
        )
        for office, letters in zip(listed, shown, strict=True)
    ]
