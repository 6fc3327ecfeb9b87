"""Bringing a list in: whom it makes known, what it adds, and what it never touches."""

import json
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from campaign import wiring
from campaign.db import db
from campaign.domain.errors import Refused
from campaign.domain.exports import ExportPurpose
from campaign.domain.imports import Forecast, ImportState, RowFault
from campaign.domain.people import SUPPRESSION, AgeBand, Purpose
from campaign.domain.staff import AuditVerb
from campaign.domain.tallies import TallyKind
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery
from campaign.models.imports import ImportChange
from campaign.models.staff import AuditEntry
from campaign.models.supporters import Consent, Supporter, suppress
from campaign.queries.consents import standing
from campaign.queries.differences import differences
from campaign.queries.import_people import Ask, forecast
from campaign.queries.imports import imported, rejects
from campaign.services.unsubscribe import unsubscribe
from tests import lists, make
from tests.lists import AGREEMENT, bring_in, csv_of
from tests.people import ANA, TEO

pytestmark = pytest.mark.usefixtures("campaign")


def people() -> dict[str, Supporter]:
    """Return everyone whom we know by address."""
    rows = db.session.scalars(
        select(Supporter)
        .where(Supporter.email.is_not(None))
        .execution_options(populate_existing=True)
    )
    return {row.email or "": row for row in rows}


def agreeing() -> set[str]:
    """Return the addresses of those who agree to anything."""
    return {email for email, person in people().items() if standing(person.id)}


def test_a_list_makes_people_known_and_mails_nobody(now: datetime) -> None:
    rows = ("Rosa,Peña,ROSA@example.org ,Oakland,90001", "Luis,,luis@example.org,,90002-1234")
    import_id = bring_in(csv_of(*rows), now)

    rosa, luis = people()["rosa@example.org"], people()["luis@example.org"]
    assert (rosa.given_name, rosa.family_name, rosa.city) == ("Rosa", "Peña", "Oakland")
    assert (rosa.zip, rosa.locale, rosa.age_band) == ("90001", "es", AgeBand.ADULT)
    assert (luis.given_name, luis.zip) == ("Luis", "90002")
    assert agreeing() == {"rosa@example.org", "luis@example.org"}
    assert imported(import_id).did == Forecast(2, 0, 0, 0)
    assert make.number_of(Delivery) == 0


def test_a_consent_carries_its_wording_source_and_day(campaign: Campaign, now: datetime) -> None:
    bring_in(csv_of("Rosa,Peña,rosa@example.org,,"), now)

    consent = db.session.scalars(select(Consent)).one()
    assert consent.wording_version == AGREEMENT.wording_version
    assert consent.at.date() == date(2026, 10, 1)
    assert consent.campaign_id == campaign.id
    assert imported(consent.import_id or "").source == "oak-fair"


def test_sign_ups_are_counted_on_the_day_they_were_given(now: datetime) -> None:
    file = csv_of(
        "rosa@example.org,2026-10-02",
        "luis@example.org,10/3/2026",
        headers="email,date\n",
    )
    bring_in(file, now, agreed_on=None)

    assert make.counted() == {TallyKind.SIGN_UP: 2}
    assert differences() == []


def test_two_rows_of_one_address_are_one_person(now: datetime) -> None:
    rows = ("Rosa,,rosa@example.org,,", "Rosita,,Rosa@Example.org,Oakland,")
    import_id = bring_in(csv_of(*rows), now)

    assert people()["rosa@example.org"].given_name == "Rosa"
    assert imported(import_id).did == Forecast(1, 1, 0, 0)


def test_what_somebody_told_us_stands_over_a_list(campaign: Campaign, now: datetime) -> None:
    make.write(campaign, ANA, now=now)
    import_id = bring_in(csv_of(f"Anna,Wrong,{ANA.email},Elsewhere,90002"), now)

    ana = people()[ANA.email]
    assert (ana.given_name, ana.family_name) == (ANA.given_name, ANA.family_name)
    assert (ana.city, ana.zip) == (ANA.city, ANA.zip)
    assert ana.last_contact_at == now
    assert ANA.email in agreeing()
    assert imported(import_id).did == Forecast(0, 1, 0, 0)


def test_a_later_list_fills_what_an_earlier_one_left_empty(now: datetime) -> None:
    bring_in(csv_of(",,rosa@example.org,,90001"), now)
    import_id = bring_in(csv_of("Rosa,Peña,rosa@example.org,Oakland,90002"), now)

    rosa = people()["rosa@example.org"]
    assert (rosa.given_name, rosa.city, rosa.zip) == ("Rosa", "Oakland", "90001")
    assert imported(import_id).did == Forecast(0, 1, 0, 0)
    assert make.number_of(Consent) == 1


def test_the_same_list_again_changes_nothing(now: datetime) -> None:
    file = csv_of("Rosa,Peña,rosa@example.org,Oakland,90001")
    bring_in(file, now)
    again = bring_in(file, now)

    assert imported(again).did == Forecast(0, 0, 1, 0)
    assert make.number_of(ImportChange) == 0
    assert differences() == []


def test_a_newer_day_of_agreement_is_the_last_contact(campaign: Campaign, now: datetime) -> None:
    make.write(campaign, ANA, now=now - timedelta(days=60))
    bring_in(csv_of(f",,{ANA.email},,"), now)

    assert people()[ANA.email].last_contact_at.date() == date(2026, 10, 1)


def test_whoever_said_no_to_us_is_refused(campaign: Campaign, now: datetime) -> None:
    done = make.write(campaign, ANA, now=now, consent_coalition=True)
    unsubscribe(make.unsubscribe_token(done.action_id), signer=wiring.edges().signer, now=now)
    import_id = bring_in(csv_of(f"Ana,,{ANA.email},,"), now)

    assert [reject.fault for reject in rejects(import_id)] == [RowFault.SAID_NO]
    assert agreeing() == set()


def test_a_minor_of_ours_is_refused(campaign: Campaign, now: datetime) -> None:
    make.write(campaign, TEO, now=now)
    import_id = bring_in(csv_of(f"Teo,,{TEO.email},,"), now)

    assert [reject.fault for reject in rejects(import_id)] == [RowFault.MINOR]
    assert agreeing() == set()


def test_an_address_that_gets_no_mail_is_refused_and_forgotten(now: datetime) -> None:
    signer = wiring.edges().signer
    for email, why in (("gone@example.org", "erased"), ("back@example.org", "bounced")):
        suppress(db.session(), signer.digest(SUPPRESSION, email), why, now=now)
    db.session.commit()
    file = csv_of("A,B,gone@example.org,,", "C,D,BACK@example.org,,", "E,F,rosa@example.org,,")
    import_id = bring_in(file, now)

    assert set(people()) == {"rosa@example.org"}
    assert {reject.fault for reject in rejects(import_id)} == {RowFault.NO_MAIL}
    assert make.places_of(["gone@example", "back@example"]).total() == 0


def test_whoever_is_suppressed_after_the_check_is_refused_too(now: datetime) -> None:
    import_id = lists.stage(csv_of("A,B,late@example.org,,"), now)
    lists.check(import_id, now)
    digest = wiring.edges().signer.digest(SUPPRESSION, "late@example.org")
    suppress(db.session(), digest, "bounced", now=now + timedelta(minutes=1))
    db.session.commit()
    lists.run(import_id, now + timedelta(minutes=2))

    assert people() == {}
    assert imported(import_id).did == Forecast(0, 0, 0, 1)


def test_the_dry_run_says_what_the_run_does(campaign: Campaign, now: datetime) -> None:
    make.write(campaign, ANA, now=now, consent_coalition=True)
    rows = (
        f"Ana,,{ANA.email},,",
        "Rosa,,rosa@example.org,,",
        "Rosa,,rosa@example.org,,",
        "Luis,,luis,,",
        "Eva,,eva@example.org,,1",
    )
    import_id = lists.stage(csv_of(*rows), now)
    lists.check(import_id, now)
    foretold = forecast(Ask(import_id, Purpose.COALITION, None, campaign.id))
    lists.run(import_id, now)

    assert foretold == Forecast(1, 1, 1, 2)
    assert imported(import_id).did == foretold
    assert [(reject.number, reject.fault) for reject in rejects(import_id)] == [
        (5, RowFault.EMAIL_WRONG),
        (6, RowFault.ZIP_WRONG),
    ]


def test_a_consent_to_a_partner_is_kept_apart(now: datetime) -> None:
    make.source()
    purpose = ExportPurpose(Purpose.PARTNER, "oak")
    bring_in(csv_of("Rosa,,rosa@example.org,,"), now, purpose=purpose)
    bring_in(csv_of("Rosa,,rosa@example.org,,"), now)

    rosa = people()["rosa@example.org"]
    assert {consent.purpose for consent in standing(rosa.id)} == set(Purpose)
    assert differences() == []


def test_the_audit_knows_the_file_by_its_hash_alone(now: datetime) -> None:
    import_id = lists.stage(csv_of("Rosa,,rosa@example.org,,"), now, name="list of Rosa Peña.csv")
    lists.check(import_id, now)
    lists.run(import_id, now)

    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    facts = json.loads(entries[-1].facts)
    assert [entry.verb for entry in entries] == [AuditVerb.IMPORT_STAGED, AuditVerb.IMPORT_RAN]
    assert facts["sha256"] == imported(import_id).sha256
    assert (facts["rows"], facts["made"], facts["source"]) == (1, 1, "oak-fair")
    assert not any("Rosa" in entry.facts for entry in entries)


def test_a_list_runs_once(now: datetime) -> None:
    import_id = bring_in(csv_of("Rosa,,rosa@example.org,,"), now)

    with pytest.raises(Refused, match="import_moved_on"):
        lists.run(import_id, now)
    assert imported(import_id).state is ImportState.DONE


def test_hostile_cells_are_plain_words(now: datetime) -> None:
    file = csv_of('"=cmd|\'/c calc\'!A0","\u202eaneP\nR\\N\\",rosa@example.org,"a\tb",')
    bring_in(file, now)

    rosa = people()["rosa@example.org"]
    assert rosa.given_name == "=cmd|'/c calc'!A0"
    assert rosa.family_name == "aneP R\\N\\"
    assert rosa.city == "a b"
