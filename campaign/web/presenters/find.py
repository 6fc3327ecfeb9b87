"""The find page where a ZIP leaves a choice, or where a person puts the answer right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaign.domain.boundaries import Drawing
from campaign.domain.errors import NotFound
from campaign.domain.places import Ambiguous, Chamber, DistrictRef, GeocoderWord, Rung
from campaign.domain.streets import AskAgain, StreetWord
from campaign.web.forms.fields import Field
from campaign.web.presenters.desk import Desk
from campaign.web.presenters.district_maps import DistrictMap, district_map
from campaign.web.presenters.legislators import LegislatorCard, chamber_label
from campaign.web.presenters.pins import Pin
from campaign.web.words import gettext as _

MOST_DRAWN = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """One district to choose, by its members; the value is its id, `id` the radio button's."""

    value: str
    district: str
    members: tuple[LegislatorCard, ...]
    chosen: bool
    id: str


@dataclass(frozen=True, slots=True)
class ChamberChoice:
    """The people of one chamber among whom to choose."""

    name: str
    label: str
    errors: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    drawing: Drawing | None = None
    map: DistrictMap | None = None
    """The map of the whole chamber, where all of it stands to choose."""

    @property
    def id(self) -> str:
        """Return the id of the group; its first radio button carries it."""
        return self.name


@dataclass(frozen=True, slots=True)
class Split:
    """A ZIP that more than one district shares."""

    zip: str
    age_band: str
    shared: bool
    """Whether the ZIP lies in several districts; else a look-up or the whole list is shown."""
    known: tuple[LegislatorCard, ...]
    chambers: tuple[ChamberChoice, ...]
    settled: tuple[tuple[str, str], ...] = ()
    """The fields of the chambers that a look-up settled, so that the choice keeps them."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Lookup:
    """The block that offers the outside look-up."""

    street: Field
    note: str | None


@dataclass(frozen=True, slots=True)
class Here:
    """The block that offers the browser's location; the errors say why one did not answer."""

    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnLookup:
    """The blocks that look up on our own server."""

    street: Field | None
    number: Field | None
    names: tuple[str, ...]
    """The streets of the ZIP, which the browser suggests while one types."""
    matches: tuple[str, ...]
    """The streets that may be meant."""
    here: Here | None
    pin: Pin | None


def split(
    found: Ambiguous,
    *,
    desk: Desk,
    zip_code: str,
    age_band: str,
    shared: bool,
    chosen: Mapping[Chamber, str],
    errors: Mapping[Chamber, str],
) -> Split:
    """Return the choice that a ZIP leaves."""
    everyone = tuple(district for group in found.candidates.values() for district in group)
    cards = desk.cards(everyone)
    settled = [group[0] for group in found.candidates.values() if len(group) == 1]
    looked_up = found.rung in {Rung.STREET, Rung.POINT}
    return Split(
        zip=zip_code,
        age_band=age_band,
        shared=shared,
        known=tuple(card for district in settled for card in cards[district.ocd_id]),
        chambers=tuple(
            _choice(chamber, found.candidates[chamber], desk, cards, chosen=chosen, errors=errors)
            for chamber in found.open_chambers
        ),
        settled=tuple((f"district-{each.chamber.value}", each.ocd_id) for each in settled)
        if looked_up
        else (),
        note=near_a_line(found.rung) if looked_up else None,
    )


def _choice(
    chamber: Chamber,
    group: tuple[DistrictRef, ...],
    desk: Desk,
    cards: Mapping[str, list[LegislatorCard]],
    *,
    chosen: Mapping[Chamber, str],
    errors: Mapping[Chamber, str],
) -> ChamberChoice:
    name, picked = f"district-{chamber.value}", chosen.get(chamber)
    urls = {each.ocd_id: f"#{radio_id(name, place)}" for place, each in enumerate(group)}
    return ChamberChoice(
        name=name,
        label=chamber_label(chamber, desk.jurisdiction, desk.locale),
        errors=(errors[chamber],) if chamber in errors else (),
        candidates=tuple(
            _candidate(cards[each.ocd_id], radio_id(name, n), chosen=each.ocd_id == picked)
            for n, each in enumerate(group)
        ),
        drawing=_drawing(group, desk),
        map=district_map(chamber, desk, urls) if len(group) > MOST_DRAWN else None,
    )


def _candidate(members: Sequence[LegislatorCard], radio: str, *, chosen: bool) -> Candidate:
    return Candidate(members[0].district_id, members[0].district, tuple(members), chosen, radio)


def radio_id(name: str, place: int) -> str:
    """Return the id of a radio button by its place, from 0; the first has the group's own."""
    return f"{name}-{place + 1}" if place else name


def _drawing(group: tuple[DistrictRef, ...], desk: Desk) -> Drawing | None:
    """Return the map of a few districts; none without all their outlines, or of too many."""
    if len(group) > MOST_DRAWN:
        return None
    try:
        return desk.boundaries.draw(group, jurisdiction=desk.jurisdiction.slug, on=desk.on)
    except NotFound:
        return None


def own_lookup(
    street: Field | None,
    number: Field,
    *,
    names: tuple[str, ...],
    ask: AskAgain | None,
    here: Here | None,
    pin: Pin | None,
) -> OwnLookup:
    """Return the block that asks for a street, with what is to be asked again."""
    asks_number = bool(number.errors or number.data)
    return OwnLookup(
        street=street,
        number=number if asks_number else None,
        names=names,
        matches=ask.streets if ask is not None and ask.word is not StreetWord.NUMBER else (),
        here=here,
        pin=pin,
    )


def ask_sentence(ask: AskAgain) -> str:
    """Return what the page asks about a street that does not answer yet."""
    return {
        StreetWord.UNKNOWN: _(
            "We do not know this street in your ZIP code. Check how it is written, or choose your "
            "people from the list."
        ),
        StreetWord.WHICH: _("More than one street may be meant. Which one is yours?"),
        StreetWord.NUMBER: _(
            "This street lies in more than one district. Enter your house number."
        ),
        StreetWord.NO_NUMBER: _(
            "We do not know this house number on this street. Check it, or choose your people from "
            "the list."
        ),
    }[ask.word]


def near_a_line(rung: Rung) -> str:
    """Return why a look-up on our own server leaves a choice."""
    if rung is Rung.POINT:
        return _(
            "Your location is within 50 meters of a line between districts. Please confirm who "
            "speaks for you."
        )
    return _(
        "Your street lies so near to a line between districts that we cannot be sure. Please "
        "confirm who speaks for you."
    )


def note(word: GeocoderWord | None) -> str | None:
    """Return what the page says where the outside look-up did not settle it."""
    if word is GeocoderWord.UNAVAILABLE:
        return _(
            "The Census Bureau's geocoder does not answer right now. Nothing is lost: choose your "
            "people from the list."
        )
    if word is GeocoderWord.NOT_FOUND:
        return _(
            "The Census Bureau's geocoder does not know this address. Check the street and the "
            "number, or choose your people from the list."
        )
    return None
