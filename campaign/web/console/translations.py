"""Writers' own words that wait for their English: who takes them, and what they write."""

from datetime import UTC, datetime
from http import HTTPStatus

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from campaign import wiring
from campaign.domain.errors import Refused
from campaign.queries.translations import wished_translation, wished_translations
from campaign.services.translate import take as take_translation
from campaign.services.translate import translate
from campaign.web.console.access import console_pages
from campaign.web.forms.fields import problems
from campaign.web.forms.translations import EnglishForm
from campaign.web.sentences import sentence

pages = console_pages("translations", __name__)


@pages.get("/translations")
def show() -> ResponseReturnValue:
    """List what waits, the nearest deadline first; the words alone, not who wrote them."""
    return render_template(
        "console/translations.html",
        wishes=wished_translations(),
        reader_id=current_user.id,
        now=datetime.now(UTC),
    )


@pages.post("/translations/<translation_id>/take")
def take(translation_id: str) -> ResponseReturnValue:
    """Take one for two hours."""
    try:
        take_translation(translation_id, staff_member_id=current_user.id, now=datetime.now(UTC))
    except Refused as refused:
        flash(sentence(refused))
        return redirect(url_for(".show"), HTTPStatus.SEE_OTHER)
    return redirect(url_for(".one", translation_id=translation_id), HTTPStatus.SEE_OTHER)


@pages.get("/translations/<translation_id>")
def one(translation_id: str) -> ResponseReturnValue:
    """Show the words beside the box for their English."""
    return _page(translation_id, EnglishForm(formdata=None), [])


@pages.post("/translations/<translation_id>")
def save(translation_id: str) -> ResponseReturnValue:
    """Keep the English, and ask the writer; what was typed stays where it is refused."""
    form, edges = EnglishForm(), wiring.edges()
    if not form.validate():
        return _page(translation_id, form, problems(form)), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        translate(
            translation_id,
            form.english.data,
            staff_member_id=current_user.id,
            site=edges.site,
            renderer=edges.renderer,
            signer=edges.signer,
            now=datetime.now(UTC),
        )
    except Refused as refused:
        return (
            _page(translation_id, form, [("english", sentence(refused))]),
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    edges.bell.ring()
    flash(_("Thank you. The writer is asked by e-mail whether it may go like this."))
    return redirect(url_for(".show"), HTTPStatus.SEE_OTHER)


def _page(translation_id: str, form: EnglishForm, found: list[tuple[str, str]]) -> str:
    wish = wished_translation(translation_id)
    if wish is None and not form.english.data:
        abort(HTTPStatus.NOT_FOUND)
    return render_template("console/translation.html", wish=wish, form=form, problems=found)
