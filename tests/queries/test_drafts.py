"""The letters that a draft makes, and what one tap hands over."""

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.drafts import Draft, Edit, Sender
from campaign.domain.people import AgeBand
from campaign.queries.drafts import Drafted, drafted, story, submission
from tests import make
from tests.rosters import JURISDICTION
from tests.writers import found_campaign, offices

ON = date(2026, 10, 14)
STATE = "ocd-division/country:us/state:zz"
DRAFT = Draft(
    campaign="three-asks",
    seed="seed",
    picks=("buses", "housing"),
    zip="90001",
    age_band=AgeBand.ADULT,
    districts=(f"{STATE}/sldl:1", f"{STATE}/sldu:1"),
    stories={"buses": make.STORY, "housing": ""},
    sender=Sender("Ana", "Reyes", "ana@example.org", "1 K Street", "Town", "90001", True, True),  # noqa: FBT003  # Both boxes ticked.
    submission_key="key",
)


@pytest.fixture(autouse=True)
def _campaign(session: scoped_session[Session], now: datetime) -> None:
    del session
    found_campaign(now)


def letters(draft: Draft, locale: str = "en") -> Drafted:
    return drafted(draft, jurisdiction=JURISDICTION, locale=locale, city="your city", on=ON)


def test_each_sitting_member_gets_a_letter_the_lower_chamber_first() -> None:
    lower, upper = letters(DRAFT).letters

    assert lower.letter.text.startswith("Dear Assembly Member Family1,\n\nI live in Town, Assembly")
    assert upper.letter.text.startswith("Dear Senator Family5,")
    assert make.STORY in lower.letter.text
    assert "All about buses" in lower.letter.text
    assert "A little about housing" in lower.letter.text
    assert lower.letter.text.endswith("Ana Reyes\n1 K Street\nTown, ZZ 90001")


def test_an_edit_belongs_to_one_letter() -> None:
    target_id = letters(DRAFT).letters[0].member.id
    edited = Draft(
        **{name: getattr(DRAFT, name) for name in ("campaign", "seed", "picks", "districts")},
        edits={target_id: Edit(subject="Mine", body="My own body.")},
    )

    lower, upper = letters(edited).letters

    assert (lower.letter.subject, lower.letter.body) == ("Mine", "My own body.")
    assert upper.letter.subject != "Mine"
    assert lower.own_words_share > upper.own_words_share == 0


def test_what_is_handed_over_is_what_was_shown() -> None:
    shown = letters(DRAFT, "es")

    content = submission(DRAFT, shown, locale="es", source_id=None, with_partner=False)

    assert [letter.target_id for letter in content.letters] == [
        office.id for office in offices() if office.full_name[-1] in "15"
    ]
    assert content.letters[0].body == shown.letters[0].letter.text
    assert content.letters[0].original_body.startswith("Estimable")
    assert (content.consent_coalition, content.consent_partner) == (True, False)
    assert len(content.recommendation_ids) == 2


def test_a_story_is_told_once_in_the_order_of_the_picks() -> None:
    assert story(DRAFT) == make.STORY
