"""The roster: what a new one changes, whose letters wait for a word, and what staff know better."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from campaign import wiring
from campaign.domain.errors import NotFound, Refused
from campaign.domain.places import Chamber
from campaign.domain.roster import RosterError
from campaign.domain.roster_changes import Change, ChangeKind, counts
from campaign.queries.offices import seats_of
from campaign.queries.roster import Proposal, proposals
from campaign.queries.successors import WaitingSeat, waiting_seats
from campaign.queries.targets import target
from campaign.services.edit_office import edit_office, forget_edits
from campaign.services.load_roster.proposals import (
    approve_roster,
    changes_of,
    dismiss_roster,
    proposed_roster,
)
from campaign.services.stop_letters import stop_letters
from campaign.web.console.access import console_pages
from campaign.web.console.locale import console_locale
from campaign.web.forms.fields import MAIN, problems
from campaign.web.forms.offices import OfficeForm
from campaign.web.sentences import sentence

pages = console_pages("roster", __name__)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One difference as staff read it."""

    change: Change
    seat: str
    was: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A roster that waits, and all that it changes."""

    proposal: Proposal
    state: str
    counts: Sequence[tuple[ChangeKind, int]]
    rows: Sequence[ChangeRow]
    """Who comes and goes, and what changes of who stays."""
    offices: Sequence[ChangeRow]
    """Streets and telephones of who stays: many, and none decides whom a letter reaches."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody who left while letters waited, as staff read it."""

    seat: WaitingSeat
    district: str


@pages.get("/roster")
def show() -> ResponseReturnValue:
    """Show the rosters that wait for a person, and the letters that wait for their writers."""
    now = datetime.now(UTC)
    return render_template(
        "console/roster.html",
        proposals=[_view(proposal, now) for proposal in proposals()],
        waiting=[
            WaitingRow(seat, _district(seat.jurisdiction, seat.chamber, seat.district_number))
            for seat in waiting_seats()
        ],
    )


@pages.post("/roster/<proposal_id>/approve")
def approve(proposal_id: str) -> ResponseReturnValue:
    """Put a roster in force, and hold the letters to who leaves by it."""
    now, states = datetime.now(UTC), wiring.edges().jurisdictions
    try:
        loaded = approve_roster(proposal_id, states, staff_member_id=current_user.id, now=now)
        for jurisdiction in states.values():
            stop_letters(jurisdiction, now=now)
        words = {"joined": loaded.joined, "left": loaded.left}
        flash(_("The new roster is in force: %(joined)s joined, %(left)s left.", **words))
    except Refused as refused:
        flash(sentence(refused), "error")
    except RosterError as error:
        flash(str(error), "error")
    return redirect(url_for(".show"), HTTPStatus.SEE_OTHER)


@pages.post("/roster/<proposal_id>/dismiss")
def dismiss(proposal_id: str) -> ResponseReturnValue:
    """Throw a roster away."""
    try:
        dismiss_roster(proposal_id, staff_member_id=current_user.id, now=datetime.now(UTC))
        flash(_("The roster was thrown away. Nothing has changed."))
    except Refused as refused:
        flash(sentence(refused), "error")
    return redirect(url_for(".show"), HTTPStatus.SEE_OTHER)


@pages.route("/roster/office/<target_id>", methods=["GET", "POST"])
def office(target_id: str) -> ResponseReturnValue:
    """Show what is known of an office, or take what staff know better."""
    form = OfficeForm()
    found = problems(form)
    try:
        member = target(target_id, on=_today())
        if form.validate_on_submit():
            edit_office(
                target_id,
                form.facts(),
                form.roles(),
                staff_member_id=current_user.id,
                now=datetime.now(UTC),
            )
            flash(_("Noted. It stands, whatever a later roster says."))
            return redirect(url_for(".office", target_id=target_id), HTTPStatus.SEE_OTHER)
        found = problems(form)
    except NotFound:
        abort(404)
    except Refused as refused:
        found = [("email" if refused.key == "office_address_wrong" else MAIN, sentence(refused))]
    if not form.is_submitted():
        form.process(obj=member, contact_url=member.contact_form_url)
    page = render_template(
        "console/office.html",
        form=form,
        member=member,
        seats=seats_of(target_id),
        chosen=form.roles() if request.method == "POST" else {},
        problems=found,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if found else HTTPStatus.OK


@pages.post("/roster/office/<target_id>/forget")
def forget(target_id: str) -> ResponseReturnValue:
    """Let the next roster speak again."""
    try:
        forget_edits(target_id, staff_member_id=current_user.id, now=datetime.now(UTC))
        flash(_("Noted. The next roster decides again."))
    except NotFound:
        abort(404)
    return redirect(url_for(".office", target_id=target_id), HTTPStatus.SEE_OTHER)


def _view(proposal: Proposal, now: datetime) -> ProposalView:
    jurisdiction = wiring.edges().jurisdictions[proposal.jurisdiction]
    changes = changes_of(proposed_roster(proposal, jurisdiction), now=now)
    found = counts(changes)
    rows = [
        ChangeRow(
            change,
            _district(proposal.jurisdiction, change.chamber, change.district),
            _was(change, proposal.jurisdiction),
        )
        for change in changes
    ]
    return ProposalView(
        proposal=proposal,
        state=jurisdiction.name.read(console_locale()),
        counts=[(kind, found[kind]) for kind in ChangeKind if found[kind]],
        rows=[row for row in rows if not row.change.is_of_office],
        offices=[row for row in rows if row.change.is_of_office],
    )


def _was(change: Change, jurisdiction: str) -> str:
    """Return what it was before: for somebody who moved, the seat that they leave."""
    if change.seat_before is None:
        return change.was
    return _district(jurisdiction, change.seat_before.chamber, change.seat_before.district)


def _district(jurisdiction: str, chamber: Chamber, number: str) -> str:
    name = wiring.edges().jurisdictions[jurisdiction].district_name(chamber, number)
    return name.read(console_locale())


def _today() -> date:
    return datetime.now(UTC).date()
