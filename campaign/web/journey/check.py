"""Screen 5: every letter exactly as the office will see it, and one button."""

from flask import Response, current_app, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from campaign.domain.drafts import Draft
from campaign.domain.errors import Conflict, NotFound
from campaign.domain.moderation import concern_of_letter
from campaign.domain.text import fingerprint
from campaign.queries.drafts import Drafted, submission
from campaign.queries.sources import source_named
from campaign.services.submit import submit, submitted_before
from campaign.web import draft as drafts
from campaign.web.campaigns import journey_url, jurisdiction, now
from campaign.web.doors import page_locale
from campaign.web.failures import stale_page
from campaign.web.forms.fields import MAIN
from campaign.web.forms.journey import ButtonForm, CheckForm
from campaign.web.journey.choose import THROWN_AWAY
from campaign.web.journey.steps import SEE_OTHER, begin_at, gap_before, letters_of, see, show
from campaign.web.limits import SENDS, limiter
from campaign.web.presenters.letters import percent, preview
from campaign.web.words import gettext as _
from campaign.wiring import edges

CONFLICT = 409


@limiter.limit(SENDS, methods=["POST"])
def check() -> ResponseReturnValue:
    """Show the letters, or send them; a repeated press is answered like the first."""
    draft = drafts.current()
    gap = gap_before("check", draft)
    form = CheckForm()
    valid = form.validate_on_submit()
    if gap:
        return _repeated(form.submission_key.data) if valid else begin_at(gap)
    letters = letters_of(draft)
    if not letters.letters:
        return begin_at("find")
    if not valid:
        return _page(form, draft, letters)
    was_seen = form.seen.data in {"", _fingerprint(letters)}
    if form.submission_key.data != draft.submission_key or not was_seen:
        return _outdated(form, draft, letters)
    return _send(draft, letters)


def discard() -> ResponseReturnValue:
    """Forget the draft at once."""
    form = ButtonForm()
    return (
        drafts.discard(see("choose", **{THROWN_AWAY: "1"}))
        if form.validate()
        else stale_page(journey_url("check"))
    )


def _page(form: CheckForm, draft: Draft, letters: Drafted, *, told: str = "") -> Response:
    """Show every letter exactly as the office will see it."""
    form.submission_key.data, form.seen.data = draft.submission_key, _fingerprint(letters)
    sender = draft.sender
    return show(
        "journey/check.html",
        form,
        more=((MAIN, told),) if told else (),
        letters=[
            preview(n, item, jurisdiction(), page_locale())
            for n, item in enumerate(letters.letters, start=1)
        ],
        sender=f"{sender.given_name} {sender.family_name}".strip(),
        reply_to=sender.email,
        read_first=any(
            concern_of_letter(
                item.letter.text, item.letter.original.text if item.letter.original else ""
            )
            for item in letters.letters
        ),
        own_words_share=percent(letters.own_words_share),
        email=sender.email,
    )


def _fingerprint(letters: Drafted) -> str:
    """Return what stays the same as long as the letters do; a campaign may change its texts."""
    return fingerprint((item.letter.subject, item.letter.text) for item in letters.letters)


def _send(draft: Draft, letters: Drafted) -> ResponseReturnValue:
    if any(item.letter.excess for item in letters.letters):
        return see("letter", long="1")
    adapters, source = edges(), source_named(draft.source)
    try:
        submitted = submit(
            submission(
                draft,
                letters,
                locale=page_locale(),
                source_id=source.id if source else None,
                with_partner=bool(source and source.partner),
            ),
            site=adapters.site,
            retention=current_app.config["CAMPAIGN"].retention,
            renderer=adapters.renderer,
            signer=adapters.signer,
            bell=adapters.bell,
            now=now(),
        )
    except Conflict:
        return drafts.keep(drafts.with_fresh_key(draft), _used())
    return _to_code(submitted.page_token)


def _outdated(form: CheckForm, draft: Draft, letters: Drafted) -> ResponseReturnValue:
    """Answer the button of a page that no longer shows what would be sent."""
    try:
        submitted_before(form.submission_key.data, signer=edges().signer)
    except NotFound:
        told = _("Your letter changed after you opened this page. Please read it once more.")
        return _page(form, draft, letters, told=told)
    return _used()


def _repeated(key: str) -> ResponseReturnValue:
    """Answer a button whose draft is gone: if it was pressed before, like the first time."""
    try:
        submitted = submitted_before(key, signer=edges().signer)
    except NotFound:
        return see("choose")
    return _to_code(submitted.page_token)


def _used() -> Response:
    page = render_template(
        "journey/key_used.html", receipt_url=None, start_url=journey_url("check")
    )
    return make_response(page, CONFLICT)


def _to_code(page_token: str) -> Response:
    return make_response(
        redirect(url_for("confirmations.confirm", page_token=page_token), SEE_OTHER)
    )
