"""A person is erased: what stays is a keyed hash."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from campaign import wiring
from campaign.db import db
from campaign.domain.errors import Expired, NotFound
from campaign.domain.imports import Forecast
from campaign.domain.people import SUPPRESSION
from campaign.domain.retention import Retention
from campaign.domain.tallies import TallyKind
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery
from campaign.models.supporters import Suppression
from campaign.queries.differences import differences
from campaign.queries.imports import imported
from campaign.services.erase import erase, send_erase_link
from campaign.services.purge import purge
from tests import lists, make
from tests.faults import At, Fault
from tests.people import ANA, BEN, NOBODY, ROSA

DAY = timedelta(days=1)
HERS = [ANA.given_name, "Núñez", "nunez", ANA.email, "daughter", ANA.street, ANA.city]


def ask(address: str, now: datetime) -> None:
    edges = wiring.edges()
    send_erase_link(
        address,
        site=edges.site,
        renderer=edges.renderer,
        signer=edges.signer,
        bell=edges.bell,
        now=now,
    )


def test_nothing_that_names_or_quotes_a_person_is_left_but_a_hash(
    campaign: Campaign, now: datetime
) -> None:
    first = make.write(campaign, now=now, consent_coalition=True)
    make.work(now)
    make.write(campaign, now=now + 40 * DAY)
    make.submit(make.submission(campaign), now + 40 * DAY)
    ask(ANA.email, now + 40 * DAY)
    assert make.places_of(HERS)

    signer = wiring.edges().signer
    erase(make.erase_token(first.action_id), signer=signer, now=now + 41 * DAY)

    assert make.places_of(HERS) == {}
    suppressed = db.session.scalars(select(Suppression)).one()
    assert suppressed.address_hash == signer.digest(SUPPRESSION, ANA.email)
    assert suppressed.reason == "erased"


def test_what_has_not_left_is_taken_back_and_nobody_is_mailed_any_more(
    campaign: Campaign, now: datetime
) -> None:
    confirmed = make.write(campaign, now=now, consent_coalition=True)

    erase(make.erase_token(confirmed.action_id), signer=wiring.edges().signer, now=now)
    make.work(now)

    assert make.states(confirmed.action_id) == ["cancelled", "cancelled"]
    assert wiring.edges().mailer.kept == []
    assert make.counted() == {}
    assert differences() == []


def test_what_has_left_stays_counted(campaign: Campaign, now: datetime) -> None:
    confirmed = make.write(campaign, now=now, consent_coalition=True)
    make.work(now)

    erase(make.erase_token(confirmed.action_id), signer=wiring.edges().signer, now=now)

    assert make.counted() == {TallyKind.LETTER: 2, TallyKind.ASK: 2, TallyKind.WRITER: 1}
    assert differences() == []


@pytest.mark.parametrize(
    ("answer", "state"),
    [("", "sent"), ("451 4.3.0 try later", "cancelled"), ("550 5.1.1 no such user", "failed")],
)
def test_a_letter_in_flight_leaves_no_trace_after_the_night(
    campaign: Campaign, now: datetime, answer: str, state: str
) -> None:
    confirmed = make.write(campaign, now=now)
    token, mailer = make.erase_token(confirmed.action_id), wiring.edges().mailer

    def erase_meanwhile() -> None:
        if "transmitting" in make.states(confirmed.action_id):
            erase(token, signer=wiring.edges().signer, now=now)
            mailer.faults.extend([Fault(At.DOT, answer)] if answer else [])

    mailer.before_dot = erase_meanwhile
    make.work(now)
    make.work(now + timedelta(hours=1))
    purge(retention=Retention(), now=now + timedelta(hours=12))

    assert make.places_of(HERS) == {}
    assert sorted(make.states(confirmed.action_id)) == sorted(["cancelled", state])
    assert differences() == []


def test_another_person_keeps_everything(campaign: Campaign, now: datetime) -> None:
    ana = make.write(campaign, now=now)
    ben = make.write(campaign, BEN, now=now, consent_coalition=True)

    erase(make.erase_token(ana.action_id), signer=wiring.edges().signer, now=now)

    assert make.action(ben.action_id).given_name == BEN.given_name
    assert make.states(ben.action_id) == ["queued", "queued"]
    assert make.counted()[TallyKind.SIGN_UP] == 1


def test_everybody_at_the_address_is_erased_with_it(campaign: Campaign, now: datetime) -> None:
    ana = make.write(campaign, now=now)
    make.write(campaign, ROSA, now=now)

    erase(make.erase_token(ana.action_id), signer=wiring.edges().signer, now=now)

    assert make.places_of([*HERS, ROSA.given_name]) == {}


def test_erasing_twice_is_over(campaign: Campaign, now: datetime) -> None:
    token = make.erase_token(make.write(campaign, now=now).action_id)
    erase(token, signer=wiring.edges().signer, now=now)

    with pytest.raises(Expired):
        erase(token, signer=wiring.edges().signer, now=now)
    with pytest.raises(NotFound):
        erase("0" * 32 + "-invented", signer=wiring.edges().signer, now=now)


def test_a_link_for_erasure_goes_once_a_day_to_an_address_that_confirmed(
    campaign: Campaign, now: datetime
) -> None:
    confirmed = make.write(campaign, now=now)
    make.submit(make.submission(campaign, BEN), now)

    for address in (" ANA@example.org", ANA.email, BEN.email, NOBODY.email):
        ask(address, now)
    ask(ANA.email, now + DAY)

    sent = db.session.scalars(select(Delivery).where(Delivery.notice_kind == "erase_link")).all()
    assert [mail.recipient for mail in sent] == [ANA.email, ANA.email]
    assert make.erase_token(confirmed.action_id) in sent[0].text


def test_who_signed_up_can_be_erased_long_after_their_letters_are_forgotten(
    campaign: Campaign, now: datetime
) -> None:
    make.write(campaign, now=now, consent_coalition=True)
    make.work(now)
    purge(retention=Retention(), now=now + 200 * DAY)

    ask(ANA.email, now + 200 * DAY)

    sent = db.session.scalars(select(Delivery).where(Delivery.notice_kind == "erase_link")).all()
    assert [mail.recipient for mail in sent] == [ANA.email]


def test_erasing_and_confirming_at_the_same_moment_end_in_nobody_or_in_a_new_beginning(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    token = make.erase_token(make.write(campaign, now=now).action_id)
    waiting = make.submit(make.submission(campaign, ROSA), now)
    link = make.link_in(make.mails(waiting.action_id)[0])
    db.session.rollback()

    def confirm() -> bool:
        with app.app_context():
            try:
                make.confirm_by_link(link, now)
            except Expired:
                return False
            return True

    def forget() -> None:
        with app.app_context():
            erase(token, signer=wiring.edges().signer, now=now)

    with ThreadPoolExecutor(2) as pool:
        confirming, erasing = pool.submit(confirm), pool.submit(forget)
    confirming.result()
    erasing.result()

    assert make.states(waiting.action_id) == ["cancelled", "cancelled"]
    assert make.places_of([*HERS, ROSA.given_name]) == {}
    assert differences() == []


def test_lists_that_wait_forget_whoever_is_erased(campaign: Campaign, now: datetime) -> None:
    confirmed = make.write(campaign, now=now)
    file = lists.csv_of(f"{ANA.given_name},Núñez,{ANA.email},,", "Eva,,eva@example.org,,")
    import_id = lists.stage(file, now)
    lists.check(import_id, now)

    erase(make.erase_token(confirmed.action_id), signer=wiring.edges().signer, now=now)
    assert make.places_of(HERS) == {}
    assert not imported(import_id).has_file
    lists.run(import_id, now)
    assert imported(import_id).did == Forecast(1, 0, 0, 0)


def test_a_list_never_brings_back_whoever_was_erased(campaign: Campaign, now: datetime) -> None:
    confirmed = make.write(campaign, now=now)
    erase(make.erase_token(confirmed.action_id), signer=wiring.edges().signer, now=now)
    lists.bring_in(lists.csv_of(f"{ANA.given_name},Núñez,{ANA.email},,"), now)

    assert make.places_of(HERS) == {}


def test_whoever_came_by_a_list_alone_can_be_erased_too(campaign: Campaign, now: datetime) -> None:
    lists.bring_in(lists.csv_of("Eva,Cruz,eva@example.org,,"), now)
    ask("eva@example.org", now)
    mail = db.session.scalars(select(Delivery)).one()
    found = re.search(r"/es/erase/(\S+)", mail.text)
    assert found
    erase(found.group(1), signer=wiring.edges().signer, now=now)

    assert make.places_of(["Cruz", "eva@example"]) == {}
    assert differences() == []
    del campaign
