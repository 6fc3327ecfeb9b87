"""Content is loaded as often as wished, and a letter part is never edited."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.content import CampaignContent, Phrase
from campaign.domain.errors import Refused
from campaign.models.campaigns import Campaign, LetterPart, PartKind, Recommendation
from campaign.queries.campaigns import campaign_page, campaign_slugs, letter_kit
from campaign.services.load_content import load_content
from tests.contents import CONTENT

Rows = scoped_session[Session]


def parts(session: Rows, kind: PartKind, locale: str = "en") -> list[tuple[int, int, str, bool]]:
    """Return variant, version, text and retirement of all parts of a kind, in order."""
    rows = session.scalars(
        select(LetterPart)
        .where(LetterPart.kind == kind, LetterPart.locale == locale)
        .order_by(LetterPart.variant, LetterPart.version)
    )
    return [(row.variant, row.version, row.text, row.retired) for row in rows]


def with_closings(*closings: Phrase) -> CampaignContent:
    """Return the content with other closings."""
    return replace(CONTENT, letter=replace(CONTENT.letter, closings=closings))


def test_what_is_loaded_is_what_the_folder_held(session: Rows, now: datetime) -> None:
    load_content(CONTENT, now=now)
    session.expire_all()

    kit = letter_kit(CONTENT.slug)

    assert kit.texts == CONTENT.letter
    assert tuple(kit.recommendations.values()) == CONTENT.recommendations


def test_a_second_load_changes_nothing(session: Rows, now: datetime) -> None:
    first = load_content(CONTENT, now=now)
    ids = letter_kit(CONTENT.slug).recommendation_ids

    second = load_content(CONTENT, now=now + timedelta(days=1))

    assert not first.unchanged
    assert second.unchanged
    assert letter_kit(CONTENT.slug).recommendation_ids == ids
    assert session.scalars(select(Campaign.loaded_at)).all() == [now]


def test_another_text_is_a_new_version(session: Rows, now: datetime) -> None:
    first, second = CONTENT.letter.closings
    load_content(CONTENT, now=now)

    report = load_content(with_closings(first, replace(second, en="Goodbye.")), now=now)

    assert (report.parts, report.retired) == (1, 0)
    assert parts(session, PartKind.CLOSING) == [
        (0, 1, first.en, False),
        (1, 1, second.en, False),
        (1, 2, "Goodbye.", False),
    ]
    assert letter_kit(CONTENT.slug).texts.closings[1].en == "Goodbye."


def test_a_variant_that_is_gone_is_retired_by_a_new_version(session: Rows, now: datetime) -> None:
    first, second = CONTENT.letter.closings
    load_content(CONTENT, now=now)

    report = load_content(with_closings(first), now=now)

    assert (report.parts, report.retired) == (0, 2)
    assert parts(session, PartKind.CLOSING) == [
        (0, 1, first.en, False),
        (1, 1, second.en, False),
        (1, 2, "", True),
    ]
    assert letter_kit(CONTENT.slug).texts.closings == (first,)


def test_a_variant_that_returns_is_in_force_again(session: Rows, now: datetime) -> None:
    first, second = CONTENT.letter.closings
    load_content(CONTENT, now=now)
    load_content(with_closings(first), now=now)

    load_content(CONTENT, now=now)

    assert parts(session, PartKind.CLOSING)[-1] == (1, 3, second.en, False)
    assert letter_kit(CONTENT.slug).texts.closings == (first, second)


def test_a_changed_date_or_title_is_taken_over(session: Rows, now: datetime) -> None:
    load_content(CONTENT, now=now)
    later = replace(CONTENT, not_after=date(2027, 6, 30), title=Phrase(en="New", es="Nuevo"))

    report = load_content(later, now=now)
    session.expire_all()

    page = campaign_page(CONTENT.slug, "es")
    assert (page.not_after, page.title) == (date(2027, 6, 30), "Nuevo")
    assert (report.rows, report.parts) == (3, 0)


def test_recommendations_may_change_places_and_keep_their_ids(session: Rows, now: datetime) -> None:
    load_content(CONTENT, now=now)
    ids = letter_kit(CONTENT.slug).recommendation_ids
    turned = tuple(
        replace(item, position=position)
        for position, item in enumerate(reversed(CONTENT.recommendations), 1)
    )

    load_content(replace(CONTENT, recommendations=turned), now=now)
    session.expire_all()

    page = campaign_page(CONTENT.slug, "en")
    assert [item.slug for item in page.recommendations] == [item.slug for item in turned]
    assert {item.slug: item.id for item in page.recommendations} == ids


def test_a_recommendation_that_was_loaded_may_not_disappear(session: Rows, now: datetime) -> None:
    load_content(CONTENT, now=now)
    fewer = replace(CONTENT, recommendations=CONTENT.recommendations[:-1])

    with pytest.raises(Refused) as refusal:
        load_content(fewer, now=now)

    gone = CONTENT.recommendations[-1].slug
    assert refusal.value.key == "recommendation_gone"
    assert refusal.value.values == {"campaign": CONTENT.slug, "recommendation": gone}
    session.rollback()
    assert len(session.scalars(select(Recommendation)).all()) == len(CONTENT.recommendations)


def test_a_recommendation_may_be_added(session: Rows, now: datetime) -> None:
    load_content(replace(CONTENT, recommendations=CONTENT.recommendations[:-1]), now=now)

    load_content(CONTENT, now=now)
    session.expire_all()

    assert tuple(letter_kit(CONTENT.slug).recommendations.values()) == CONTENT.recommendations


def test_two_campaigns_live_side_by_side(session: Rows, now: datetime) -> None:
    other = replace(
        with_closings(Phrase(en="Only here.", es="Solo aquí.")), slug="another-call", position=2
    )
    load_content(other, now=now)

    load_content(CONTENT, now=now)
    session.expire_all()

    assert campaign_slugs() == (CONTENT.slug, "another-call")
    assert letter_kit(CONTENT.slug).texts.closings == CONTENT.letter.closings
    assert letter_kit("another-call").texts.closings == other.letter.closings
