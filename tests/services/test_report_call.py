"""A writer says how the call to an office went; who says that they called is counted."""

from datetime import datetime, timedelta

import pytest

from campaign.domain.calls import MOST_WORDS_A_LETTER, CallOutcome
from campaign.domain.errors import NotFound
from campaign.domain.tallies import TallyKind
from campaign.models.calls import CallWord
from campaign.models.campaigns import Campaign
from campaign.queries.calls import calls_of
from campaign.queries.counts import CountFilter, totals
from campaign.queries.differences import differences
from campaign.services.report_call import report_call
from tests import make
from tests.writers import submission

TALKED, NOT_MADE = CallOutcome.TALKED, CallOutcome.NOT_MADE


@pytest.fixture
def action_id(campaign: Campaign, now: datetime) -> str:
    return make.write(campaign, now=now).action_id


def counted(campaign: Campaign) -> int:
    """Return how many calls the tallies know of; they agree with the rows."""
    assert differences() == []
    return totals(CountFilter(campaign_id=campaign.id))[TallyKind.CALL]


def test_a_call_is_counted_once_for_its_letter(
    campaign: Campaign, action_id: str, now: datetime
) -> None:
    report_call(action_id, 1, CallOutcome.MESSAGE, now=now)
    report_call(action_id, 1, TALKED, now=now + timedelta(days=1))
    report_call(action_id, 2, TALKED, now=now)

    assert calls_of(action_id) == {1: TALKED, 2: TALKED}
    assert counted(campaign) == 2


def test_who_says_that_they_did_not_call_is_not_counted(
    campaign: Campaign, action_id: str, now: datetime
) -> None:
    report_call(action_id, 1, NOT_MADE, now=now)
    assert counted(campaign) == 0
    report_call(action_id, 1, TALKED, now=now)
    report_call(action_id, 1, NOT_MADE, now=now + timedelta(days=2))

    assert calls_of(action_id) == {1: NOT_MADE}
    assert counted(campaign) == 0


def test_the_same_word_twice_changes_nothing(
    campaign: Campaign, action_id: str, now: datetime
) -> None:
    report_call(action_id, 1, TALKED, now=now)
    report_call(action_id, 1, TALKED, now=now)

    assert make.number_of(CallWord) == 1
    assert counted(campaign) == 1


def test_nobody_fills_the_table_with_words(action_id: str, now: datetime) -> None:
    for _ in range(MOST_WORDS_A_LETTER):
        report_call(action_id, 1, TALKED, now=now)
        report_call(action_id, 1, NOT_MADE, now=now)

    assert make.number_of(CallWord) == MOST_WORDS_A_LETTER


@pytest.mark.parametrize("position", [0, 3])
def test_of_a_letter_that_is_not_there_nothing_is_said(
    action_id: str, position: int, now: datetime
) -> None:
    with pytest.raises(NotFound):
        report_call(action_id, position, TALKED, now=now)


def test_before_the_letter_is_confirmed_nothing_is_said(campaign: Campaign, now: datetime) -> None:
    action_id = make.submit(submission(campaign), now).action_id

    with pytest.raises(NotFound):
        report_call(action_id, 1, TALKED, now=now)
