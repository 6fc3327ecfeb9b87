"""What one tap on "Send" hands over."""

from dataclasses import replace

import pytest

from campaign.domain.errors import Refused
from campaign.domain.people import AgeBand
from campaign.domain.submissions import Submission, SubmittedLetter

ADULTS = Submission(
    submission_key="key",
    campaign_id="campaign",
    recommendation_ids=("one",),
    letters=(SubmittedLetter("office", "Subject", "Body"),),
    given_name="Ana",
    family_name="Reyes",
    email="ana@example.org",
    street="1 Main St.",
    city="Town",
    zip="90001",
    age_band=AgeBand.ADULT,
    locale="en",
    source_id=None,
    consent_coalition=True,
    consent_partner=True,
    own_words_share=0.5,
)


def test_of_an_adult_all_is_kept() -> None:
    assert ADULTS.as_kept() == ADULTS


def test_of_a_young_writer_neither_street_nor_consents_are_kept() -> None:
    kept = replace(ADULTS, age_band=AgeBand.TEEN).as_kept()

    assert (kept.street, kept.consent_coalition, kept.consent_partner) == ("", False, False)
    assert (kept.city, kept.email) == ("Town", "ana@example.org")


def test_of_a_child_nothing_is_kept() -> None:
    with pytest.raises(Refused):
        replace(ADULTS, age_band=AgeBand.UNDER_13).as_kept()


@pytest.mark.parametrize(
    "change",
    [
        {"given_name": "Anna"},
        {"letters": (SubmittedLetter("office", "Subject", "Body", "Original"),)},
        {"recommendation_ids": ("two",)},
        {"consent_partner": False},
    ],
)
def test_a_change_is_told_from_a_repeat(change: dict[str, object]) -> None:
    assert replace(ADULTS).digest() == ADULTS.digest()
    assert replace(ADULTS, **change).digest() != ADULTS.digest()
