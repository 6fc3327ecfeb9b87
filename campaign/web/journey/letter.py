"""Screen 3: the writer's own words, above the shared text."""

from dataclasses import replace

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import Field as WTField

from campaign.domain.content import LOCALES
from campaign.domain.drafts import Draft, Edit, ranked_first
from campaign.domain.letters import LETTER_LIMIT
from campaign.i18n import OWN_NAMES
from campaign.queries.drafts import Drafted, DraftedLetter, story
from campaign.web import draft as drafts
from campaign.web.campaigns import current_campaign, jurisdiction, may_lack_people
from campaign.web.doors import page_locale
from campaign.web.forms.fields import Field
from campaign.web.forms.journey import ANSWERS, letter_form
from campaign.web.journey.steps import (
    begin_at,
    gap_before,
    go,
    language_of,
    letters_of,
    show,
)
from campaign.web.presenters.legislators import card
from campaign.web.presenters.letters import (
    LetterSheet,
    StoryField,
    offered,
    percent,
    rank_rows,
    sheet,
    story_field,
)
from campaign.web.words import gettext as _

FIRST = "first"
"""The button that puts a recommendation first, by its slug."""
LANGUAGE = "letter_language"
"""The button that chooses the language of the letter, apart from the page's."""


def letter() -> ResponseReturnValue:
    """Show the letters to write, or keep what was written."""
    draft = drafts.current()
    gap = gap_before("letter", draft)
    if gap:
        return begin_at(gap)
    before = letters_of(draft)
    if not before.letters:
        return begin_at("find")
    form = letter_form(len(draft.picks), len(before.letters))()
    return _take(form, draft, before) if form.is_submitted() else _page(form, draft, before)


def save() -> ResponseReturnValue:
    """Keep what is typed while it is typed, and say how much of the letters is the writer's own.

    Only what is valid is kept; nothing is told that the page itself would not tell.
    """
    draft = drafts.current()
    gap = gap_before("letter", draft)
    if gap:
        return begin_at(gap)
    before = letters_of(draft)
    form = letter_form(len(draft.picks), len(before.letters))()
    if not form.validate():
        return _page(form, draft, before)
    written = _with_words(draft, form, before)
    after = letters_of(written)
    told = {"own_words": percent(after.own_words_share), "story": story(written)}
    return drafts.keep(written, jsonify(told))


def _take(form: FlaskForm, draft: Draft, before: Drafted) -> Response:
    """Keep what was written, and go on; a refused word stands in its field again."""
    valid = form.validate()
    written = _with_words(draft, form, before)
    after = letters_of(written)
    language = request.form.get(LANGUAGE, "")
    if language in LOCALES and valid:
        return go("letter", drafts.changed(written, letter_language=language))
    first = request.form.get(FIRST, "")
    if first in written.picks and valid:
        return go("letter", drafts.changed(written, picks=ranked_first(written.picks, first)))
    if not (_may_be_sent(form, after) and valid):
        return _page(form, written, after)
    if not (after.own_words_share or draft.nudged or form.nudged.data):
        response = _page(form, written, after, nudge=True)
        return drafts.keep(replace(written, nudged=True), response)
    return go("sign", drafts.changed(written, written=True))


def _with_words(draft: Draft, form: FlaskForm, before: Drafted) -> Draft:
    """Return the draft with what was typed; text left as it was offered is no edit."""
    typed = {
        kept: {
            **getattr(draft, kept),
            **{slug: form[f"{name}-{n}"].data or "" for n, slug in enumerate(draft.picks, start=1)},
        }
        for name, kept in ANSWERS.items()
    }
    edits = dict(draft.edits)
    for n, item in enumerate(before.letters, start=1):
        subject, body = offered(item, language_of(draft))
        edits[item.member.id] = Edit(
            subject=_edited(form[f"subject-{n}"], subject) or None,
            body=_edited(form[f"body-{n}"], body),
        )
    return drafts.changed(draft, **typed, edits=edits, letter_language=language_of(draft))


def _edited(field: WTField, as_offered: str) -> str | None:
    """Return what a field was changed to; none where it was left, or left out."""
    return None if not field.raw_data or field.data == as_offered else field.data or ""


def _may_be_sent(form: FlaskForm, after: Drafted) -> bool:
    """Put a sentence beside every letter that is too long or empty; tell whether none is."""
    faults = {n: fault for n, fault in enumerate(map(_fault, after.letters), start=1) if fault}
    for n, fault in faults.items():
        form[f"body-{n}"].errors = form[f"body-{n}"].errors or [fault]
    return not faults


def _fault(item: DraftedLetter) -> str:
    """Return what keeps a letter from being sent; nothing where it may go."""
    if item.letter.excess:
        return _(
            "This letter is too long for the office. Take out %(excess)s characters, from your "
            "story or from the shared text.",
            excess=item.letter.excess,
        )
    if not item.letter.words_length:
        return _("This letter is empty. Write something, or put the shared text back.")
    return ""


def _page(form: FlaskForm, draft: Draft, letters: Drafted, *, nudge: bool = False) -> Response:
    """Show the screen; what was typed stands in it even where it was refused."""
    more: tuple[tuple[str, str], ...] = ()
    if "long" in request.args and not form.is_submitted():
        faults = enumerate(map(_fault, letters.letters), start=1)
        more = tuple((f"body-{n}", fault) for n, fault in faults if fault)
    return show(
        "journey/letter.html",
        form,
        more=more,
        stories=_story_fields(form, draft),
        letters=_sheets(form, draft, letters),
        nudge=nudge,
        own_words_share=percent(letters.own_words_share),
        made_room=any(item.made_room for item in letters.letters),
        language=language_of(draft),
        languages=OWN_NAMES,
        ranks=rank_rows(current_campaign(), draft.picks),
        limit=LETTER_LIMIT,
        may_lack_people=may_lack_people(),
    )


def _story_fields(form: FlaskForm, draft: Draft) -> list[StoryField]:
    page = current_campaign()
    return [
        story_field(
            n,
            page.recommendation(slug),
            tuple(
                _shown(form[f"{name}-{n}"], form, getattr(draft, kept).get(slug, ""))
                for name, kept in ANSWERS.items()
            ),
        )
        for n, slug in enumerate(draft.picks, start=1)
    ]


def _sheets(form: FlaskForm, draft: Draft, letters: Drafted) -> list[LetterSheet]:
    sheets = []
    for n, item in enumerate(letters.letters, start=1):
        subject, body = offered(item, language_of(draft))
        edit = draft.edits.get(item.member.id, Edit())
        kept_subject = subject if edit.subject is None else edit.subject
        kept_body = body if edit.body is None else edit.body
        fields = (
            _shown(form[f"subject-{n}"], form, kept_subject),
            _shown(form[f"body-{n}"], form, kept_body),
        )
        person = card(item.member, jurisdiction(), page_locale())
        sheets.append(sheet(n, item, fields, person, language_of(draft)))
    return sheets


def _shown(field: WTField, form: FlaskForm, kept: str) -> Field:
    """Return a field with what was just typed into it, else with what is kept."""
    typed = form.is_submitted() and bool(field.raw_data)
    return Field(field.name, (field.data or "") if typed else kept, tuple(field.errors))
