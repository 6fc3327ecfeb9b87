"""What a campaign's content knows about itself."""

from datetime import date

import pytest

from campaign.domain.content import (
    CampaignStatus,
    Phrase,
    is_open,
)

START, END = date(2026, 3, 1), date(2026, 6, 30)


def test_a_phrase_is_read_in_each_language() -> None:
    greeting = Phrase(en="Good morning", es="Buenos días")

    assert (greeting.read("en"), greeting.read("es")) == ("Good morning", "Buenos días")


def test_a_phrase_knows_no_other_language() -> None:
    with pytest.raises(KeyError):
        Phrase(en="Good morning", es="Buenos días").read("fr")


@pytest.mark.parametrize(
    ("day", "takes_letters"),
    [
        (date(2026, 2, 28), False),
        (START, True),
        (date(2026, 5, 1), True),
        (END, True),
        (date(2026, 7, 1), False),
    ],
)
def test_a_live_campaign_is_open_from_its_first_to_its_last_day(
    day: date, *, takes_letters: bool
) -> None:
    assert is_open(CampaignStatus.LIVE, START, END, day) is takes_letters


def test_a_campaign_without_a_last_day_stays_open() -> None:
    assert is_open(CampaignStatus.LIVE, START, None, date(2099, 1, 1))


@pytest.mark.parametrize("status", [CampaignStatus.DRAFT, CampaignStatus.CLOSED])
def test_only_a_live_campaign_is_open(status: CampaignStatus) -> None:
    assert not is_open(status, START, None, date(2026, 5, 1))
