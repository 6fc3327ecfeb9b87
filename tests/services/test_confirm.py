"""A writer confirms, and from then on the letters may leave."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from campaign import wiring
from campaign.db import db
from campaign.domain.errors import Expired, NotFound, Refused
from campaign.domain.ladder import Health
from campaign.domain.people import CONSENT_WORDING_VERSION, Purpose
from campaign.domain.site import RECEIPT
from campaign.domain.tallies import TallyKind
from campaign.models.actions import Confirmation
from campaign.models.campaigns import Campaign
from campaign.models.roster import OfficeHealth, Target
from campaign.models.supporters import Consent, Supporter
from campaign.queries.differences import differences
from campaign.services.withdraw import withdraw
from tests import make
from tests.people import ANA, BEN, ROSA, TEO
from tests.writers import offices

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
ONE_SET = {TallyKind.LETTER: 2, TallyKind.ASK: 2, TallyKind.WRITER: 1}


def supporter() -> Supporter:
    """Return the only supporter, as they stand now."""
    db.session.expire_all()
    return db.session.scalars(select(Supporter)).one()


def test_the_code_in_the_open_page_lets_the_letters_go(campaign: Campaign, now: datetime) -> None:
    submitted = make.submit(make.submission(campaign), now)
    code = make.code_in(make.mails(submitted.action_id)[0])

    confirmed = make.confirm_by_code(submitted.page_token, code, now + 9 * MINUTE)

    assert make.states(confirmed.action_id) == ["queued", "queued"]
    assert wiring.edges().signer.unsign(RECEIPT, confirmed.receipt_token) == confirmed.action_id
    assert wiring.edges().bell.rings == 2


def test_a_letter_is_frozen_with_its_writers_name_and_address(
    campaign: Campaign, now: datetime
) -> None:
    confirmed = make.write(campaign, now=now)

    letter = make.letters_of(confirmed.action_id)[0]
    assert (letter.from_name, letter.reply_to_address) == (ANA.name, ANA.email)
    assert letter.recipient == "member1@legislature.example"
    assert make.STORY in letter.text
    assert letter.mail_date == now


def test_the_spanish_original_stands_beneath_the_english(campaign: Campaign, now: datetime) -> None:
    content = make.submission(campaign, ROSA)
    spanish = tuple(
        type(letter)(letter.target_id, letter.subject, "In English.", "En español.")
        for letter in content.letters
    )

    confirmed = make.write(campaign, ROSA, now=now, letters=spanish)

    text = make.letters_of(confirmed.action_id)[0].text
    assert text.startswith("In English.")
    assert text.endswith("The writer's original, in Spanish:\n\nEn español.")


def test_five_wrong_tries_end_a_code_and_the_link_still_works(
    campaign: Campaign, now: datetime
) -> None:
    submitted = make.submit(make.submission(campaign), now)
    (mail,) = make.mails(submitted.action_id)
    code = make.code_in(mail)
    said = []
    for _ in range(5):
        with pytest.raises(Refused) as refused:
            make.confirm_by_code(submitted.page_token, make.wrong(code), now)
        said.append((refused.value.key, refused.value.values.get("left")))

    with pytest.raises(Refused):
        make.confirm_by_code(submitted.page_token, code, now)

    wrong = [("code_wrong", left) for left in (4, 3, 2, 1)]
    assert said == [*wrong, ("code_over", None)]
    make.confirm_by_link(make.link_in(mail), now)
    assert make.states(submitted.action_id) == ["queued", "queued"]


def test_every_try_counts_even_when_many_come_at_once(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    submitted = make.submit(make.submission(campaign), now)
    code = make.code_in(make.mails(submitted.action_id)[0])
    db.session.rollback()

    def guess(number: int) -> str:
        with app.app_context():
            try:
                make.confirm_by_code(
                    submitted.page_token, f"{(int(code) + number) % 10**6:06}", now
                )
            except Refused as refused:
                return refused.key
            return "confirmed"

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(guess, range(1, 17)))

    assert sorted(said) == ["code_over"] * 12 + ["code_wrong"] * 4
    assert db.session.scalars(select(Confirmation.tries)).one() == 5


@pytest.mark.parametrize("late", [0, 11])
def test_a_code_is_over_ten_minutes_after_its_mail_left(
    campaign: Campaign, now: datetime, late: int
) -> None:
    submitted = make.submit(make.submission(campaign), now)
    code = make.code_in(make.mails(submitted.action_id)[0])
    make.work(now + late * MINUTE)

    with pytest.raises(Refused) as refused:
        make.confirm_by_code(submitted.page_token, code, now + (late + 10) * MINUTE)

    assert refused.value.key == "code_over"


def test_a_code_that_the_relay_took_late_can_still_be_typed(
    campaign: Campaign, now: datetime
) -> None:
    submitted = make.submit(make.submission(campaign), now)
    code = make.code_in(make.mails(submitted.action_id)[0])
    make.work(now + 15 * MINUTE)

    confirmed = make.confirm_by_code(submitted.page_token, code, now + 24 * MINUTE)

    assert confirmed.action_id == submitted.action_id


def test_the_pages_token_is_no_link_and_the_mails_link_is_no_page(
    campaign: Campaign, now: datetime
) -> None:
    submitted = make.submit(make.submission(campaign), now)
    (mail,) = make.mails(submitted.action_id)

    with pytest.raises(NotFound):
        make.confirm_by_link(submitted.page_token, now)
    with pytest.raises(NotFound):
        make.confirm_by_code(make.link_in(mail), make.code_in(mail), now)


def test_the_link_works_for_seven_days_and_survives_a_new_code_and_the_reminder(
    campaign: Campaign, now: datetime
) -> None:
    early = make.submit(make.submission(campaign), now)
    late = make.submit(make.submission(campaign, BEN), now)
    make.ask_again(early.page_token, now + MINUTE)
    make.remind(now + 2 * DAY)

    make.confirm_by_link(make.link_in(make.mails(early.action_id)[0]), now + 7 * DAY - MINUTE)
    with pytest.raises(Expired):
        make.confirm_by_link(make.link_in(make.mails(late.action_id)[0]), now + 7 * DAY)

    assert make.states(early.action_id) == ["queued", "queued"]


def test_confirming_twice_is_confirming_once(campaign: Campaign, now: datetime) -> None:
    submitted = make.submit(make.submission(campaign, consent_coalition=True), now)
    (mail,) = make.mails(submitted.action_id)
    first = make.confirm_by_code(submitted.page_token, make.code_in(mail), now)

    second = make.confirm_by_code(submitted.page_token, make.code_in(mail), now)
    third = make.confirm_by_link(make.link_in(mail), now + DAY)

    assert first == second == third
    assert (make.number_of(Supporter), make.number_of(Consent)) == (1, 1)
    assert make.counted() == ONE_SET | {TallyKind.SIGN_UP: 1}
    assert len(make.mails(submitted.action_id, "confirmed")) == 1


def test_a_wrong_code_opens_no_receipt_after_the_confirmation(
    campaign: Campaign, now: datetime
) -> None:
    submitted = make.submit(make.submission(campaign), now)
    (mail,) = make.mails(submitted.action_id)
    make.confirm_by_link(make.link_in(mail), now)

    with pytest.raises(Refused):
        make.confirm_by_code(submitted.page_token, make.wrong(make.code_in(mail)), now)


def test_confirming_at_the_same_moment_is_confirming_once(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    submitted = make.submit(make.submission(campaign, consent_coalition=True), now)
    link = make.link_in(make.mails(submitted.action_id)[0])
    db.session.rollback()

    def press(_: int) -> str:
        with app.app_context():
            return make.confirm_by_link(link, now).receipt_token

    with ThreadPoolExecutor(6) as pool:
        receipts = set(pool.map(press, range(12)))

    assert len(receipts) == 1
    assert make.counted() == ONE_SET | {TallyKind.SIGN_UP: 1}
    assert (make.number_of(Supporter), make.number_of(Consent)) == (1, 1)


def test_consents_are_stored_with_wording_language_source_and_time(
    campaign: Campaign, now: datetime
) -> None:
    source = make.source()
    submitted = make.submit(
        make.submission(
            campaign, ROSA, consent_coalition=True, consent_partner=True, source_id=source.id
        ),
        now,
    )
    assert make.number_of(Consent) == 0

    make.confirm_by_link(make.link_in(make.mails(submitted.action_id)[0]), now + DAY)

    coalition, partner = db.session.scalars(select(Consent).order_by(Consent.id))
    assert (coalition.purpose, coalition.partner_id) == (Purpose.COALITION, None)
    assert (partner.purpose, partner.partner_id) == (Purpose.PARTNER, source.partner_id)
    for consent in (coalition, partner):
        assert consent.given
        assert (consent.wording_version, consent.locale) == (CONSENT_WORDING_VERSION, "es")
        assert (consent.source_id, consent.at) == (source.id, now + DAY)


def test_a_yes_after_a_yes_is_no_second_sign_up(campaign: Campaign, now: datetime) -> None:
    make.write(campaign, now=now, consent_coalition=True)
    make.write(campaign, now=now + 40 * DAY, consent_coalition=True)

    assert make.number_of(Consent) == 1
    assert make.counted()[TallyKind.SIGN_UP] == 1
    assert differences() == []


def test_a_letter_with_three_asks_is_one_letter(campaign: Campaign, now: datetime) -> None:
    content = make.submission(campaign)
    everything = make.all_asks()

    make.write(campaign, now=now, recommendation_ids=everything)

    assert len(content.letters) == 2
    assert make.counted() == {TallyKind.LETTER: 2, TallyKind.ASK: 6, TallyKind.WRITER: 1}
    assert differences() == []


def test_a_family_shares_an_address_and_each_has_a_letter_of_their_own(
    campaign: Campaign, now: datetime
) -> None:
    family = [make.write(campaign, person, now=now) for person in (ANA, ROSA, TEO)]

    names = [make.letters_of(confirmed.action_id)[0].from_name for confirmed in family]
    assert names == [ANA.name, ROSA.name, TEO.name]
    assert all(make.states(confirmed.action_id) == ["queued"] * 2 for confirmed in family)
    assert make.counted()[TallyKind.LETTER] == 6
    assert make.number_of(Supporter) == 1


def test_a_young_writers_letter_leaves_a_parents_sign_up_as_it_is(
    campaign: Campaign, now: datetime
) -> None:
    make.write(campaign, ROSA, now=now, consent_coalition=True)

    make.write(campaign, TEO, now=now + MINUTE, consent_coalition=True, consent_partner=True)

    assert (supporter().given_name, supporter().age_band) == (ROSA.given_name, ROSA.age_band)
    assert make.counted()[TallyKind.SIGN_UP] == 1


def test_a_partners_tick_without_a_partner_takes_nothing_over(
    campaign: Campaign, now: datetime
) -> None:
    make.write(campaign, ROSA, now=now, consent_coalition=True)

    make.write(campaign, ANA, now=now + MINUTE, consent_partner=True)

    assert supporter().given_name == ROSA.given_name


def test_a_parent_who_signs_up_takes_over_from_a_young_writer(
    campaign: Campaign, now: datetime
) -> None:
    make.write(campaign, TEO, now=now)

    make.write(campaign, ROSA, now=now + MINUTE, consent_coalition=True)

    assert (supporter().given_name, supporter().locale) == (ROSA.given_name, "es")


def test_a_family_that_confirms_at_the_same_moment_is_one_supporter(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    links = [
        make.link_in(make.mails(make.submit(make.submission(campaign, person), now).action_id)[0])
        for person in (ANA, ROSA, TEO)
    ]
    db.session.rollback()

    def press(link: str) -> str:
        with app.app_context():
            return make.confirm_by_link(link, now).action_id

    with ThreadPoolExecutor(3) as pool:
        family = list(pool.map(press, links))

    assert make.number_of(Supporter) == 1
    assert all(make.states(action_id) == ["queued"] * 2 for action_id in family)


def test_the_same_person_writes_once_in_thirty_days_and_is_told_by_mail(
    campaign: Campaign, now: datetime
) -> None:
    make.write(campaign, now=now)

    again = make.write(
        campaign, now=now + 30 * DAY - MINUTE, given_name="ANA", family_name="Reyes Nunez"
    )
    later = make.write(campaign, now=now + 31 * DAY)

    assert make.states(again.action_id) == ["cancelled", "cancelled"]
    assert len(make.mails(again.action_id, "already_wrote")) == 1
    assert make.mails(again.action_id, "confirmed") == []
    assert make.states(later.action_id) == ["queued", "queued"]
    assert make.counted() == {kind: 2 * n for kind, n in ONE_SET.items()}
    assert differences() == []


def test_the_same_letter_confirmed_twice_at_the_same_moment_goes_once(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    actions = [make.submit(make.submission(campaign), now).action_id for _ in range(2)]
    links = [make.link_in(make.mails(action_id)[0]) for action_id in actions]
    db.session.rollback()

    def press(link: str) -> None:
        with app.app_context():
            make.confirm_by_link(link, now)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(press, links))

    stand = sorted(make.states(action_id)[0] for action_id in actions)
    assert stand == ["cancelled", "queued"]
    assert make.counted() == ONE_SET


def test_another_recommendation_or_a_letter_taken_back_makes_room_for_a_letter(
    campaign: Campaign, now: datetime
) -> None:
    asks = make.all_asks()
    first = make.write(campaign, now=now, recommendation_ids=asks[:1])
    other = make.write(campaign, now=now, recommendation_ids=asks[1:2])
    withdraw(first.action_id, actor="writer", now=now)

    again = make.write(campaign, now=now + DAY, recommendation_ids=asks[:1])

    assert make.states(other.action_id) == ["queued", "queued"]
    assert make.states(again.action_id) == ["queued", "queued"]


@pytest.mark.parametrize(
    ("health", "channel", "reason"),
    [
        (Health.DOUBTFUL, "email", "doubtful_address"),
        (Health.FAILING, "form", "writer_sends"),
    ],
)
def test_a_letter_to_an_address_that_cannot_be_relied_on_waits(
    campaign: Campaign, now: datetime, health: Health, channel: str, reason: str
) -> None:
    db.session.add(OfficeHealth(target_id=offices()[0].id, state=health, since=now))
    db.session.commit()

    confirmed = make.write(campaign, now=now)

    held, queued = make.letters_of(confirmed.action_id)
    assert (held.status, held.channel, held.hold_reason) == ("held", channel, reason)
    assert (queued.status, queued.channel, queued.hold_reason) == ("queued", "email", None)
    assert make.counted() == ONE_SET


@pytest.mark.parametrize(
    ("health", "sentence"),
    [
        (Health.DOUBTFUL, "It waits for now. The page below says why:"),
        (Health.FAILING, "You send this one yourself, through the office's own web form:"),
    ],
)
def test_its_writer_hears_what_is_true_for_each_letter(
    campaign: Campaign, now: datetime, health: Health, sentence: str
) -> None:
    db.session.add(OfficeHealth(target_id=offices()[0].id, state=health, since=now))
    db.session.commit()

    confirmed = make.write(campaign, now=now)

    first, second = (
        db.session.get_one(Target, make.target_of(letter))
        for letter in make.letters_of(confirmed.action_id)
    )
    (mail,) = make.mails(confirmed.action_id, "confirmed")
    by_mail, _, other_way = mail.text.partition("It goes by e-mail to:")[2].partition(sentence)
    by_form = health is Health.FAILING
    hand = "Thank you. One letter needs your hand"
    assert mail.subject == (hand if by_form else "Thank you. Your letter is on its way")
    assert ("You do not need to do anything" in mail.text) is not by_form
    assert (second.full_name in by_mail, first.full_name in by_mail) == (True, False)
    assert first.full_name in other_way


def test_who_has_no_letter_on_its_way_is_not_told_so(campaign: Campaign, now: datetime) -> None:
    for office in offices():
        office.contact_form_url = ""
        db.session.add(OfficeHealth(target_id=office.id, state=Health.FAILING, since=now))
    db.session.commit()

    confirmed = make.write(campaign, now=now)

    (mail,) = make.mails(confirmed.action_id, "confirmed")
    assert mail.subject == "Thank you. You confirmed your letter"
    assert "It goes by e-mail" not in mail.text


def test_a_letter_to_an_office_without_address_and_form_goes_on_paper(
    campaign: Campaign, now: datetime
) -> None:
    nothing = {"email": "", "contact_form_url": ""}
    db.session.execute(update(Target).where(Target.id == offices()[0].id).values(nothing))
    db.session.commit()

    confirmed = make.write(campaign, now=now)

    first = make.letters_of(confirmed.action_id)[0]
    assert (first.channel, first.hold_reason, first.message_id) == ("print", "in_packet", None)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("left_office_on", date(2026, 10, 14), "vacant_seat"),
        ("left_office_on", date(2026, 10, 15), None),
        ("email", "", "writer_sends"),
    ],
)
def test_a_letter_to_nobody_is_held_and_says_why(
    campaign: Campaign, now: datetime, column: str, value: object, reason: str | None
) -> None:
    db.session.execute(update(Target).where(Target.id == offices()[0].id).values({column: value}))
    db.session.commit()

    confirmed = make.write(campaign, now=now)

    first = make.letters_of(confirmed.action_id)[0]
    assert first.hold_reason == reason


def test_a_letter_to_somebody_whose_seat_is_taken_by_another_says_so(
    campaign: Campaign, now: datetime
) -> None:
    first, second, *_ = offices()
    content = make.submission(campaign)
    first.left_office_on = date(2026, 10, 1)
    second.district_id = first.district_id
    db.session.commit()

    confirmed = make.write(campaign, now=now, letters=content.letters)

    assert make.letters_of(confirmed.action_id)[0].hold_reason == "left_office"


def test_only_who_signed_up_is_offered_to_stop_the_news(campaign: Campaign, now: datetime) -> None:
    plain = make.write(campaign, now=now)
    signed = make.write(campaign, BEN, now=now, consent_coalition=True)

    assert "/unsubscribe/" not in make.mails(plain.action_id, "confirmed")[0].text
    assert "/unsubscribe/" in make.mails(signed.action_id, "confirmed")[0].text
