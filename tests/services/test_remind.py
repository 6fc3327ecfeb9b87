"""After a day one reminder goes to whoever has not confirmed."""

from datetime import datetime, timedelta

from campaign.models.actions import Confirmation
from campaign.models.campaigns import Campaign
from campaign.services.withdraw import withdraw
from tests import make
from tests.people import ANA, BEN, ROSA

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def test_one_reminder_goes_after_a_day_and_none_after_it(campaign: Campaign, now: datetime) -> None:
    submitted = make.submit(make.submission(campaign), now)

    reminded = [make.remind(now + n * DAY - MINUTE * (n == 1)) for n in (1, 2, 3, 6)]

    assert reminded == [0, 1, 0, 0]
    (mail,) = make.mails(submitted.action_id, "remind")
    assert mail.recipient == ANA.email
    assert "5 days" in mail.text


def test_its_link_confirms(campaign: Campaign, now: datetime) -> None:
    submitted = make.submit(make.submission(campaign), now)
    make.remind(now + DAY)

    make.confirm_by_link(make.link_in(make.mails(submitted.action_id, "remind")[0]), now + 2 * DAY)

    assert make.states(submitted.action_id) == ["queued", "queued"]


def test_it_takes_nothing_from_a_code_that_is_still_good(campaign: Campaign, now: datetime) -> None:
    submitted = make.submit(make.submission(campaign), now)
    make.ask_again(submitted.page_token, now + DAY - MINUTE)
    make.remind(now + DAY)
    code = make.code_in(make.mails(submitted.action_id)[-1])

    make.confirm_by_code(submitted.page_token, code, now + DAY + MINUTE)

    assert make.states(submitted.action_id) == ["queued", "queued"]


def test_who_confirmed_or_took_it_back_is_not_reminded(campaign: Campaign, now: datetime) -> None:
    make.write(campaign, now=now)
    taken_back = make.submit(make.submission(campaign, BEN), now)
    withdraw(taken_back.action_id, actor="writer", now=now)

    assert make.remind(now + DAY) == 0


def test_a_day_is_counted_from_the_first_mail_and_not_from_the_tap(
    campaign: Campaign, now: datetime
) -> None:
    for _ in range(2):
        make.submit(make.submission(campaign), now)
    third = make.submit(make.submission(campaign, ROSA), now)

    assert make.remind(now + DAY) == 2
    assert make.mails(third.action_id, "remind") == []
    assert make.remind(now + 2 * DAY) == 1


def test_reminders_and_codes_share_the_two_mails_of_a_day(
    campaign: Campaign, now: datetime
) -> None:
    actions = [make.submit(make.submission(campaign), now).action_id for _ in range(6)]
    for day in range(1, 7):
        make.remind(now + day * DAY)

    dues = sorted(
        mail.due_at
        for action_id in actions
        for kind in ("confirm", "remind")
        for mail in make.mails(action_id, kind)
    )

    assert all(later - earlier >= DAY for earlier, later in zip(dues, dues[2:], strict=False))


def test_two_clocks_remind_once(campaign: Campaign, now: datetime) -> None:
    make.submit(make.submission(campaign), now)

    assert make.remind(now + DAY) + make.remind(now + DAY) == 1
    assert make.number_of(Confirmation) == 2
