"""An invented state with a small legislature: a lower house of four, an upper one of two."""

from datetime import date

from campaign.domain.areas import Area
from campaign.domain.content import Phrase
from campaign.domain.jurisdiction import (
    House,
    Inset,
    Jurisdiction,
    OutlineFile,
    Places,
    PlaceSources,
    Sentinel,
)
from campaign.domain.office_form import FormField
from campaign.domain.places import Chamber, Point, ZipCode
from campaign.domain.roster import Committee, CommitteeSeat, Legislator, Role, Roster

LOWER_HOUSE = House(
    chamber=Chamber.LOWER,
    seats=4,
    ocd_path="sldl",
    seats_per_district=1,
    name=Phrase("State Assembly", "Asamblea Estatal"),
    titles={"neutral": Phrase("Assembly Member", "Asambleísta")},
    district_name=Phrase("Assembly District {number}", "Distrito {number} de la Asamblea"),
    district_seats={"3": 2},
)
UPPER_HOUSE = House(
    chamber=Chamber.UPPER,
    seats=2,
    ocd_path="sldu",
    seats_per_district=1,
    name=Phrase("State Senate", "Senado Estatal"),
    titles={
        "neutral": Phrase("Senator", "Integrante del Senado"),
        "female": Phrase("Senator", "Senadora"),
    },
    district_name=Phrase("Senate District {number}", "Distrito {number} del Senado"),
    district_seats={},
)
SOURCES = PlaceSources(
    census_state="99",
    counties=range(1, 4, 2),
    outlines={
        Chamber.LOWER: OutlineFile(3, "https://census.example/SLDL/tl_2024_99_sldl.zip"),
        Chamber.UPPER: OutlineFile(2, "https://census.example/SLDU/tl_2024_99_sldu.zip"),
    },
    streets_address="https://census.example/ADDRFEAT/tl_2024_{county}_addrfeat.zip",
    sentinels=(
        Sentinel(
            "the Town Hall",
            Point(38.05, -119.95),
            {Chamber.LOWER: "1", Chamber.UPPER: "1"},
            {Chamber.LOWER: "2", Chamber.UPPER: "1"},
        ),
    ),
)
ZIP_POINTS = {
    ZipCode("90001"): Point(38.05, -119.95),
    ZipCode("90002"): Point(38.05, -119.9),
    ZipCode("90003"): Point(38.1, -119.85),
    ZipCode("90004"): Point(38.15, -119.75),
}
JURISDICTION = Jurisdiction(
    slug="invented",
    name=Phrase("Invented", "Inventado"),
    postal_state="ZZ",
    time_zone="America/Los_Angeles",
    division="ocd-division/country:us/state:zz",
    postal_prefixes=range(900, 962),
    percent_in_shared_zips=50,
    houses={Chamber.LOWER: LOWER_HOUSE, Chamber.UPPER: UPPER_HOUSE},
    districts_valid_from=date(2022, 12, 5),
    roster_as_of=date(2026, 8, 5),
    roster_expires_on=date(2026, 12, 7),
    contact_form={
        FormField.GIVEN_NAME: 50,
        FormField.FAMILY_NAME: 50,
        FormField.EMAIL: 254,
        FormField.STREET: 100,
        FormField.CITY: 50,
        FormField.STATE: 2,
        FormField.ZIP: 5,
        FormField.PHONE: 20,
        FormField.SUBJECT: 100,
        FormField.MESSAGE: 2000,
    },
    sources=SOURCES,
    insets=(Inset(Phrase("West", "Oeste"), Area(-120.0, 38.0, -119.85, 38.15)),),
)


def legislator(
    number: int, chamber: Chamber, district: str, *, email: str = "", gender: str = ""
) -> Legislator:
    """Return an invented member."""
    return Legislator(
        person_id=f"ocd-person/{number}",
        given_name=f"Given{number}",
        family_name=f"Family{number}",
        full_name=f"Given{number} Family{number}",
        gender=gender,
        chamber=chamber,
        district=district,
        party="Invented Party",
        email=email or f"member{number}@legislature.example",
        capitol_phone="555-0100",
        capitol_address="1 Capitol Way",
        office_address=f"{number} Main St., Town{number}, ZZ 90000",
        office_city=f"Town{number}",
        office_phone="555-0101",
        photo_url="",
        contact_url=f"https://legislature.example/{number}",
    )


def education(*seats: tuple[int, Role]) -> Committee:
    """Return the lower chamber's committee on education with these people on it."""
    return Committee(
        committee_id="ocd-organization/education",
        chamber=Chamber.LOWER,
        subject="education",
        name="Education Committee",
        homepage="https://legislature.example/education",
        seats=tuple(CommitteeSeat(f"ocd-person/{number}", role) for number, role in seats),
    )


MEMBERS = (
    legislator(1, Chamber.LOWER, "1"),
    legislator(2, Chamber.LOWER, "2"),
    legislator(3, Chamber.LOWER, "3"),
    legislator(4, Chamber.LOWER, "3"),
    legislator(5, Chamber.UPPER, "1", gender="female"),
    legislator(6, Chamber.UPPER, "2"),
)
ROSTER = Roster(JURISDICTION, MEMBERS, (education((1, Role.CHAIR), (3, Role.MEMBER)),))

ZIPS = {
    "90001": ("1", "1"),
    "90002": ("1 2", "1"),
    "90003": ("2 3", "1 2"),
    "89001": ("3", "2"),
}
"""The districts that each ZIP touches, of the lower and the upper chamber."""


def places() -> Places:
    """Return the districts and the ZIP table."""
    zips = {
        ZipCode(digits): tuple(
            JURISDICTION.district(chamber, number)
            for chamber, numbers in zip((Chamber.LOWER, Chamber.UPPER), touched, strict=True)
            for number in numbers.split()
        )
        for digits, touched in ZIPS.items()
    }
    districts = {district for touched in zips.values() for district in touched}
    return Places(JURISDICTION, tuple(sorted(districts, key=lambda each: each.ocd_id)), zips)
