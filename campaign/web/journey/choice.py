"""Screen 2 where a ZIP leaves a choice, or where somebody puts the answer right."""

from collections.abc import Mapping

from flask import Response, current_app, request

from campaign.domain.errors import Refused
from campaign.domain.people import AgeBand
from campaign.domain.places import Ambiguous, Chamber, GeocoderWord, ZipCode
from campaign.services.locate import every_district, locate_zip
from campaign.web.campaigns import jurisdiction, now
from campaign.web.doors import page_locale
from campaign.web.forms.fields import Field
from campaign.web.forms.journey import FindForm
from campaign.web.journey.steps import UNPROCESSABLE, show
from campaign.web.presenters.find import Desk, Lookup, note, split

Picks = Mapping[Chamber, str]


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
    word: GeocoderWord | None = None,
) -> Response:
    """Show the people to choose from, and the outside look-up beside them."""
    page = split(
        found,
        desk=Desk(jurisdiction(), page_locale(), now()),
        zip_code=form.zip.data,
        age_band=form.age_band.data,
        chosen=chosen,
        errors=errors,
    )
    return show(
        "journey/find.html",
        form,
        more=tuple((f"district-{chamber.value}", words) for chamber, words in errors.items()),
        status=UNPROCESSABLE if word else 200,
        split=page,
        lookup=_lookup(form, word) if may_look_up(form.age_band.data) else None,
    )


def may_look_up(age_band: str) -> bool:
    """Tell whether an address may be asked for: never a young person's."""
    return age_band == AgeBand.ADULT and current_app.config["CAMPAIGN"].geocoder != "off"


def _lookup(form: FindForm, word: GeocoderWord | None) -> Lookup:
    street = Field("street", form.street.data or "", tuple(form.street.errors))
    return Lookup(street=street, note=note(word))
