"""A story is read by whom its writer said, until they take it back."""

from datetime import datetime, timedelta

import pytest

from campaign import wiring
from campaign.domain.errors import NotFound, Refused
from campaign.domain.people import AgeBand
from campaign.domain.retention import STORY_KEPT, Retention
from campaign.domain.stories import StoryState, StoryUse
from campaign.domain.submissions import SubmittedStory
from campaign.models.campaigns import Campaign
from campaign.models.stories import Story
from campaign.queries.stories import excerpts, published, to_read, use_of
from campaign.services.decide_story import decide_story
from campaign.services.erase import erase
from campaign.services.purge import purge
from campaign.services.take_back_story import take_back_story
from tests import make
from tests.writers import offices

WORDS = "The zephyrmark roof leaks onto our books."
PUBLISHED = StoryState.PUBLISHED


def tell(campaign: Campaign, now: datetime, use: StoryUse, **changes: object) -> str:
    """Write and confirm a letter with a story; return its action."""
    asked = make.submission(campaign).recommendation_ids[0]
    stories = (SubmittedStory(asked, WORDS, "en"),)
    return make.write(campaign, now=now, stories=stories, story_use=use, **changes).action_id


def waiting(campaign: Campaign) -> list[str]:
    """Return the ids of the stories that wait for a reader."""
    return [each.id for each in to_read(campaign.id, "en", [StoryState.WAITING])]


def publish(campaign: Campaign, now: datetime) -> str:
    """Publish the only story that waits."""
    (story_id,) = waiting(campaign)
    decide_story(story_id, PUBLISHED, staff_member_id=None, now=now)
    return story_id


def test_for_the_office_alone_nothing_is_kept(campaign: Campaign, now: datetime) -> None:
    tell(campaign, now, StoryUse.OFFICE)

    assert make.number_of(Story) == 0


def test_before_its_letter_is_confirmed_nobody_reads_it(campaign: Campaign, now: datetime) -> None:
    asked = make.submission(campaign)
    story = SubmittedStory(asked.recommendation_ids[0], WORDS, "en")
    make.submit(make.submission(campaign, stories=(story,), story_use=StoryUse.PUBLIC), now)

    assert waiting(campaign) == []


def test_a_story_is_published_by_a_person(campaign: Campaign, now: datetime) -> None:
    tell(campaign, now, StoryUse.PUBLIC)
    assert published(campaign.id, "en") == []
    publish(campaign, now)

    (story,) = published(campaign.id, "en")
    assert (story.text, story.given_name, story.town) == (WORDS, "Ana", make.ANA.city)


def test_what_is_for_the_campaign_alone_is_not_published(campaign: Campaign, now: datetime) -> None:
    tell(campaign, now, StoryUse.COALITION)
    (story_id,) = waiting(campaign)

    with pytest.raises(Refused, match="story_not_public"):
        decide_story(story_id, PUBLISHED, staff_member_id=None, now=now)
    decide_story(story_id, StoryState.INSIDE, staff_member_id=None, now=now)
    assert published(campaign.id, "en") == []


def test_nobody_under_18_is_published(campaign: Campaign, now: datetime) -> None:
    action_id = tell(campaign, now, StoryUse.PUBLIC, age_band=AgeBand.TEEN)

    assert use_of(action_id) is StoryUse.COALITION


def test_a_published_story_that_is_taken_back_is_gone_at_once(
    campaign: Campaign, now: datetime
) -> None:
    action_id = tell(campaign, now, StoryUse.PUBLIC)
    story_id = publish(campaign, now)

    assert take_back_story(action_id, now=now) == 1

    assert published(campaign.id, "en") == []
    assert "stories.text" not in make.places_of(["zephyrmark"])
    with pytest.raises(Refused, match="story_gone"):
        decide_story(story_id, StoryState.INSIDE, staff_member_id=None, now=now)
    assert take_back_story(action_id, now=now) == 0


def test_an_erased_person_s_story_is_gone(campaign: Campaign, now: datetime) -> None:
    action_id = tell(campaign, now, StoryUse.PUBLIC)
    publish(campaign, now)

    erase(make.erase_token(action_id), signer=wiring.edges().signer, now=now)

    assert make.number_of(Story) == 0


def test_a_letter_that_was_never_confirmed_takes_its_story_along(
    campaign: Campaign, now: datetime
) -> None:
    story = SubmittedStory(make.submission(campaign).recommendation_ids[0], WORDS, "en")
    make.submit(make.submission(campaign, stories=(story,), story_use=StoryUse.PUBLIC), now)

    make.expire(now + timedelta(days=8))

    assert make.number_of(Story) == 0


def test_after_24_months_its_words_go(campaign: Campaign, now: datetime) -> None:
    tell(campaign, now, StoryUse.PUBLIC)
    publish(campaign, now)

    purge(retention=Retention(), now=now + STORY_KEPT - timedelta(days=1))
    assert len(published(campaign.id, "en")) == 1
    purge(retention=Retention(), now=now + STORY_KEPT)

    assert published(campaign.id, "en") == []
    assert "stories.text" not in make.places_of(["zephyrmark"])


def test_a_memo_finds_the_stories_of_those_who_wrote_to_its_legislator(
    campaign: Campaign, now: datetime
) -> None:
    tell(campaign, now, StoryUse.PUBLIC)
    publish(campaign, now)
    lower, other, *_ = offices()

    assert [each.text for each in excerpts(campaign.id, lower.id, "en", most=3)] == [WORDS]
    assert excerpts(campaign.id, other.id, "en", most=3) == []


def test_an_unknown_story_is_not_found(campaign: Campaign, now: datetime) -> None:
    del campaign
    with pytest.raises(NotFound):
        decide_story("nothing", PUBLISHED, staff_member_id=None, now=now)
