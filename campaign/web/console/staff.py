"""Who may come into the console: people, their roles, and invitations that are open."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from campaign import wiring
from campaign.domain.errors import NotFound, Refused
from campaign.queries.staff import invitations, member, members
from campaign.services.dismiss_staff import dismiss_staff
from campaign.services.give_role import give_role as give
from campaign.services.invite_staff import invite_again as send_again
from campaign.services.invite_staff import invite_staff
from campaign.services.reset_second_factor import reset_second_factor as take_second_factor
from campaign.services.withdraw_invitation import withdraw_invitation
from campaign.web.console.access import console_pages
from campaign.web.console.locale import console_locale
from campaign.web.forms.fields import problems
from campaign.web.forms.staff import InvitationForm, RoleForm
from campaign.web.sentences import sentence

FIELDS = {"partner_missing": "partner", "partner_unknown": "partner"}
"""The field that a refusal is about, where it is not the address."""

pages = console_pages("staff", __name__)


@pages.get("/staff")
def show() -> ResponseReturnValue:
    """Show who may come in, who was invited, and the form that invites."""
    return _list(InvitationForm(formdata=None, locale=console_locale()), [])


@pages.post("/staff")
def invite() -> ResponseReturnValue:
    """Mail an invitation."""
    form = InvitationForm()
    found = [] if form.validate() else problems(form)
    edges = wiring.edges()
    try:
        if not found:
            invite_staff(
                form.invitee(),
                staff_member_id=current_user.id,
                renderer=edges.renderer,
                signer=edges.signer,
                site=edges.site,
                bell=edges.bell,
                now=datetime.now(UTC),
            )
            flash(_("The invitation is on its way. It works for three days."))
            return redirect(url_for(".show"), HTTPStatus.SEE_OTHER)
    except Refused as refused:
        found = [(FIELDS.get(refused.key, "email"), sentence(refused))]
    return _list(form, found), HTTPStatus.UNPROCESSABLE_ENTITY


@pages.post("/staff/invitations/<invitation_id>/again")
def invite_again(invitation_id: str) -> ResponseReturnValue:
    """Mail an invitation once more; the earlier link works no longer."""
    edges = wiring.edges()
    try:
        send_again(
            invitation_id,
            staff_member_id=current_user.id,
            renderer=edges.renderer,
            signer=edges.signer,
            site=edges.site,
            bell=edges.bell,
            now=datetime.now(UTC),
        )
    except NotFound:
        abort(404)
    flash(_("The invitation is on its way again. The earlier link does not work any more."))
    return redirect(url_for(".show"), HTTPStatus.SEE_OTHER)


@pages.post("/staff/invitations/<invitation_id>/withdraw")
def withdraw(invitation_id: str) -> ResponseReturnValue:
    """Take an invitation back."""
    try:
        withdraw_invitation(invitation_id, staff_member_id=current_user.id, now=datetime.now(UTC))
    except NotFound:
        abort(404)
    flash(_("The invitation was withdrawn. Its link does not work any more."))
    return redirect(url_for(".show"), HTTPStatus.SEE_OTHER)


@pages.get("/staff/<member_id>")
def one(member_id: str) -> ResponseReturnValue:
    """Show one person, and what can be decided about them."""
    return _person(member_id, RoleForm(formdata=None), [])


@pages.post("/staff/<member_id>/role")
def give_role(member_id: str) -> ResponseReturnValue:
    """Give somebody another role, or let them in again with one."""
    form = RoleForm()
    found = [] if form.validate() else problems(form)
    try:
        if not found:
            give(
                member_id,
                form.chosen_role(),
                partner_slug=form.partner.data or "",
                staff_member_id=current_user.id,
                now=datetime.now(UTC),
            )
            flash(_("Noted. The role holds from now on."))
            return redirect(url_for(".one", member_id=member_id), HTTPStatus.SEE_OTHER)
    except NotFound:
        abort(404)
    except Refused as refused:
        found = [(FIELDS.get(refused.key, "role"), sentence(refused))]
    return _person(member_id, form, found), HTTPStatus.UNPROCESSABLE_ENTITY


@pages.post("/staff/<member_id>/dismiss")
def dismiss(member_id: str) -> ResponseReturnValue:
    """Close the console to somebody, in every browser and at once."""
    return _decide(
        member_id, dismiss_staff, _("The console is closed to this person, in every browser.")
    )


@pages.post("/staff/<member_id>/second-factor")
def reset_second_factor(member_id: str) -> ResponseReturnValue:
    """Take the second step from somebody who lost it, so that they set up another."""
    done = _("The second step is gone. This person signs in anew and sets up another.")
    return _decide(member_id, take_second_factor, done)


def _decide(member_id: str, decide: Callable[..., None], done: str) -> ResponseReturnValue:
    """Let a verb do something to somebody in the reader's name, and show them again."""
    try:
        decide(member_id, staff_member_id=current_user.id, now=datetime.now(UTC))
        flash(done)
    except NotFound:
        abort(404)
    except Refused as refused:
        flash(sentence(refused), "error")
    return redirect(url_for(".one", member_id=member_id), HTTPStatus.SEE_OTHER)


def _list(form: InvitationForm, found: list[tuple[str, str]]) -> str:
    return render_template(
        "console/staff.html",
        members=members(),
        invitations=invitations(),
        form=form,
        problems=found,
        now=datetime.now(UTC),
    )


def _person(member_id: str, form: RoleForm, found: list[tuple[str, str]]) -> str:
    try:
        person = member(member_id)
    except NotFound:
        abort(404)
    if not form.is_submitted() and person.roles:
        form.process(role=person.roles[0], partner=person.partner_slug)
    return render_template(
        "console/staff_member.html",
        person=person,
        is_oneself=person.id == current_user.id,
        form=form,
        problems=found,
    )
