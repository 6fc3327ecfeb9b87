"""A finished letter is written down once, and its writer is asked to confirm it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from campaign import wiring
from campaign.db import db
from campaign.domain.errors import Conflict, Expired, NotFound, Refused
from campaign.domain.people import AgeBand
from campaign.models.actions import Action, Confirmation
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery
from campaign.models.supporters import Consent, Supporter
from campaign.services.submit import submitted_before
from tests import make
from tests.people import ANA, BEN, TEO

DAY = timedelta(days=1)


def test_a_submission_waits_for_its_confirmation(campaign: Campaign, now: datetime) -> None:
    submitted = make.submit(make.submission(campaign), now)

    assert make.states(submitted.action_id) == ["unconfirmed", "unconfirmed"]
    assert [mail.recipient for mail in make.mails(submitted.action_id)] == [ANA.email]
    assert make.counted() == {}
    assert wiring.edges().bell.rings == 1


def test_a_thousand_repeats_make_one_action(campaign: Campaign, now: datetime) -> None:
    content = make.submission(campaign)

    answers = {make.submit(content, now + timedelta(seconds=n)) for n in range(1000)}

    assert len(answers) == 1
    assert (make.number_of(Action), make.number_of(Delivery)) == (1, 3)
    assert wiring.edges().bell.rings == 1


def test_many_presses_at_the_same_moment_make_one_action(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    content = make.submission(campaign)
    db.session.rollback()

    def press(_: int) -> str:
        with app.app_context():
            return make.submit(content, now).action_id

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(press, range(40)))

    assert len(answers) == 1
    assert (make.number_of(Action), make.number_of(Delivery)) == (1, 3)


def test_a_changed_text_under_a_used_key_is_a_conflict(campaign: Campaign, now: datetime) -> None:
    content = make.submission(campaign)
    make.submit(content, now)
    changed = replace(content.letters[0], body="Something else")

    with pytest.raises(Conflict):
        make.submit(replace(content, letters=(changed, *content.letters[1:])), now)

    assert make.number_of(Action) == 1


def test_a_used_key_leads_to_what_it_was_used_for(campaign: Campaign, now: datetime) -> None:
    content = make.submission(campaign)
    submitted = make.submit(content, now)
    signer = wiring.edges().signer

    assert submitted_before(content.submission_key, signer=signer) == submitted
    with pytest.raises(NotFound):
        submitted_before("never used", signer=signer)


def test_an_address_in_capitals_is_the_same_address(campaign: Campaign, now: datetime) -> None:
    submitted = make.submit(make.submission(campaign, email=" Ana@Example.ORG "), now)

    assert make.action(submitted.action_id).email == ANA.email


def test_a_name_that_compatibility_forms_make_longer_is_kept(
    campaign: Campaign, now: datetime
) -> None:
    submitted = make.submit(make.submission(campaign, given_name="ﷺ" * 80), now)

    assert make.action(submitted.action_id).given_name == "ﷺ" * 80


def test_a_young_writer_gives_no_street_and_no_consent_whatever_was_posted(
    campaign: Campaign, now: datetime
) -> None:
    source = make.source()
    posted = make.submission(
        campaign,
        TEO,
        street="1 Secret Lane",
        consent_coalition=True,
        consent_partner=True,
        source_id=source.id,
    )

    confirmed = make.confirm_by_link(
        make.link_in(make.mails(make.submit(posted, now).action_id)[0]), now
    )

    assert make.action(confirmed.action_id).street == ""
    assert make.number_of(Consent) == 0
    assert make.places_of(["Secret Lane"]) == {}


def test_nothing_of_a_child_is_kept(campaign: Campaign, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        make.submit(make.submission(campaign, age_band=AgeBand.UNDER_13), now)

    assert refused.value.key == "under_13"
    assert make.number_of(Action) == 0


def test_nobody_is_a_supporter_and_nothing_is_agreed_before_the_confirmation(
    campaign: Campaign, now: datetime
) -> None:
    make.submit(make.submission(campaign, consent_coalition=True), now)

    assert (make.number_of(Supporter), make.number_of(Consent)) == (0, 0)


def test_a_third_mail_in_a_day_waits_and_its_code_is_good_from_then_on(
    campaign: Campaign, now: datetime
) -> None:
    for hours in (0, 2):
        make.submit(make.submission(campaign), now + timedelta(hours=hours))

    third = make.submit(make.submission(campaign), now + timedelta(hours=3))

    (mail,) = make.mails(third.action_id)
    assert mail.due_at == now + DAY
    make.confirm_by_code(third.page_token, make.code_in(mail), mail.due_at + timedelta(minutes=9))
    assert make.states(third.action_id) == ["queued", "queued"]


def test_any_day_holds_two_mails_to_one_address_and_others_are_free(
    campaign: Campaign, now: datetime
) -> None:
    actions = [make.submit(make.submission(campaign), now).action_id for _ in range(5)]
    other = make.submit(make.submission(campaign, BEN), now).action_id

    dues = [make.mails(action_id)[0].due_at for action_id in actions]
    assert dues == [now, now, now + DAY, now + DAY, now + 2 * DAY]
    assert make.mails(other)[0].due_at == now


def test_submissions_at_the_same_moment_share_the_two_mails_of_a_day(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    contents = [make.submission(campaign) for _ in range(8)]
    db.session.rollback()

    def press(number: int) -> str:
        with app.app_context():
            return make.submit(contents[number], now).action_id

    with ThreadPoolExecutor(8) as pool:
        actions = list(pool.map(press, range(8)))

    dues = sorted(make.mails(action_id)[0].due_at for action_id in actions)
    assert dues == [now + n // 2 * DAY for n in range(8)]


def test_asking_again_brings_a_new_code_and_keeps_the_first_link(
    campaign: Campaign, now: datetime
) -> None:
    submitted = make.submit(make.submission(campaign), now)
    later = now + timedelta(minutes=5)

    make.ask_again(submitted.page_token, later)

    first, second = make.mails(submitted.action_id)
    with pytest.raises(Refused):
        make.confirm_by_code(submitted.page_token, make.wrong(make.code_in(second)), later)
    make.confirm_by_link(make.link_in(first), now + 6 * DAY)
    assert make.number_of(Supporter) == 1


def test_asking_a_third_time_in_a_day_is_refused(campaign: Campaign, now: datetime) -> None:
    submitted = make.submit(make.submission(campaign), now)
    make.ask_again(submitted.page_token, now)

    with pytest.raises(Refused) as refused:
        make.ask_again(submitted.page_token, now + timedelta(hours=23))

    assert refused.value.key == "mails_used_up"
    make.ask_again(submitted.page_token, now + DAY)
    assert len(make.mails(submitted.action_id)) == 3


def test_asking_again_after_the_confirmation_sends_nothing(
    campaign: Campaign, now: datetime
) -> None:
    submitted = make.submit(make.submission(campaign), now)
    make.confirm_by_link(make.link_in(make.mails(submitted.action_id)[0]), now)

    make.ask_again(submitted.page_token, now)

    assert make.number_of(Confirmation) == 1


def test_asking_again_is_over_after_seven_days(campaign: Campaign, now: datetime) -> None:
    submitted = make.submit(make.submission(campaign), now)

    with pytest.raises(Expired):
        make.ask_again(submitted.page_token, now + 7 * DAY)


def test_somebody_elses_page_token_is_not_found(campaign: Campaign, now: datetime) -> None:
    make.submit(make.submission(campaign), now)

    with pytest.raises(NotFound):
        make.ask_again("0" * 32 + "-invented", now)
