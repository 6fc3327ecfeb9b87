"""How alike the letters of a campaign are, as organizers read it."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.submissions import SubmittedLetter
from campaign.models.campaigns import Campaign
from campaign.queries.similarity import similarity
from tests.writers import found_campaign, offices, write

SHARED = "Please fund our schools, starting with the ones that were left out the longest."


@pytest.fixture
def campaign(session: scoped_session[Session], now: datetime) -> Campaign:
    del session
    return found_campaign(now)


def send(campaign: Campaign, now: datetime, *stories: str) -> None:
    """Let a letter for each story arrive at the first office; an empty one is all shared."""
    office = offices()[0]
    for story in stories:
        text = "\n\n".join(["Dear you,", *filter(None, [story, SHARED]), "Sincerely,\nAna"])
        letters = (SubmittedLetter(office.id, "Our schools", text),)
        write(campaign, now=now, letters=letters, own_words_share=0.5 if story else 0.0)


def test_letters_with_words_of_their_own_are_less_alike(campaign: Campaign, now: datetime) -> None:
    send(campaign, now, *[""] * 5)
    send(campaign, now, *(f"Story {n} is about bus {n} and teacher {n}." for n in range(5)))

    figure = similarity(campaign.id)

    assert figure is not None
    assert figure.letters == 10
    assert figure.without == 1
    assert figure.with_own_words is not None
    assert figure.with_own_words < 0.6
    assert figure.overall is not None
    assert figure.with_own_words < figure.overall < 1


def test_of_fewer_than_five_letters_nothing_is_told(campaign: Campaign, now: datetime) -> None:
    send(campaign, now, *[""] * 4)

    assert similarity(campaign.id) is None


def test_fewer_than_five_of_one_kind_are_not_told_apart(campaign: Campaign, now: datetime) -> None:
    send(campaign, now, "", "", "", "One story.", "Another story.")

    figure = similarity(campaign.id)

    assert figure is not None
    assert (figure.without, figure.with_own_words) == (None, None)
    assert figure.overall is not None
