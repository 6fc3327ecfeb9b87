"""Letters on paper: what waits for an office is printed until it was handed over."""

from collections import UserDict
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import Engine, select, update

from campaign import wiring
from campaign.db import db, only_looking
from campaign.domain.errors import NotFound
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.ladder import Health
from campaign.domain.paper import PaperPacket
from campaign.domain.staff import AuditVerb
from campaign.models.campaigns import Campaign
from campaign.models.roster import set_health
from campaign.models.staff import AuditEntry
from campaign.queries.packets import packets
from campaign.services.print_packet import fill_packet, print_packet
from campaign.services.withdraw import withdraw
from tests import make
from tests.people import ANA, BEN, ROSA, TEO, Person
from tests.rosters import JURISDICTION
from tests.writers import offices


class Press:
    """Keeps what it was given to print."""

    def __init__(self) -> None:
        self.printed: list[PaperPacket] = []

    def letter(self, paper: object) -> bytes:
        """Print no single letter."""
        raise AssertionError(f"a packet is one print, not {paper}")

    def packet(self, paper: PaperPacket) -> bytes:
        """Keep a packet."""
        self.printed.append(paper)
        return b"%PDF-"


class WrittenMeanwhile(UserDict[str, Jurisdiction]):
    """States; whenever one is looked up, somebody else has written to the database."""

    def __init__(self, states: dict[str, Jurisdiction], engine: Engine) -> None:
        super().__init__(states)
        self._engine = engine

    def __getitem__(self, slug: str) -> Jurisdiction:
        """Write in a thread of its own, as a worker would, and return a state."""
        with ThreadPoolExecutor(1) as pool:
            pool.submit(self._write).result()
        return super().__getitem__(slug)

    def _write(self) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(Campaign).values(goal=Campaign.goal + 1))


@pytest.fixture
def office_id(campaign: Campaign, now: datetime) -> str:
    """An office that neither e-mail nor a form reaches."""
    del campaign
    office = offices()[0]
    office.contact_form_url = ""
    set_health(db.session(), office.id, Health.FAILING, "staff", now=now)
    db.session.commit()
    return office.id


def print_all(office_id: str, now: datetime) -> PaperPacket:
    """Print everything that waits, as staff do."""
    press = Press()
    fill_packet(office_id, now=now)
    print_packet(
        office_id,
        jurisdictions={JURISDICTION.slug: JURISDICTION},
        printer=press,
        staff_member_id=None,
        now=now,
    )
    return press.printed[0]


def write(campaign: Campaign, now: datetime, *people: Person) -> list[str]:
    """Let people write."""
    return [make.write(campaign, person, now=now).action_id for person in people]


def test_every_waiting_letter_is_printed_behind_its_cover(
    campaign: Campaign, office_id: str, now: datetime
) -> None:
    write(campaign, now, ANA, BEN)

    packet = print_all(office_id, now)

    assert packet.title == "Letters to Assembly Member Given1 Family1"
    assert packet.date_line == "October 14, 2026"
    assert len(packet.letters) == 2
    assert all(make.STORY in letter.body for letter in packet.letters)
    assert {letter.answers_to for letter in packet.letters} == {ANA.email, BEN.email}
    assert len(packet.senders) == 1


def test_a_page_that_only_looks_prints_while_somebody_else_writes(
    campaign: Campaign, office_id: str, now: datetime
) -> None:
    write(campaign, now, ANA)
    fill_packet(office_id, now=now)
    db.session.rollback()

    with only_looking():
        pdf = print_packet(
            office_id,
            jurisdictions=WrittenMeanwhile({JURISDICTION.slug: JURISDICTION}, db.engine),
            printer=Press(),
            staff_member_id=None,
            now=now,
        )

    assert pdf == b"%PDF-"


def test_a_young_writers_letter_carries_no_street(
    campaign: Campaign, office_id: str, now: datetime
) -> None:
    write(campaign, now, TEO)

    (letter,) = print_all(office_id, now).letters

    assert TEO.street not in letter.body


def test_printing_twice_prints_the_same_letters_and_those_that_came_since(
    campaign: Campaign, office_id: str, now: datetime
) -> None:
    write(campaign, now, ANA)
    print_all(office_id, now)
    write(campaign, now, BEN)

    assert len(print_all(office_id, now).letters) == 2
    (packet,) = packets()
    assert (packet.waiting, packet.printed) == (2, 2)


def test_printing_is_written_down(campaign: Campaign, office_id: str, now: datetime) -> None:
    write(campaign, now, ANA)
    print_all(office_id, now)

    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.subject) == (AuditVerb.PACKET_PRINTED, office_id)
    assert entry.facts == '{"letters":1}'


def test_what_was_taken_back_is_not_printed(
    campaign: Campaign, office_id: str, now: datetime
) -> None:
    gone, _ = write(campaign, now, ANA, ROSA)
    withdraw(gone, actor="writer", now=now)

    assert len(print_all(office_id, now).letters) == 1


def test_nothing_is_printed_where_nothing_waits(office_id: str, now: datetime) -> None:
    with pytest.raises(NotFound):
        print_all(office_id, now)


def test_an_unknown_office_is_not_found(campaign: Campaign, now: datetime) -> None:
    del campaign
    with pytest.raises(NotFound):
        print_all("0" * 32, now)


def test_the_real_press_prints_a_packet(campaign: Campaign, office_id: str, now: datetime) -> None:
    write(campaign, now, ANA, ROSA)
    fill_packet(office_id, now=now)
    edges = wiring.edges()

    pdf = print_packet(
        office_id,
        jurisdictions=edges.jurisdictions,
        printer=edges.printer,
        staff_member_id=None,
        now=now,
    )

    assert pdf.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in pdf
