"""The find page where a ZIP leaves a choice, or where a person puts the answer right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from campaign.domain.boundaries import Drawing
from campaign.domain.errors import NotFound
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.places import Ambiguous, Chamber, DistrictRef, GeocoderWord, Rung
from campaign.domain.ports import Boundaries
from campaign.domain.streets import AskAgain, StreetWord
from campaign.queries.targets import sitting_members
from campaign.web.forms.fields import Field
from campaign.web.presenters.legislators import LegislatorCard, card, chamber_label, vacant
from campaign.web.words import gettext as _

MOST_DRAWN = 8
MANY = 20
"""No ZIP touches so many districts: a longer list is the whole state's."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person to choose; the value is the district's id."""

    value: str
    legislator: LegislatorCard
    chosen: bool


@dataclass(frozen=True, slots=True)
class ChamberChoice:
    """The people of one chamber among whom to choose."""

    name: str
    label: str
    errors: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    drawing: Drawing | None = None

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
    """Whether the ZIP really lies in several districts; else the whole list is shown."""
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


@dataclass(frozen=True, slots=True)
class Desk:
    """What these presenters need to know of the page: its state, language and moment."""

    jurisdiction: Jurisdiction
    locale: str
    now: datetime
    boundaries: Boundaries

    def drawing(self, districts: tuple[DistrictRef, ...]) -> Drawing | None:
        """Return the map of a few districts; none without all their outlines, or of too many."""
        if len(districts) > MOST_DRAWN:
            return None
        on = self.jurisdiction.day(self.now)
        try:
            return self.boundaries.draw(districts, jurisdiction=self.jurisdiction.slug, on=on)
        except NotFound:
            return None

    def cards(self, districts: tuple[DistrictRef, ...]) -> dict[str, LegislatorCard]:
        """Return the card of each district's member, by district id."""
        ids = [district.ocd_id for district in districts]
        cards = {
            member.district.ocd_id: card(member, self.jurisdiction, self.locale)
            for member in sitting_members(ids, on=self.jurisdiction.day(self.now))
        }
        for district in districts:
            cards.setdefault(district.ocd_id, vacant(district, self.jurisdiction, self.locale))
        return cards


def split(
    found: Ambiguous,
    *,
    desk: Desk,
    zip_code: str,
    age_band: str,
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
        shared=len(everyone) < MANY,
        known=tuple(cards[district.ocd_id] for district in settled),
        chambers=tuple(
            ChamberChoice(
                name=f"district-{chamber.value}",
                label=chamber_label(chamber, desk.jurisdiction, desk.locale),
                errors=(errors[chamber],) if chamber in errors else (),
                candidates=tuple(
                    Candidate(
                        district.ocd_id,
                        cards[district.ocd_id],
                        chosen.get(chamber) == district.ocd_id,
                    )
                    for district in found.candidates[chamber]
                ),
                drawing=desk.drawing(found.candidates[chamber]),
            )
            for chamber in found.open_chambers
        ),
        settled=tuple((f"district-{each.chamber.value}", each.ocd_id) for each in settled)
        if looked_up
        else (),
        note=near_a_line(found.rung) if looked_up else None,
    )


def own_lookup(
    street: Field | None,
    number: Field,
    *,
    names: tuple[str, ...],
    ask: AskAgain | None,
    here: Here | None,
) -> OwnLookup:
    """Return the block that asks for a street, with what is to be asked again."""
    asks_number = bool(number.errors or number.data)
    return OwnLookup(
        street=street,
        number=number if asks_number else None,
        names=names,
        matches=ask.streets if ask is not None and ask.word is not StreetWord.NUMBER else (),
        here=here,
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
