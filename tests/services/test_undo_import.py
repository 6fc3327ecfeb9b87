"""Undoing a list: who goes, who stays, and what is as it was before."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from campaign import wiring
from campaign.db import db
from campaign.domain.errors import NotFound, Refused
from campaign.domain.exports import ExportPurpose
from campaign.domain.imports import ImportState, Undone
from campaign.domain.people import SUPPRESSION, Purpose
from campaign.domain.staff import AuditVerb
from campaign.domain.tallies import TallyKind
from campaign.models.campaigns import Campaign
from campaign.models.staff import AuditEntry
from campaign.models.supporters import NameWord, Supporter
from campaign.queries.consents import standing
from campaign.queries.differences import differences
from campaign.queries.import_people import suppressed
from campaign.queries.imports import imported
from campaign.queries.people import SupporterSearch, search
from campaign.services.undo_import import undo_import
from tests import make
from tests.lists import bring_in, csv_of
from tests.people import ANA

ROSA = "Rosa,Peña,rosa@example.org,Oakland,90001"

pytestmark = pytest.mark.usefixtures("campaign")


def person(email: str) -> Supporter | None:
    """Return whoever has an address, as they are now."""
    return db.session.scalars(
        select(Supporter).where(Supporter.email == email).execution_options(populate_existing=True)
    ).one_or_none()


def undo(import_id: str, now: datetime) -> Undone:
    """Undo a list an hour later."""
    return undo_import(import_id, staff_member_id=None, now=now + timedelta(hours=1))


def test_whoever_came_by_the_list_alone_goes(now: datetime) -> None:
    import_id = bring_in(csv_of(ROSA), now)

    assert undo(import_id, now) == Undone(gone=1, kept=0)
    assert make.places_of(["rosa@example", "Peña"]).total() == 0
    assert make.counted() == {}
    assert differences() == []
    assert imported(import_id).state is ImportState.UNDONE


def test_staff_find_by_name_whom_a_list_brought_until_it_is_undone(now: datetime) -> None:
    import_id = bring_in(csv_of(ROSA), now)
    found = search(SupporterSearch(name="pena ros"))
    undo(import_id, now)

    assert [row.email for row in found.rows] == ["rosa@example.org"]
    assert db.session.scalars(select(NameWord)).all() == []


def test_an_undone_list_forbids_nobody_to_come_again(now: datetime) -> None:
    undo(bring_in(csv_of(ROSA), now), now)
    digest = wiring.edges().signer.digest(SUPPRESSION, "rosa@example.org")
    bring_in(csv_of(ROSA), now + timedelta(hours=2))

    assert digest not in suppressed()
    assert person("rosa@example.org") is not None
    assert make.counted() == {TallyKind.SIGN_UP: 1}


def test_whom_we_knew_stays_and_agrees_no_more(campaign: Campaign, now: datetime) -> None:
    make.write(campaign, ANA, now=now - timedelta(days=60))
    import_id = bring_in(csv_of(f"A,B,{ANA.email},,"), now)
    undo(import_id, now)

    ana = person(ANA.email)
    assert ana is not None
    assert standing(ana.id) == []
    assert ana.last_contact_at == now - timedelta(days=60)
    assert differences() == []


def test_after_an_undoing_a_better_list_may_say_yes(campaign: Campaign, now: datetime) -> None:
    make.write(campaign, ANA, now=now)
    file = csv_of(f"A,B,{ANA.email},,")
    undo(bring_in(file, now), now)
    bring_in(file, now + timedelta(hours=2))

    ana = person(ANA.email)
    assert ana is not None
    assert len(standing(ana.id)) == 1
    assert differences() == []


def test_what_a_list_filled_in_is_empty_again(now: datetime) -> None:
    bring_in(csv_of(",,rosa@example.org,,90001"), now)
    second = bring_in(csv_of(ROSA), now)
    undone = undo(second, now)

    rosa = person("rosa@example.org")
    assert rosa is not None
    assert (rosa.given_name, rosa.family_name, rosa.city, rosa.zip) == ("", "", "", "90001")
    assert undone == Undone(gone=0, kept=0)
    assert len(standing(rosa.id)) == 1


def test_what_somebody_changed_since_stays_and_is_told(now: datetime) -> None:
    bring_in(csv_of(",,rosa@example.org,,"), now)
    second = bring_in(csv_of(ROSA), now)
    db.session.execute(update(Supporter).values(city="Richmond"))
    db.session.commit()
    undone = undo(second, now)

    rosa = person("rosa@example.org")
    assert rosa is not None
    assert (rosa.given_name, rosa.city, rosa.zip) == ("", "Richmond", "")
    assert undone.kept == 1


def test_whoever_wrote_to_us_since_stays(campaign: Campaign, now: datetime) -> None:
    import_id = bring_in(csv_of(f"Ana,,{ANA.email},,"), now)
    make.write(campaign, ANA, now=now)

    assert undo(import_id, now) == Undone(gone=0, kept=1)
    ana = person(ANA.email)
    assert ana is not None
    assert standing(ana.id) == []
    assert differences() == []


def test_whoever_ticked_the_box_since_agrees_by_their_own_word(
    campaign: Campaign, now: datetime
) -> None:
    import_id = bring_in(csv_of(f"Ana,,{ANA.email},,"), now)
    make.write(campaign, ANA, now=now + timedelta(minutes=1), consent_coalition=True)
    undo(import_id, now)

    ana = person(ANA.email)
    assert ana is not None
    assert len(standing(ana.id)) == 1
    assert make.counted()[TallyKind.SIGN_UP] == 1
    assert differences() == []


def test_whoever_is_on_another_list_too_stays(now: datetime) -> None:
    make.source("oak-fair")
    first = bring_in(csv_of(ROSA), now)
    other = ExportPurpose(Purpose.PARTNER, "oak")
    bring_in(csv_of(ROSA), now, purpose=other)
    undone = undo(first, now)

    rosa = person("rosa@example.org")
    assert rosa is not None
    assert undone == Undone(gone=0, kept=1)
    assert [consent.purpose for consent in standing(rosa.id)] == [other.purpose]


@pytest.mark.parametrize("days", [31, 300])
def test_after_a_month_it_is_too_late(now: datetime, days: int) -> None:
    import_id = bring_in(csv_of(ROSA), now)

    with pytest.raises(Refused, match="import_not_undoable"):
        undo(import_id, now + timedelta(days=days))


def test_a_list_is_undone_once(now: datetime) -> None:
    import_id = bring_in(csv_of(ROSA), now)
    undo(import_id, now)

    with pytest.raises(Refused, match="import_not_undoable"):
        undo(import_id, now)


def test_what_is_no_list_cannot_be_undone(now: datetime) -> None:
    with pytest.raises(NotFound):
        undo("unknown", now)


def test_the_audit_says_who_undid_it(now: datetime) -> None:
    undo(bring_in(csv_of(ROSA), now), now)

    newest = select(AuditEntry.verb).order_by(AuditEntry.id.desc())
    assert db.session.scalars(newest).first() is AuditVerb.IMPORT_UNDONE
