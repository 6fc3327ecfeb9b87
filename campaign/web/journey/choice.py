"""Screen 2 where a ZIP leaves a choice, or where somebody puts the answer right."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, current_app, request

from campaign.domain.areas import Area
from campaign.domain.errors import Refused
from campaign.domain.people import AgeBand
from campaign.domain.places import Ambiguous, Chamber, GeocoderWord, ZipCode
from campaign.domain.streets import AskAgain, StreetWord
from campaign.services.locate import every_district, locate_zip
from campaign.web.campaigns import jurisdiction, may_lack_people, now
from campaign.web.doors import page_locale
from campaign.web.forms.fields import Field
from campaign.web.forms.journey import FindForm
from campaign.web.journey.steps import UNPROCESSABLE, show
from campaign.web.presenters.desk import Desk
from campaign.web.presenters.find import (
    Here,
    Lookup,
    OwnLookup,
    ask_sentence,
    note,
    own_lookup,
    split,
)
from campaign.web.presenters.pins import Pin, pin_map
from campaign.wiring import edges

Picks = Mapping[Chamber, str]
ABOUT_NUMBERS = {StreetWord.NUMBER, StreetWord.NO_NUMBER}


@dataclass(frozen=True, slots=True)
class Again:
    """Why a look-up leaves the choice: what the geocoder, a street, a location or a pin says.

    `area` is what the map shows on which somebody points at their home.
    """

    word: GeocoderWord | None = None
    ask: AskAgain | None = None
    here: str = ""
    pin: str = ""
    area: Area | None = None


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


def is_shared(zip_code: ZipCode) -> bool:
    """Tell whether a ZIP lies in several districts of a chamber."""
    try:
        found = locate_zip(zip_code, jurisdiction=jurisdiction(), now=now())
    except Refused:
        return False
    return isinstance(found, Ambiguous)


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
        desk=desk(),
        zip_code=form.zip.data,
        age_band=form.age_band.data,
        shared=is_shared(ZipCode(form.zip.data)),
        chosen=chosen or found.likely,
        errors=errors,
    )
    more = [(f"district-{chamber.value}", words) for chamber, words in errors.items()]
    own = _own(form, found, again) if may_be_asked(form.age_band.data) else None
    return show(
        "journey/find.html",
        form,
        more=(*more, *_asked(again)),
        status=UNPROCESSABLE if again.word else 200,
        split=page,
        may_lack_people=may_lack_people(),
        own=own,
        lookup=_lookup(form, again.word, beside=own) if may_look_up(form.age_band.data) else None,
    )


def may_be_asked(age_band: str) -> bool:
    """Tell whether a street or a location may be asked for: never a young person's."""
    return age_band == AgeBand.ADULT


def may_look_up(age_band: str) -> bool:
    """Tell whether an address may be looked up outside."""
    return may_be_asked(age_band) and current_app.config["CAMPAIGN"].geocoder != "off"


def desk() -> Desk:
    """Return what the presenters of this page need to know."""
    adapters = edges()
    return Desk(jurisdiction(), page_locale(), now(), adapters.boundaries, adapters.zip_points)


def _own(form: FindForm, found: Ambiguous, again: Again) -> OwnLookup | None:
    """Return the look-ups of our own server, as far as their data are installed."""
    here_desk, zip_code, ask = desk(), ZipCode(form.zip.data), again.ask
    slug, on = here_desk.jurisdiction.slug, here_desk.on
    names = tuple(edges().streets.names(zip_code, jurisdiction=slug, on=on))
    outlined = here_desk.has_outlines
    if not names and not outlined:
        return None
    asks_number = ask is not None and ask.word in ABOUT_NUMBERS
    told = (ask_sentence(ask),) if ask else ()
    errors = (*form.street.errors, *(() if asks_number else told))
    number = Field("number", form.number.data or "", told if asks_number else ())
    return own_lookup(
        Field("street", form.street.data or "", errors) if names else None,
        number,
        names=names,
        ask=ask,
        here=Here((again.here,) if again.here else ()) if outlined else None,
        pin=_pin(zip_code, found, again, here_desk) if outlined else None,
    )


def _pin(zip_code: ZipCode, found: Ambiguous, again: Again, desk: Desk) -> Pin | None:
    """Return the map to point at one's home on; none where nobody knows where the ZIP is."""
    if zip_code not in desk.zip_points.of(desk.jurisdiction.slug):
        return None
    shown = pin_map(again.area, found.open_chambers, zip_code, desk) if again.area else None
    return Pin(shown, (again.pin,) if again.pin else ())


def _asked(again: Again) -> list[tuple[str, str]]:
    """Return what stands on top of the page: the field that is asked about, and its sentence."""
    found = [(name, said) for name, said in (("here", again.here), ("pin", again.pin)) if said]
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
