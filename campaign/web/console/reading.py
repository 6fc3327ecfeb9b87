"""Letters that somebody reads before they leave, and what they decide."""

from datetime import UTC, datetime
from http import HTTPStatus

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from campaign import wiring
from campaign.domain.errors import Refused
from campaign.domain.moderation import concern_of_letter
from campaign.queries.moderation import letter_to_read
from campaign.services.moderate import decline as decline_letter
from campaign.services.moderate import let_go as let_letter_go
from campaign.web.console.access import console_pages
from campaign.web.forms.fields import problems
from campaign.web.forms.reading import DeclineForm
from campaign.web.sentences import sentence

pages = console_pages("reading", __name__)


@pages.get("/read/<delivery_id>")
def show(delivery_id: str) -> ResponseReturnValue:
    """Show the words of a letter that waits for a reader; not who wrote it."""
    return _page(delivery_id, DeclineForm(formdata=None))


@pages.post("/read/<delivery_id>/let-go")
def let_go(delivery_id: str) -> ResponseReturnValue:
    """Let a letter leave."""
    try:
        let_letter_go(
            delivery_id,
            staff_member_id=current_user.id,
            bell=wiring.edges().bell,
            now=datetime.now(UTC),
        )
        flash(_("It leaves now."))
    except Refused as refused:
        flash(sentence(refused))
    return _to_the_rest()


@pages.post("/read/<delivery_id>/decline")
def decline(delivery_id: str) -> ResponseReturnValue:
    """Send a letter to nobody, and tell its writer why."""
    form, edges = DeclineForm(), wiring.edges()
    if not form.validate():
        return _page(delivery_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        decline_letter(
            delivery_id,
            form.why.data,
            staff_member_id=current_user.id,
            site=edges.site,
            renderer=edges.renderer,
            signer=edges.signer,
            now=datetime.now(UTC),
        )
        edges.bell.ring()
        flash(_("Not sent. Its writer gets your words by e-mail."))
    except Refused as refused:
        flash(sentence(refused))
    return _to_the_rest()


def _page(delivery_id: str, form: DeclineForm) -> str:
    letter = letter_to_read(delivery_id)
    if letter is None:
        abort(HTTPStatus.NOT_FOUND)
    return render_template(
        "console/read.html",
        letter=letter,
        concern=concern_of_letter(letter.body, letter.original_body),
        form=form,
        problems=problems(form),
    )


def _to_the_rest() -> ResponseReturnValue:
    return redirect(
        url_for("console_needs_person.show", what="held", reason="moderation"), HTTPStatus.SEE_OTHER
    )
