"""Screen 2: find the people who represent a writer, before any free text."""

from flask import request
from flask.typing import ResponseReturnValue

from campaign.domain.areas import Closer
from campaign.domain.content import goes_to
from campaign.domain.drafts import Draft, Sender
from campaign.domain.errors import Refused
from campaign.domain.people import AgeBand
from campaign.domain.places import Ambiguous, Located, Rung, ZipCode
from campaign.domain.streets import AskAgain
from campaign.queries.targets import sitting_members
from campaign.web import draft as drafts
from campaign.web.campaigns import current_campaign, journey_url, jurisdiction, may_lack_people, now
from campaign.web.doors import page_locale
from campaign.web.forms.fields import is_stale
from campaign.web.forms.journey import BY_GEOCODER, BY_PIN, FindForm
from campaign.web.journey.choice import Again, candidates, not_chosen, picks, show_choice
from campaign.web.journey.look_ups import FROM_LIST, locate
from campaign.web.journey.paper import paper_page
from campaign.web.journey.steps import begin_at, gap_before, go, show
from campaign.web.limits import LOOK_UPS, limiter
from campaign.web.presenters.legislators import card
from campaign.web.sentences import sentence


@limiter.limit(LOOK_UPS, exempt_when=lambda: request.form.get("lookup") != BY_GEOCODER)
def find() -> ResponseReturnValue:
    """Take a ZIP and an age, then show who represents the writer or whom to choose from."""
    draft = drafts.current()
    gap = gap_before("find", draft)
    if gap:
        return begin_at(gap)
    form = FindForm()
    try:
        if not form.is_submitted():
            return _look(draft, form)
        valid = form.validate()
        if form.age_band.data == AgeBand.UNDER_13 and not is_stale(form):
            return paper_page(draft, form.zip.data or "")
        return _take(draft, form) if valid else _refuse_fields(form)
    except Refused as refused:
        return _refuse(form, refused)


def _take(draft: Draft, form: FindForm) -> ResponseReturnValue:
    """Keep where the writer lives; who they said they are goes with another age."""
    band = AgeBand(form.age_band.data)
    drafts.check_band(band)
    found = locate(form)
    if isinstance(found, AskAgain | Closer):
        again = Again(ask=found) if isinstance(found, AskAgain) else Again(area=found.area)
        return show_choice(
            form, candidates(ZipCode(form.zip.data)), chosen={}, errors={}, again=again
        )
    if isinstance(found, Ambiguous) and (found.geocoder or found.rung is not Rung.ZIP):
        again = Again(word=found.geocoder)
        return show_choice(form, found, chosen={}, errors={}, again=again)
    if band is not draft.age_band:
        draft = drafts.changed(draft, age_band=band, sender=Sender(), signed=False)
    draft = drafts.changed(
        draft,
        zip=form.zip.data,
        districts=tuple(d.ocd_id for d in found.districts) if isinstance(found, Located) else (),
        rung=found.rung if isinstance(found, Located) else None,
    )
    return drafts.remember_band(band, go("find", draft))


def _look(draft: Draft, form: FindForm) -> ResponseReturnValue:
    """Show what the draft knows: nothing yet, a choice, or the people who were found."""
    form.zip.data = draft.zip
    form.age_band.data = draft.age_band.value if draft.age_band else None
    if not draft.zip or draft.age_band is None or "again" in request.args:
        return show("journey/find.html", form, split=None)
    state = jurisdiction()
    members = [
        member
        for member in sitting_members(draft.districts, on=state.day(now()))
        if goes_to(current_campaign().chambers, member.district.chamber)
    ]
    if "pick" in request.args or not members:
        chosen = {member.district.chamber: member.district.ocd_id for member in members}
        return show_choice(form, candidates(ZipCode(draft.zip)), chosen=chosen, errors={})
    return show(
        "journey/found.html",
        form,
        legislators=[card(member, state, page_locale()) for member in members],
        zip=draft.zip,
        change_url=journey_url("find", pick="1"),
        rung=draft.rung,
        may_lack_people=may_lack_people(),
    )


def _refuse(form: FindForm, refused: Refused) -> ResponseReturnValue:
    """Show the page again with the sentence beside what it is about."""
    words = sentence(refused)
    if refused.key.startswith("point_"):
        found = candidates(ZipCode(form.zip.data))
        by_pin = form.lookup.data == BY_PIN
        again = Again(pin=words) if by_pin else Again(here=words)
        return show_choice(form, found, chosen={}, errors={}, again=again)
    if refused.key in {"district_missing", "district_not_offered", "zip_unknown"}:
        found = candidates(ZipCode(form.zip.data))
        errors = dict.fromkeys(not_chosen(found, picks()), words)
        return show_choice(form, found, chosen=picks(), errors=errors)
    field = form.age_band if refused.key == "band_changed" else form.zip
    field.errors = [words]
    return show("journey/find.html", form, split=None)


def _refuse_fields(form: FindForm) -> ResponseReturnValue:
    """Show the page with what was typed: a choice and a look-up stand on a page of their own."""
    from_list = FROM_LIST in request.form or form.lookup.data
    if not from_list or form.zip.errors or form.age_band.errors:
        return show("journey/find.html", form, split=None)
    return show_choice(form, candidates(ZipCode(form.zip.data)), chosen=picks(), errors={})
