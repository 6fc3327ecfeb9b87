"""Screen 4: who writes."""

from dataclasses import fields, replace

from flask import make_response
from flask.typing import ResponseReturnValue

from campaign.domain.content import OFFICE_LOCALE
from campaign.domain.drafts import Draft, Sender
from campaign.domain.people import AgeBand
from campaign.queries.drafts import story
from campaign.queries.sources import source_named
from campaign.web import draft as drafts
from campaign.web.campaigns import journey_url
from campaign.web.failures import stale_page
from campaign.web.forms.fields import is_stale
from campaign.web.forms.journey import SignForm, TeenSignForm
from campaign.web.journey.steps import begin_at, gap_before, go, language_of, letters_of, see, show

NO_CONTENT = 204
SENDERS = {item.name for item in fields(Sender)}


def sign() -> ResponseReturnValue:
    """Ask who writes, or keep the answer."""
    draft = drafts.current()
    gap = gap_before("sign", draft)
    if gap:
        return begin_at(gap)
    form = _form(draft)
    if not form.validate_on_submit():
        source = source_named(draft.source)
        return show(
            "journey/sign.html",
            form,
            minor=draft.age_band is not AgeBand.ADULT,
            partner=source.partner if source else None,
            asks_for_use=bool(story(draft)),
            offers_english=bool(story(draft)) and language_of(draft) != OFFICE_LOCALE,
        )
    signed = drafts.changed(draft, sender=_sender(form), signed=True)
    if any(item.letter.excess for item in letters_of(signed).letters):
        return drafts.keep(signed, see("letter", long="1"))
    return go("check", signed)


def save() -> ResponseReturnValue:
    """Keep what is typed while it is typed; what is not valid is not kept."""
    draft = drafts.current()
    gap = gap_before("sign", draft)
    if gap:
        return begin_at(gap)
    form = _form(draft)
    form.validate()
    if is_stale(form):
        return stale_page(journey_url("sign"))
    typed = {item.name: item.data for item in form if item.name in SENDERS and not item.errors}
    sender = replace(draft.sender, **typed)
    return drafts.keep(drafts.changed(draft, sender=sender), make_response("", NO_CONTENT))


def _form(draft: Draft) -> SignForm:
    """Return the form for the writer's age, with what they gave before."""
    form_class = SignForm if draft.age_band is AgeBand.ADULT else TeenSignForm
    given = draft.sender
    return form_class(
        given_name=given.given_name,
        family_name=given.family_name,
        email=given.email,
        street=given.street,
        city=given.city,
        zip=given.zip or draft.zip,
        consent_coalition=given.consent_coalition,
        consent_partner=given.consent_partner,
        story_use=given.story_use,
        wants_english=given.wants_english,
    )


def _sender(form: SignForm) -> Sender:
    """Return who signed; a young writer's form has no street and no consents to take."""
    adult = not isinstance(form, TeenSignForm)
    return Sender(
        given_name=form.given_name.data,
        family_name=form.family_name.data,
        email=form.email.data,
        street=form.street.data if adult else "",
        city=form.city.data,
        zip=form.zip.data,
        consent_coalition=form.consent_coalition.data if adult else False,
        consent_partner=form.consent_partner.data if adult else False,
        story_use=form.story_use.data,
        wants_english=form.wants_english.data,
    )
