"""The pages on which staff edit a campaign, in both languages side by side."""

from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from campaign import wiring
from campaign.domain.content import Phrase
from campaign.domain.content_changes import facts as facts_of
from campaign.domain.content_changes import facts_fingerprint
from campaign.domain.content_pages import (
    RECOMMENDATION_PAGES,
    blanks,
    entries,
    page_fingerprint,
    with_texts,
)
from campaign.domain.errors import Conflict
from campaign.domain.jurisdiction import NEUTRAL, Jurisdiction
from campaign.queries.authoring import Workpiece, workpiece
from campaign.services.edit_campaign import save_facts, save_texts
from campaign.web.console.access import console_pages
from campaign.web.console.locale import console_locale
from campaign.web.forms.campaigns import FactsForm, typed_texts
from campaign.web.forms.fields import MAIN, problems
from campaign.web.presenters.authoring import (
    NOTHING_SENT,
    Pair,
    Sent,
    label,
    page_title,
    pairs,
    texts_of,
)
from campaign.web.words import gettext as _

pages = console_pages("campaigns_texts", __name__)


@pages.route("/campaigns/<slug:slug>/facts", methods=["GET", "POST"])
def facts(slug: str) -> ResponseReturnValue:
    """Show a campaign's dates, goal and addressees, or write them into the draft."""
    piece, form = workpiece(slug), FactsForm()
    state = wiring.edges().jurisdictions[piece.content.jurisdiction]
    form.fill(piece.content, state)
    if not form.is_submitted():
        form.seen.data = facts_fingerprint(piece.content)
    if not form.validate_on_submit():
        found = problems(form)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if found else HTTPStatus.OK
        return _facts_page(piece, form, state, found), status
    try:
        save_facts(
            slug,
            lambda content: form.changed(content, state),
            seen=form.seen.data or "",
            staff_member_id=current_user.id,
            now=datetime.now(UTC),
        )
    except Conflict:
        piece, found = workpiece(slug), [(MAIN, _changed_meanwhile())]
        form.seen.data = facts_fingerprint(piece.content)
        return _facts_page(piece, form, state, found), HTTPStatus.CONFLICT
    return _saved(url_for(".facts", slug=slug))


@pages.route("/campaigns/<slug:slug>/edit/<path:page>", methods=["GET", "POST"])
def edit(slug: str, page: str) -> ResponseReturnValue:
    """Show the texts of a page, or write them into the draft."""
    piece = workpiece(slug)
    if request.method == "GET":
        return _rendered(piece, page, _shown(piece, page), page_fingerprint(piece.content, page))
    texts, found, typed = typed_texts(request.form)
    seen = request.form.get("seen", "")
    if found:
        shown = _shown(piece, page, Sent(typed=typed, refused=dict(found)))
        return _rendered(piece, page, shown, seen, found), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        save_texts(
            slug,
            page,
            texts,
            seen=seen,
            staff_member_id=current_user.id,
            now=datetime.now(UTC),
        )
    except Conflict:
        return _both(workpiece(slug), page, texts), HTTPStatus.CONFLICT
    return _saved(url_for(".edit", slug=slug, page=page))


def _saved(address: str) -> ResponseReturnValue:
    """Go back to the page that was saved."""
    flash(_("Saved as a draft. The site says it when you publish it."))
    return redirect(address, HTTPStatus.SEE_OTHER)


def _facts_page(
    piece: Workpiece, form: FactsForm, state: Jurisdiction, found: list[tuple[str, str]]
) -> str:
    """Show the facts; after a conflict with what somebody else saved beneath."""
    locale, theirs = console_locale(), dict[str, str]()
    if form.is_submitted() and not form.errors:
        mine = facts_of(form.changed(piece.content, state))
        saved = facts_of(piece.content).items()
        theirs = {name: value for name, value in saved if value != mine[name]}
    return render_template(
        "console/campaign_facts.html",
        piece=piece,
        form=form,
        chambers=[(house, facts.name.read(locale)) for house, facts in state.houses.items()],
        offices=[(name, titles[NEUTRAL].read(locale)) for name, titles in state.statewide.items()],
        state=state.name.read(locale),
        label=label,
        theirs=list(theirs.items()),
        problems=found,
    )


def _shown(piece: Workpiece, page: str, sent: Sent = NOTHING_SENT) -> list[Pair]:
    """Return a page's texts as fields; what was typed stands over what is kept."""
    content = piece.content
    return pairs(entries(content, page), blanks(content, page), sent)


def _both(piece: Workpiece, page: str, texts: dict[str, Phrase]) -> str:
    """Show what somebody typed beside what somebody else saved meanwhile; a second press keeps it.

    What only the other one added stands among it.
    """
    mine, saved = with_texts(piece.content, page, texts), texts_of(piece.content, page)
    typed = texts_of(mine, page)
    theirs = {field: text for field, text in saved.items() if text != typed.get(field, "")}
    theirs |= {field: "" for field, text in typed.items() if field not in saved and text}
    both = (*entries(piece.content, page), *entries(mine, page))
    by_name = {entry.name: entry for entry in both}
    shown = pairs(by_name.values(), blanks(mine, page), Sent(theirs=theirs))
    seen = page_fingerprint(piece.content, page)
    return _rendered(piece, page, shown, seen, [(MAIN, _changed_meanwhile())])


def _rendered(
    piece: Workpiece,
    page: str,
    shown: list[Pair],
    seen: str,
    found: Sequence[tuple[str, str]] = (),
) -> str:
    return render_template(
        "console/campaign_texts.html",
        piece=piece,
        title=page_title(piece.content, page, console_locale()),
        pick=page.partition(RECOMMENDATION_PAGES)[2] or None,
        pairs=shown,
        seen=seen,
        problems=found,
    )


def _changed_meanwhile() -> str:
    return _(
        "Somebody else saved this page while you wrote. Your words stand in the fields, theirs "
        "beneath. Press the button once more to keep yours."
    )
