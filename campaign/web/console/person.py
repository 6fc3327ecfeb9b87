"""One person: the whole story, and what staff do for them when they ask."""

from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_security import current_user

from campaign import wiring
from campaign.domain.errors import Expired, NotFound, Refused
from campaign.domain.people import SUPPRESSION
from campaign.i18n import OWN_NAMES
from campaign.queries.person import Person, still_here
from campaign.queries.story import story
from campaign.queries.suppressions import Standing, standing
from campaign.services.copy_person import copy_person
from campaign.services.correct_supporter import correct_supporter
from campaign.services.erase import erase_for
from campaign.services.open_supporter import open_letter, open_supporter
from campaign.services.suppress import lift, suppress
from campaign.services.withdraw import withdraw_for
from campaign.services.withdraw_consent import key_of, withdraw_consents
from campaign.web.console.access import console_pages
from campaign.web.console.locale import console_locale
from campaign.web.console.moments import moment
from campaign.web.forms.fields import problems
from campaign.web.forms.person import CorrectionForm, ErasureForm, WishForm, WithdrawalForm
from campaign.web.presenters.own_data import own_data_archive
from campaign.web.sentences import sentence

pages = console_pages("person", __name__)

LETTERS, CONSENT = "letters:", "consent:"
"""What stands before the id of an action, or the key of a consent, in the form that takes back."""


@pages.get("/supporters/<supporter_id>")
def show(supporter_id: str) -> ResponseReturnValue:
    """Show who somebody is, and everything that happened."""
    who = _person(supporter_id)
    hashed = _hash(who)
    return render_template(
        "console/person.html",
        person=who,
        language=OWN_NAMES[who.locale],
        story=story(who.id, who.email, hashed, locale=console_locale()),
        listed=standing(hashed),
    )


@pages.get("/supporters/<supporter_id>/letters/<letter_id>")
def letter(supporter_id: str, letter_id: str) -> ResponseReturnValue:
    """Show the words of one letter."""
    try:
        text = open_letter(
            supporter_id, letter_id, staff_member_id=current_user.id, now=datetime.now(UTC)
        )
    except (NotFound, Expired):
        abort(404)
    return render_template("console/person_letter.html", letter=text, supporter_id=supporter_id)


@pages.route("/supporters/<supporter_id>/correct", methods=["GET", "POST"])
def correct(supporter_id: str) -> ResponseReturnValue:
    """Correct who somebody is."""
    who = _person(supporter_id)
    form = CorrectionForm(obj=who)
    found: Sequence[tuple[str, str]] = ()
    if form.validate_on_submit():
        try:
            changed = correct_supporter(
                supporter_id, form.correction(), form.wish(current_user.id), now=datetime.now(UTC)
            )
            flash(_("Corrected.") if changed else _("It stood like that already."))
            return _back(supporter_id)
        except Refused as refused:
            found = [("email", sentence(refused))]
    return _decide("console/person_correct.html", who, form, found)


@pages.route("/supporters/<supporter_id>/withdraw", methods=["GET", "POST"])
def withdraw(supporter_id: str) -> ResponseReturnValue:
    """Take back letters that have not left, and consents."""
    who, form = _person(supporter_id), WithdrawalForm()
    form.what.choices = _what_stands(who)
    if form.validate_on_submit():
        wish, now, chosen = form.wish(current_user.id), datetime.now(UTC), form.what.data or []
        actions = [one.removeprefix(LETTERS) for one in chosen if one.startswith(LETTERS)]
        keys = {one.removeprefix(CONSENT) for one in chosen if one.startswith(CONSENT)}
        letters = sum(withdraw_for(action_id, wish, now=now) for action_id in actions)
        consents = withdraw_consents(supporter_id, keys, wish, now=now) if keys else 0
        flash(ngettext("%(num)s letter taken back.", "%(num)s letters taken back.", letters))
        flash(ngettext("%(num)s consent taken back.", "%(num)s consents taken back.", consents))
        return _back(supporter_id)
    return _decide("console/person_withdraw.html", who, form)


@pages.route("/supporters/<supporter_id>/mail", methods=["GET", "POST"])
def mail(supporter_id: str) -> ResponseReturnValue:
    """Let no mail go to somebody any more, or let it go again."""
    who, form = _person(supporter_id), WishForm()
    listed = standing(_hash(who))
    if form.validate_on_submit():
        change = suppress if request.form.get("wanted") == "stop" else lift
        try:
            change(
                who.email,
                form.wish(current_user.id),
                signer=wiring.edges().signer,
                now=datetime.now(UTC),
            )
            flash(_("Noted."))
        except Refused as refused:
            flash(sentence(refused), "error")
        return _back(supporter_id)
    return _decide("console/person_mail.html", who, form, listed=listed)


@pages.route("/supporters/<supporter_id>/erase", methods=["GET", "POST"])
def erase(supporter_id: str) -> ResponseReturnValue:
    """Erase somebody, for good."""
    who, form = _person(supporter_id), ErasureForm()
    if form.validate_on_submit():
        erase_for(
            supporter_id,
            form.wish(current_user.id),
            signer=wiring.edges().signer,
            now=datetime.now(UTC),
        )
        flash(_("Erased. What is left is a code that says: no mail to this address."))
        return redirect(url_for("console_supporters.show"), HTTPStatus.SEE_OTHER)
    return _decide("console/person_erase.html", who, form)


@pages.route("/supporters/<supporter_id>/copy", methods=["GET", "POST"])
def copy(supporter_id: str) -> ResponseReturnValue:
    """Hand over everything that we hold of somebody, for themselves."""
    who, form = _person(supporter_id), WishForm()
    if form.validate_on_submit():
        now = datetime.now(UTC)
        data = copy_person(
            supporter_id, form.wish(current_user.id), signer=wiring.edges().signer, now=now
        )
        return Response(
            own_data_archive(data),
            mimetype="application/zip",
            headers={
                "Content-Disposition": f'attachment; filename="own-data-{now:%Y-%m-%d}.zip"',
                "Cache-Control": "no-store",
            },
        )
    return _decide("console/person_copy.html", who, form)


def _person(supporter_id: str) -> Person:
    try:
        return open_supporter(supporter_id, staff_member_id=current_user.id, now=datetime.now(UTC))
    except (NotFound, Expired):
        abort(404)


def _hash(who: Person) -> str:
    return wiring.edges().signer.digest(SUPPRESSION, who.email)


def _what_stands(who: Person) -> list[tuple[str, str]]:
    letters = [
        (
            f"{LETTERS}{sending.action_id}",
            _(
                "%(name)s, %(at)s, to: %(legislators)s",
                name=sending.name,
                at=moment(sending.at),
                legislators=", ".join(sending.legislators),
            ),
        )
        for sending in still_here(who.id)
    ]
    consents = [
        (
            f"{CONSENT}{key_of(one.consent)}",
            _("Updates from %(partner)s", partner=one.partner)
            if one.partner
            else _("Updates from the coalition"),
        )
        for one in who.consents
    ]
    return [*letters, *consents]


def _decide(
    template: str,
    who: Person,
    form: WishForm,
    found: Sequence[tuple[str, str]] = (),
    listed: Standing | None = None,
) -> ResponseReturnValue:
    """Show a decision's form; with what was typed where something is wrong with it."""
    wrong = [*problems(form), *found]
    page = render_template(template, person=who, form=form, problems=wrong, listed=listed)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK


def _back(supporter_id: str) -> ResponseReturnValue:
    return redirect(url_for(".show", supporter_id=supporter_id), HTTPStatus.SEE_OTHER)
