"""What a campaign's draft becomes: letters to look at, a mail to oneself, and the next version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.datastructures import MultiDict

from campaign import wiring
from campaign.domain.content import LOCALES, CampaignContent
from campaign.domain.content_changes import changes as differences
from campaign.domain.content_check import check
from campaign.domain.content_pages import FACTS_PAGE
from campaign.domain.errors import Conflict, NotFound, Refused
from campaign.domain.letters import LETTER_LIMIT, MOST_RECOMMENDATIONS
from campaign.domain.roster import SUBJECTS
from campaign.domain.sample_letters import SampleLetter, Wish, sample_letters
from campaign.queries.authoring import edition_content, editions, workpiece
from campaign.services.load_content.publish import publish_campaign
from campaign.services.send_test_letter import TrialLetters, send_test_letter
from campaign.web.console.access import console_pages
from campaign.web.console.locale import console_locale
from campaign.web.forms.campaigns import PublishForm
from campaign.web.forms.fields import MAIN, problems
from campaign.web.presenters.authoring import change_groups, finding_rows
from campaign.web.sentences import sentence

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
MOST_TURNS = 99
"""So many times somebody may ask for other variants before it begins again."""

pages = console_pages("campaigns_publish", __name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a preview asks for, and whether a part of it made no sense."""

    wish: Wish
    is_whole: bool


@pages.get("/campaigns/<slug:slug>/preview")
def preview(slug: str) -> ResponseReturnValue:
    """Show letters as their writers are offered them, and as offices read them."""
    piece = workpiece(slug)
    asked = _asked(request.args, piece.content)
    letters, refusal = _letters(piece.content, asked.wish)
    return render_template(
        "console/campaign_preview.html",
        piece=piece,
        content=piece.content,
        asked=asked,
        picked=[item for item in piece.content.recommendations if item.slug in asked.wish.picks],
        letters=letters,
        refusal=refusal,
        committees=SUBJECTS,
        limit=LETTER_LIMIT,
        next_turn=asked.wish.turn % MOST_TURNS + 1,
    )


@pages.post("/campaigns/<slug:slug>/preview")
def send(slug: str) -> ResponseReturnValue:
    """Mail the letters of a preview to whoever is signed in."""
    piece, edges, locale = workpiece(slug), wiring.edges(), console_locale()
    wish = _asked(request.form, piece.content).wish
    letters, refusal = _letters(piece.content, wish)
    if not letters:
        flash(refusal, "error")
        return redirect(_address(slug, wish), HTTPStatus.SEE_OTHER)
    email = send_test_letter(
        TrialLetters(slug, piece.title(locale), locale, letters),
        staff_member_id=current_user.id,
        renderer=edges.renderer,
        site=edges.site,
        bell=edges.bell,
        now=datetime.now(UTC),
    )
    flash(_("The letters are on their way to %(email)s, and to nobody else.", email=email))
    return redirect(_address(slug, wish), HTTPStatus.SEE_OTHER)


@pages.route("/campaigns/<slug:slug>/changes", methods=["GET", "POST"])
def changes(slug: str) -> ResponseReturnValue:
    """Show what a draft changes and what keeps it from being published, or publish it."""
    form = PublishForm()
    if not form.validate_on_submit():
        found = problems(form)
        return _compare(slug, form, found), UNPROCESSABLE if found else HTTPStatus.OK
    try:
        version = publish_campaign(
            slug,
            seen=form.seen.data or "",
            note=form.note.data or "",
            staff_member_id=current_user.id,
            now=datetime.now(UTC),
        )
    except NotFound:
        return _compare(slug, form, [(MAIN, _("There is nothing to publish."))]), UNPROCESSABLE
    except Conflict:
        told = _("Something has changed since you looked. Please look once more.")
        return _compare(slug, form, [(MAIN, told)]), HTTPStatus.CONFLICT
    except Refused as refused:
        return _compare(slug, form, [(MAIN, sentence(refused))]), UNPROCESSABLE
    flash(_("Version %(version)s is published. The site says it now.", version=version))
    return redirect(url_for("console_campaigns.one", slug=slug), HTTPStatus.SEE_OTHER)


@pages.get("/campaigns/<slug:slug>/versions/<int:version>")
def one_version(slug: str, version: int) -> ResponseReturnValue:
    """Show what a published version changed."""
    edition = next((each for each in editions(slug) if each.version == version), None)
    if edition is None:
        abort(404)
    after = edition_content(slug, version)
    before = edition_content(slug, version - 1) if version > 1 else None
    return render_template(
        "console/campaign_version.html",
        slug=slug,
        title=after.title.read(console_locale()) or slug,
        edition=edition,
        groups=change_groups(after, differences(before, after), console_locale()),
    )


def _compare(slug: str, form: PublishForm, found: list[tuple[str, str]]) -> str:
    piece, locale = workpiece(slug), console_locale()
    form.seen.data = piece.fingerprint
    return render_template(
        "console/campaign_changes.html",
        piece=piece,
        form=form,
        title=piece.title(locale),
        groups=change_groups(piece.content, piece.changes, locale),
        findings=finding_rows(piece.content, check(piece.content), locale) if piece.draft else [],
        facts_page=FACTS_PAGE,
        problems=found,
    )


def _address(slug: str, wish: Wish) -> str:
    """Return the address of a preview."""
    return url_for(
        ".preview",
        slug=slug,
        pick=wish.picks,
        language=wish.locale,
        committee=wish.committee or None,
        turn=wish.turn,
    )


def _asked(given: MultiDict[str, str], content: CampaignContent) -> Asked:
    """Return the letters that are asked for; what makes no sense is left out, and noticed."""
    slugs = [item.slug for item in content.recommendations]
    picks = tuple(dict.fromkeys(slug for slug in given.getlist("pick") if slug in slugs))
    wish = Wish(
        picks=picks[:MOST_RECOMMENDATIONS] or tuple(slugs[:1]),
        locale=_one_of(given.get("language", ""), LOCALES) or LOCALES[0],
        committee=_one_of(given.get("committee", ""), SUBJECTS),
        turn=_turn(given.get("turn", "1")),
    )
    is_whole = (
        tuple(given.getlist("pick")) in {(), wish.picks}
        and given.get("language", wish.locale) == wish.locale
        and given.get("committee", "") == wish.committee
        and given.get("turn", "1") == str(wish.turn)
    )
    return Asked(wish, is_whole)


def _one_of(word: str, words: Sequence[str]) -> str:
    return word if word in words else ""


def _turn(text: str) -> int:
    """Return which turn of variants is asked for, else the first."""
    return next((turn for turn in range(1, MOST_TURNS + 1) if str(turn) == text), 1)


def _letters(content: CampaignContent, wish: Wish) -> tuple[Sequence[SampleLetter], str]:
    """Return the letters that somebody wants to see, or why there are none."""
    if not wish.picks:
        return (), _("Add at least one recommendation.")
    jurisdiction = wiring.edges().jurisdictions[content.jurisdiction]
    try:
        return sample_letters(content, wish, jurisdiction), ""
    except Refused as refused:
        return (), sentence(refused)
