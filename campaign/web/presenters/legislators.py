"""Legislators as cards and letters show them, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from campaign.domain.content import Phrase
from campaign.domain.jurisdiction import NEUTRAL, Jurisdiction
from campaign.domain.places import Chamber, DistrictRef
from campaign.domain.roster import Role
from campaign.queries.targets import CommitteeFact, Member
from campaign.web.words import gettext as _


@dataclass(frozen=True, slots=True)
class LegislatorCard:
    """One legislator, or a seat that nobody holds: then only the district is told."""

    name: str
    salutation: str
    title: str
    initials: str
    party: str | None
    chamber: str
    district: str
    district_id: str
    office_city: str | None = None
    committees: tuple[str, ...] = ()
    phone: str | None = None
    photo_url: str | None = None
    website: str | None = None


def card(member: Member, jurisdiction: Jurisdiction, locale: str) -> LegislatorCard:
    """Return the card of one legislator."""
    title = _title(member, jurisdiction).read(locale)
    return LegislatorCard(
        name=member.full_name,
        salutation=f"{title} {member.family_name or member.full_name}",
        title=title,
        initials=member.initials,
        party=member.party or None,
        chamber=member.district.chamber.value,
        district=district_name(member.district, jurisdiction, locale),
        district_id=member.district.ocd_id,
        office_city=member.office_city or None,
        committees=committee_seats(member.committees),
        phone=(member.capitol_phone or None) if member.sits else None,
        website=member.contact_form_url or None,
    )


def _title(member: Member, jurisdiction: Jurisdiction) -> Phrase:
    return jurisdiction.title(member.district.chamber, member.gender, member.district.number)


def vacant(district: DistrictRef, jurisdiction: Jurisdiction, locale: str) -> LegislatorCard:
    """Return the card of a seat that nobody holds now."""
    name = district_name(district, jurisdiction, locale)
    return LegislatorCard(
        name=_("Nobody holds this seat now"),
        salutation=name,
        title="",
        initials="",
        party=None,
        chamber=district.chamber.value,
        district=name,
        district_id=district.ocd_id,
    )


def district_name(district: DistrictRef, jurisdiction: Jurisdiction, locale: str) -> str:
    """Return a district's name, such as Assembly District 6."""
    return jurisdiction.district_name(district.chamber, district.number).read(locale)


def committee_seats(facts: Iterable[CommitteeFact]) -> tuple[str, ...]:
    """Return what a legislator is on committees, those by name that decide on our subjects."""
    names = {
        "education": _("Education Committee"),
        "budget": _("Budget Committee"),
        "appropriations": _("Appropriations Committee"),
    }
    seats = ((fact.role, names.get(fact.subject, fact.name)) for fact in facts)
    return tuple(dict.fromkeys(_seat(role, name) for role, name in seats))


def _seat(role: Role, committee: str) -> str:
    match role:
        case Role.CHAIR:
            return _("Chair of the %(committee)s", committee=committee)
        case Role.VICE_CHAIR:
            return _("Vice chair of the %(committee)s", committee=committee)
        case Role.MEMBER:
            return _("Member of the %(committee)s", committee=committee)


def chamber_label(chamber: Chamber, jurisdiction: Jurisdiction, locale: str) -> str:
    """Return how a page speaks of a reader's member of one chamber."""
    return _("Your %(title)s", title=jurisdiction.title(chamber, NEUTRAL).read(locale))
