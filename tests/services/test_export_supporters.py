"""A list holds who agreed to its purpose and nobody else, and opens safely in a spreadsheet."""

import csv
import io
import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.errors import Refused
from campaign.domain.exports import ExportPurpose
from campaign.domain.people import AgeBand, Purpose
from campaign.domain.staff import AuditVerb
from campaign.models.campaigns import Campaign
from campaign.models.partners import Partner
from campaign.models.staff import AuditEntry
from campaign.models.supporters import Consent, Supporter
from campaign.services.export_supporters import LINES_AT_ONCE, export_supporters
from tests.writers import found_campaign

Rows = scoped_session[Session]
COALITION = ExportPurpose(Purpose.COALITION)
OAK = ExportPurpose(Purpose.PARTNER, "oak")


@pytest.fixture
def campaign(session: Rows, now: datetime) -> Campaign:
    session.add(Partner(slug="oak", name="Oak Families"))
    return found_campaign(now)


@pytest.fixture
def people(session: Rows, campaign: Campaign, now: datetime) -> "People":
    return People(session, campaign, now)


class People:
    """Adds supporters and what they agreed to."""

    def __init__(self, session: Rows, campaign: Campaign, now: datetime) -> None:
        self.session, self.campaign, self.now = session, campaign, now

    def add(self, given: str, family: str = "Reyes", band: AgeBand = AgeBand.ADULT) -> Supporter:
        """Add one person."""
        person = Supporter(
            email=f"{len(self.session.scalars(select(Supporter.id)).all())}@example.org",
            given_name=given,
            family_name=family,
            city="Town",
            zip="90001",
            locale="es",
            age_band=band,
            created_at=self.now,
            last_contact_at=self.now,
        )
        self.session.add(person)
        self.session.flush()
        return person

    def says(
        self, person: Supporter, *, yes: bool = True, to: ExportPurpose = COALITION, later: int = 0
    ) -> Supporter:
        """Let somebody agree or withdraw."""
        partner = self.session.scalar(select(Partner.id).where(Partner.slug == to.partner_slug))
        self.session.add(
            Consent(
                supporter_id=person.id,
                purpose=to.purpose,
                partner_id=partner,
                campaign_id=self.campaign.id,
                given=yes,
                wording_version="2026-11",
                locale="es",
                at=self.now + timedelta(days=later),
            )
        )
        self.session.flush()
        return person


def read(purpose: ExportPurpose, now: datetime) -> list[dict[str, str]]:
    """Export and read the file as a program would that knows of the byte order mark."""
    text = "".join(export_supporters(purpose, staff_member_id=None, now=now))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def names(purpose: ExportPurpose, now: datetime) -> set[str]:
    """Return the given names on a list."""
    return {row["given_name"] for row in read(purpose, now)}


def test_who_agreed_is_on_the_list(people: People, now: datetime) -> None:
    people.says(people.add("Ximena", "Ñúñez"))
    people.add("Nobody")

    assert read(COALITION, now) == [
        {
            "given_name": "Ximena",
            "family_name": "Ñúñez",
            "email": "0@example.org",
            "city": "Town",
            "zip": "90001",
            "language": "es",
            "purpose": "coalition",
            "agreed_at": "2026-10-14T17:30:00+00:00",
            "wording_version": "2026-11",
        }
    ]


def test_a_purpose_holds_only_its_own_people(people: People, now: datetime) -> None:
    people.says(people.add("Coal"))
    people.says(people.add("Oaky"), to=OAK)

    assert names(COALITION, now) == {"Coal"}
    assert names(OAK, now) == {"Oaky"}


def test_who_withdrew_is_gone_and_who_came_back_is_there(people: People, now: datetime) -> None:
    gone = people.says(people.add("Gone"))
    people.says(gone, yes=False, later=1)
    back = people.says(people.add("Back"))
    people.says(back, yes=False, later=1)
    people.says(back, later=2)

    assert names(COALITION, now) == {"Back"}


def test_no_minor_and_nobody_erased_is_on_a_list(people: People, now: datetime) -> None:
    people.says(people.add("Teen", band=AgeBand.TEEN))
    erased = people.says(people.add("Erased"))
    erased.email, erased.erased_at = None, now

    assert names(COALITION, now) == set()


def test_nobody_is_on_a_list_twice(people: People, now: datetime) -> None:
    person = people.says(people.add("Ana"))
    people.says(person, later=1)

    assert len(read(COALITION, now)) == 1


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "+1", "-Ana", "@SUM(A1)", "|x", "%x", "-Ana Ruiz"]
)
def test_no_cell_is_a_formula(people: People, now: datetime, name: str) -> None:
    people.says(people.add(name, f"{name}, really"))

    row = read(COALITION, now)[0]
    assert row["given_name"].startswith("'")
    assert row["family_name"].startswith("'")


def test_quotes_commas_and_line_breaks_stay_in_their_cell(people: People, now: datetime) -> None:
    people.says(people.add('Ana "la, jefa"\nRuiz'))

    assert names(COALITION, now) == {'Ana "la, jefa"\nRuiz'}


def test_lines_end_as_spreadsheets_expect(people: People, now: datetime) -> None:
    people.says(people.add("Ana"))

    text = "".join(export_supporters(COALITION, staff_member_id=None, now=now))
    assert text.count("\r\n") == text.count("\n") == 2


def test_a_long_list_comes_in_pieces(people: People, now: datetime) -> None:
    for number in range(LINES_AT_ONCE + 1):
        people.says(people.add(f"P{number}"))

    pieces = list(export_supporters(COALITION, staff_member_id=None, now=now))
    assert [piece.count("\r\n") for piece in pieces] == [1, LINES_AT_ONCE, 1]


def facts(session: Rows) -> list[tuple[AuditVerb, dict[str, object]]]:
    """Return what the audit says."""
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(entry.verb, json.loads(entry.facts)) for entry in entries]


def test_the_audit_keeps_purpose_and_number(session: Rows, people: People, now: datetime) -> None:
    people.says(people.add("Ana"))
    read(COALITION, now)

    assert facts(session) == [
        (AuditVerb.SUPPORTERS_EXPORT_STARTED, {"purpose": "coalition"}),
        (AuditVerb.SUPPORTERS_EXPORTED, {"purpose": "coalition", "rows": 1, "whole": True}),
    ]


def test_a_file_that_broke_off_is_told_from_a_whole_one(
    session: Rows, people: People, now: datetime
) -> None:
    people.says(people.add("Ana"))
    pieces = export_supporters(COALITION, staff_member_id=None, now=now)
    next(pieces)
    pieces.close()

    assert facts(session)[-1][1]["whole"] is False


@pytest.mark.usefixtures("campaign")
def test_a_partner_that_is_not_there_is_refused(session: Rows, now: datetime) -> None:
    with pytest.raises(Refused):
        export_supporters(ExportPurpose(Purpose.PARTNER, "elm"), staff_member_id=None, now=now)

    assert facts(session) == []
