"""Screen 2 where a ZIP leaves a choice, or where somebody puts the answer right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Response, current_app, request

from campaign.domain.errors import NotFound, Refused
from campaign.domain.people import AgeBand
from campaign.domain.places import Ambiguous, Chamber, GeocoderWord, ZipCode
from campaign.domain.streets import AskAgain, StreetWord
from campaign.services.locate import every_district, locate_zip
from campaign.web.campaigns import jurisdiction, now
from campaign.web.doors import page_locale
from campaign.web.forms.fields import Field
from campaign.web.forms.journey import FindForm
from campaign.web.journey.steps import UNPROCESSABLE, show
from campaign.web.presenters.find import (
    Desk,
    Here,
    Lookup,
    OwnLookup,
    ask_sentence,
    note,
    own_lookup,
    split,
)
from campaign.wiring import edges

Picks = Mapping[Chamber, str]
ABOUT_NUMBERS = {StreetWord.NUMBER, StreetWord.NO_NUMBER}


@dataclass(frozen=True, slots=True)
class Again:
    """Why a look-up leaves the choice: the geocoder's word, a street's question, a location's."""

    word: GeocoderWord | None = None
    ask: AskAgain | None = None
    here: str = ""


def picks() -> Picks:
    """Return whom the sent form chose: the district's OCD id, by chamber."""
    fields = {chamber: f"district-{chamber.value}" for chamber in Chamber}
    return {
        chamber: request.form[name] for chamber, name in fields.items() if request.form.get(name)
    }


def candidates(zip_code: ZipCode) -> Ambiguous:
    """Return the people whom a ZIP leaves to choose from; where it leaves none, everyone.

    Raises Refused("zip_elsewhere").
    """
    state = jurisdiction()
    try:
        found = locate_zip(zip_code, jurisdiction=state, now=now())
    except Refused as refused:
        if refused.key != "zip_unknown":
            raise
        return every_district(jurisdiction=state, now=now())
    return found if isinstance(found, Ambiguous) else every_district(jurisdiction=state, now=now())


def not_chosen(found: Ambiguous, chosen: Picks) -> list[Chamber]:
    """Return the open chambers for which nobody was chosen who stands there to choose."""
    return [
        chamber
        for chamber in found.open_chambers
        if chosen.get(chamber) not in {district.ocd_id for district in found.candidates[chamber]}
    ]


def show_choice(
    form: FindForm,
    found: Ambiguous,
    *,
    chosen: Picks,
    errors: Mapping[Chamber, str],
    again: Again | None = None,
) -> Response:
    """Show the people to choose from, and beside them the look-ups."""
    again = again or Again()
    page = split(
        found,
        desk=Desk(jurisdiction(), page_locale(), now(), edges().boundaries),
        zip_code=form.zip.data,
        age_band=form.age_band.data,
        chosen=chosen or found.likely,
        errors=errors,
    )
    more = [(f"district-{chamber.value}", words) for chamber, words in errors.items()]
    own = _own(form, again) if may_be_asked(form.age_band.data) else None
    return show(
        "journey/find.html",
        form,
        more=(*more, *_asked(again)),
        status=UNPROCESSABLE if again.word else 200,
        split=page,
        own=own,
        lookup=_lookup(form, again.word, beside=own) if may_look_up(form.age_band.data) else None,
    )


def may_be_asked(age_band: str) -> bool:
    """Tell whether a street or a location may be asked for: never a young person's."""
    return age_band == AgeBand.ADULT


def may_look_up(age_band: str) -> bool:
    """Tell whether an address may be looked up outside."""
    return may_be_asked(age_band) and current_app.config["CAMPAIGN"].geocoder != "off"


def _own(form: FindForm, again: Again) -> OwnLookup | None:
    """Return the look-ups of our own server, as far as their data are installed."""
    adapters, state = edges(), jurisdiction()
    on, ask = state.day(now()), again.ask
    names = tuple(adapters.streets.names(ZipCode(form.zip.data), jurisdiction=state.slug, on=on))
    here = Here((again.here,) if again.here else ()) if _has_outlines(state.slug, on) else None
    if not names and here is None:
        return None
    asks_number = ask is not None and ask.word in ABOUT_NUMBERS
    told = (ask_sentence(ask),) if ask else ()
    errors = (*form.street.errors, *(() if asks_number else told))
    number = Field("number", form.number.data or "", told if asks_number else ())
    street = Field("street", form.street.data or "", errors) if names else None
    return own_lookup(street, number, names=names, ask=ask, here=here)


def _has_outlines(slug: str, on: date) -> bool:
    try:
        edges().boundaries.edition(slug, on=on)
    except NotFound:
        return False
    return True


def _asked(again: Again) -> list[tuple[str, str]]:
    """Return what stands on top of the page: the field that is asked about, and its sentence."""
    found = [("here", again.here)] if again.here else []
    if again.ask is not None:
        about = "number" if again.ask.word in ABOUT_NUMBERS else "street"
        found.append((about, ask_sentence(again.ask)))
    return found


def _lookup(form: FindForm, word: GeocoderWord | None, *, beside: OwnLookup | None) -> Lookup:
    """Return the outside look-up; of two fields for a street the second has an id of its own."""
    second = beside is not None and beside.street is not None
    errors = () if second else tuple(form.street.errors)
    field = Field("street", form.street.data or "", errors, "census-street" if second else "")
    return Lookup(street=field, note=note(word))
