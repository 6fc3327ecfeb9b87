"""Publishing makes a version: the site and new letters change, and nothing that was written."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.content import CampaignContent, EditionSource, Phrase
from campaign.domain.errors import Conflict, NotFound, Refused
from campaign.domain.staff import AuditVerb
from campaign.models.campaigns import LetterPart, PartKind
from campaign.models.staff import AuditEntry
from campaign.queries.authoring import editions, published_content, workpiece
from campaign.queries.campaigns import letter_kit
from campaign.services.edit_campaign import begin_campaign, bring_content
from campaign.services.load_content import load_content
from campaign.services.load_content.publish import publish_campaign
from tests.contents import WHOLE, long_phrase

SLUG = WHOLE.slug
ANEW = long_phrase("A new way to say thank you", 90)
Edit = Callable[..., CampaignContent]

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def loaded(session: scoped_session[Session], now: datetime) -> None:
    """A campaign that keeps every rule is published."""
    load_content(WHOLE, now=now)
    session.expire_all()


@pytest.fixture
def edit(now: datetime) -> Edit:
    """Write a draft with other facts or other closings."""

    def change(*, closing: Phrase = ANEW, **facts: object) -> CampaignContent:
        closings = (closing, *WHOLE.letter.closings[1:])
        content = replace(WHOLE, letter=replace(WHOLE.letter, closings=closings), **facts)
        bring_content(content, states={WHOLE.jurisdiction}, staff_member_id=None, now=now)
        return content

    return change


def publish(now: datetime, *, seen: str = "") -> int:
    return publish_campaign(
        SLUG,
        seen=seen or workpiece(SLUG).fingerprint,
        note="Thanks are said anew.",
        staff_member_id=None,
        now=now,
    )


def test_a_draft_becomes_the_next_version(
    session: scoped_session[Session], edit: Edit, now: datetime
) -> None:
    content = edit(goal=40)

    assert publish(now) == 2

    session.expire_all()
    newest = editions(SLUG)[0]
    assert published_content(SLUG) == content
    assert workpiece(SLUG).draft is None
    assert (newest.version, newest.source) == (2, EditionSource.CONSOLE)
    assert newest.note == "Thanks are said anew."
    (entry,) = session.scalars(
        select(AuditEntry).where(AuditEntry.verb == AuditVerb.CAMPAIGN_PUBLISHED)
    )
    assert (entry.subject, entry.facts) == (SLUG, '{"texts":3,"version":2}')


def test_a_part_of_a_letter_is_never_edited(
    session: scoped_session[Session], edit: Edit, now: datetime
) -> None:
    edit()
    publish(now)

    rows = session.scalars(
        select(LetterPart.text)
        .where(LetterPart.kind == PartKind.CLOSING, LetterPart.locale == "en")
        .where(LetterPart.variant == 0)
        .order_by(LetterPart.version)
    )
    assert list(rows) == [WHOLE.letter.closings[0].en, ANEW.en]


def test_every_wording_stays_known(edit: Edit, now: datetime) -> None:
    edit()
    publish(now)

    known = letter_kit(SLUG).known
    assert {ANEW, *WHOLE.letter.closings} == set(known.closings)
    assert known.paragraphs["housing"] == (
        *(paragraph.full for paragraph in WHOLE.recommendations[0].paragraphs),
        *(paragraph.short for paragraph in WHOLE.recommendations[0].paragraphs),
    )


def test_a_campaign_is_published_for_the_first_time(now: datetime) -> None:
    fresh = replace(WHOLE, slug="fresh", position=9)
    begin_campaign(fresh, staff_member_id=None, now=now)
    seen = workpiece("fresh").fingerprint

    version = publish_campaign("fresh", seen=seen, note="It begins.", staff_member_id=None, now=now)

    assert version == 1
    assert published_content("fresh") == fresh


def test_what_is_not_whole_is_not_published(
    session: scoped_session[Session], edit: Edit, now: datetime
) -> None:
    edit(closing=Phrase("Thank you.", ""))

    with pytest.raises(Refused, match="content_faulty"):
        publish(now)

    session.rollback()
    assert published_content(SLUG) == WHOLE


def test_what_has_changed_since_it_was_seen_is_not_published(
    session: scoped_session[Session], edit: Edit, now: datetime
) -> None:
    edit()
    seen = workpiece(SLUG).fingerprint
    load_content(replace(WHOLE, goal=50), now=now)

    with pytest.raises(Conflict):
        publish(now, seen=seen)

    session.rollback()
    assert workpiece(SLUG).is_behind
    assert published_content(SLUG).goal == 50


def test_nothing_is_published_without_a_draft(now: datetime) -> None:
    with pytest.raises(NotFound):
        publish(now, seen="anything")


def test_a_recommendation_that_was_published_may_not_disappear(
    session: scoped_session[Session], edit: Edit, now: datetime
) -> None:
    edit(recommendations=WHOLE.recommendations[:-1])

    with pytest.raises(Refused, match="recommendation_gone"):
        publish(now)

    session.rollback()
    assert published_content(SLUG) == WHOLE


def test_a_folder_does_not_undo_what_was_published_in_the_console(
    session: scoped_session[Session], edit: Edit, now: datetime
) -> None:
    content = edit()
    publish(now)

    with pytest.raises(Refused, match="edited_in_console"):
        load_content(WHOLE, now=now)
    assert load_content(content, now=now).unchanged
    load_content(WHOLE, now=now, over_edits=True)

    session.expire_all()
    assert published_content(SLUG) == WHOLE
    assert [each.source for each in editions(SLUG)] == [
        EditionSource.FOLDER,
        EditionSource.CONSOLE,
        EditionSource.FOLDER,
    ]
