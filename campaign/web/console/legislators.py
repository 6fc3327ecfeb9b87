"""The legislators: their letters, and whether mail reaches them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from campaign import wiring
from campaign.domain.disclosure import Shown, veil_table
from campaign.domain.errors import NotFound, Refused
from campaign.domain.ladder import Health
from campaign.domain.places import Chamber
from campaign.domain.staff import may_see_people
from campaign.domain.tallies import TallyKind
from campaign.queries.campaigns import CampaignPage
from campaign.queries.counts import CountFilter, Line, along
from campaign.queries.legislators import last_events, term
from campaign.queries.offices import Office, offices
from campaign.queries.packets import addressee
from campaign.queries.pauses import PauseLine, pauses
from campaign.queries.similarity import similarity
from campaign.queries.targets import Member, target
from campaign.services.confirm_address import confirm_address as confirm
from campaign.services.print_brief import print_brief
from campaign.services.set_office_health import set_office_health
from campaign.web.console.access import console_pages, may_open, roles_of_reader
from campaign.web.console.asked import asked_campaign, ignored_words
from campaign.web.console.back import back_or
from campaign.web.console.legislator_tables import (
    asks_table,
    towns_table,
    ways_table,
    weeks_chart,
)
from campaign.web.console.locale import console_locale
from campaign.web.presenters.briefs import brief as brief_paper
from campaign.web.presenters.legislator_letters import legislator_letters
from campaign.web.presenters.legislators import card

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
    campaign = asked_campaign()
    if campaign is None:
        return render_template("console/no_campaign.html")
    exact = may_see_people(roles_of_reader())
    rows = _rows(campaign.id, campaign.jurisdiction, exact=exact)
    return render_template(
        "console/legislators.html",
        campaign=campaign,
        chambers=[
            (chamber, [row for row in rows if row.office.chamber is chamber]) for chamber in Chamber
        ],
        exact=exact,
        ignored=ignored_words(),
        may_confirm=may_open("console_legislators.confirm_address"),
        may_edit=may_open("console_roster.office"),
        may_set_health=may_open("console_legislators.set_health"),
        similarity=similarity(campaign.id),
        pauses=_pauses() if may_open("console_deliveries.pause") else None,
    )


@pages.get("/legislators/<target_id>")
def one(target_id: str) -> ResponseReturnValue:
    """Show the letters to one legislator, in office or not, and whether mail reaches them."""
    member, campaign, today = _member_and_campaign(target_id)
    exact = may_see_people(roles_of_reader())
    letters = legislator_letters(target_id, campaign, today=today, exact=exact)
    state = wiring.edges().jurisdictions[campaign.jurisdiction]
    return render_template(
        "console/legislator.html",
        member=member,
        card=card(member, state, console_locale()),
        term=term(target_id),
        campaign=campaign,
        letters=letters,
        asks=asks_table(campaign, letters),
        towns=towns_table(letters),
        weeks=weeks_chart(letters),
        ways=ways_table(letters, exact=exact),
        events=last_events(target_id) if exact else (),
        ignored=ignored_words(),
        exact=exact,
        may_edit=may_open("console_roster.office"),
    )


@pages.get("/legislators/<target_id>/brief-<any(en, es):language>.pdf")
def brief(target_id: str, language: str) -> ResponseReturnValue:
    """Give the memo for a visit as a PDF."""
    member, campaign, today = _member_and_campaign(target_id)
    pdf = print_brief(
        target_id,
        brief_paper(member, campaign.slug, language, today=today),
        printer=wiring.edges().printer,
        staff_member_id=current_user.id,
        now=datetime.now(UTC),
    )
    name = f"brief-{member.district.chamber}-{member.district.number}-{language}.pdf"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pdf, mimetype="application/pdf", headers=disposition)


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
            site=wiring.edges().site,
            bell=wiring.edges().bell,
            now=datetime.now(UTC),
        )
    except (NotFound, Refused, ValueError):
        abort(404)
    return redirect(back_or(url_for(".show", _anchor=target_id)), 303)


def _pauses() -> Mapping[str, PauseLine]:
    """Return the pauses of offices by whose they are."""
    return {line.scope.removeprefix(OFFICE): line for line in pauses()}


def _member_and_campaign(target_id: str) -> tuple[Member, CampaignPage, date]:
    """Return a legislator, the campaign that the page is about, and the day there."""
    try:
        jurisdiction = addressee(target_id).jurisdiction
    except NotFound:
        abort(404)
    campaign = asked_campaign(jurisdiction)
    if campaign is None:
        abort(404)
    today = wiring.edges().jurisdictions[jurisdiction].day(datetime.now(UTC))
    return target(target_id, on=today), campaign, today


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
