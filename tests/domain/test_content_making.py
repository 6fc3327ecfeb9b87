"""A campaign begins hidden, and its recommendations stay numbered without a gap."""

import pytest

from campaign.domain.content import CampaignContent, CampaignStatus
from campaign.domain.content_making import (
    copied,
    moved_up,
    with_recommendation,
    without_recommendation,
)
from campaign.domain.errors import NotFound, Refused
from tests.contents import WHOLE


def order(content: CampaignContent) -> list[tuple[int, str]]:
    return [(item.position, item.slug) for item in content.recommendations]


def test_a_copy_says_the_same_and_is_hidden() -> None:
    copy = copied(WHOLE, "another", position=7)

    assert (copy.slug, copy.position, copy.status) == ("another", 7, CampaignStatus.DRAFT)
    assert copy.recommendations == WHOLE.recommendations


@pytest.mark.parametrize("slug", ["", "Clean Water", "-x", "x--y", "x" * 41, "../etc", "año"])
def test_a_short_name_is_small_letters_digits_and_hyphens(slug: str) -> None:
    with pytest.raises(Refused, match="slug_malformed"):
        copied(WHOLE, slug, position=2)
    with pytest.raises(Refused, match="slug_malformed"):
        with_recommendation(WHOLE, slug)


def test_a_new_recommendation_is_the_last() -> None:
    assert order(with_recommendation(WHOLE, "parks"))[-1] == (4, "parks")


def test_a_recommendation_cannot_be_there_twice() -> None:
    with pytest.raises(Refused, match="recommendation_slug_taken"):
        with_recommendation(WHOLE, "housing")


def test_recommendations_change_places_one_by_one() -> None:
    turned = moved_up(WHOLE, "buses")

    assert order(turned) == [(1, "housing"), (2, "buses"), (3, "libraries")]
    assert order(moved_up(WHOLE, "housing")) == order(WHOLE)


def test_what_is_taken_away_leaves_no_gap() -> None:
    assert order(without_recommendation(WHOLE, "housing")) == [(1, "libraries"), (2, "buses")]


def test_an_unknown_recommendation_is_not_found() -> None:
    for change in (moved_up, without_recommendation):
        with pytest.raises(NotFound):
            change(WHOLE, "nowhere")
