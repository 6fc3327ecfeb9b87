"""An action as its writer sees it, and what the notices about it say."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.errors import Expired, NotFound
from campaign.models.campaigns import Campaign
from campaign.models.supporters import NOBODY as FORGOTTEN
from campaign.models.supporters import Supporter
from campaign.queries.actions import newest_action_at, notice_facts, view
from campaign.queries.tokens import email_of
from tests import make
from tests.people import ANA, NOBODY, ROSA
from tests.writers import found_campaign

Rows = scoped_session[Session]


@pytest.fixture
def campaign(session: Rows, now: datetime) -> Campaign:
    del session
    return found_campaign(now)


def test_a_view_shows_what_was_written_in_its_language(campaign: Campaign, now: datetime) -> None:
    confirmed = make.write(campaign, ROSA, now=now, recommendation_ids=make.all_asks()[:2])

    seen = view(confirmed.action_id)

    assert (seen.given_name, seen.campaign_slug, seen.confirmed_at) == ("Rosa", "three-asks", now)
    assert seen.asks == ("Title of housing (es)", "Title of libraries (es)")
    assert [letter.position for letter in seen.letters] == [1, 2]
    assert all(letter.may_be_withdrawn and letter.moving for letter in seen.letters)
    assert make.STORY in seen.letters[0].body


def test_notices_name_the_legislators_in_the_order_of_the_letters(
    campaign: Campaign, now: datetime
) -> None:
    submitted = make.submit(make.submission(campaign, ROSA), now)

    facts = notice_facts(submitted.action_id)

    assert facts.legislators == ("Given1 Family1", "Given5 Family5")
    assert (facts.campaign_title, facts.organization) == ("Tres peticiones", "La coalición")


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("look", [view, notice_facts, email_of])
def test_nobodys_id_is_not_found(look: object) -> None:
    assert callable(look)
    with pytest.raises(NotFound):
        look("0" * 32)


def test_a_forgotten_supporter_is_over(campaign: Campaign, session: Rows, now: datetime) -> None:
    confirmed = make.write(campaign, now=now)
    supporter = session.get_one(Supporter, make.action(confirmed.action_id).supporter_id)
    assert email_of(supporter.id) == ANA.email
    for name, value in FORGOTTEN.items():
        setattr(supporter, name, value)
    session.commit()

    with pytest.raises(Expired):
        email_of(supporter.id)


def test_the_newest_action_of_a_confirmed_address_is_found(
    campaign: Campaign, now: datetime
) -> None:
    make.write(campaign, now=now)
    newest = make.write(campaign, ROSA, now=now.replace(hour=20))

    assert newest_action_at(ANA.email) == (
        newest.action_id,
        make.action(newest.action_id).supporter_id,
    )
    assert newest_action_at(NOBODY.email) is None
