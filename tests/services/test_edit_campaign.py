"""What staff edit is a draft beside what is published, and nobody's edits are lost in silence."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.content import Phrase
from campaign.domain.content_changes import facts_fingerprint
from campaign.domain.content_making import moved_up, with_recommendation, without_recommendation
from campaign.domain.content_pages import LETTER_PAGE, page_fingerprint
from campaign.domain.errors import Conflict, NotFound, Refused
from campaign.domain.staff import AuditVerb
from campaign.models.staff import AuditEntry
from campaign.queries.authoring import published_content, workpiece
from campaign.services.edit_campaign import (
    arrange,
    begin_campaign,
    bring_content,
    discard_draft,
    save_facts,
    save_texts,
)
from campaign.services.load_content import load_content
from tests.contents import WHOLE

SLUG = WHOLE.slug
THANKS = Phrase("Thank you.", "Gracias.")

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def loaded(session: scoped_session[Session], now: datetime) -> None:
    """A campaign that keeps every rule is published."""
    load_content(WHOLE, now=now)
    session.expire_all()


def save(now: datetime, *, seen: str = "", closing: Phrase = THANKS) -> None:
    """Write another first closing."""
    save_texts(
        SLUG,
        LETTER_PAGE,
        {"closing-1": closing},
        seen=seen or page_fingerprint(workpiece(SLUG).content, LETTER_PAGE),
        staff_member_id=None,
        now=now,
    )


def set_goal(now: datetime, goal: int, *, seen: str = "") -> None:
    save_facts(
        SLUG,
        lambda content: replace(content, goal=goal),
        seen=seen or facts_fingerprint(workpiece(SLUG).content),
        staff_member_id=None,
        now=now,
    )


def verbs(session: scoped_session[Session]) -> list[AuditVerb]:
    return list(session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))


def test_an_edit_stands_in_the_draft_alone(session: scoped_session[Session], now: datetime) -> None:
    save(now)

    piece = workpiece(SLUG)
    assert piece.content.letter.closings[0] == THANKS
    assert published_content(SLUG) == WHOLE
    assert [change.name for change in piece.changes] == ["closing-1", "closing-1"]
    assert verbs(session) == [AuditVerb.CAMPAIGN_EDITED]


def test_a_save_without_a_change_leaves_no_draft_and_no_trace(
    session: scoped_session[Session], now: datetime
) -> None:
    save(now, closing=WHOLE.letter.closings[0])

    assert workpiece(SLUG).draft is None
    assert verbs(session) == []


def test_a_draft_that_says_what_is_published_is_none(now: datetime) -> None:
    save(now)
    save(now, closing=WHOLE.letter.closings[0])

    assert workpiece(SLUG).draft is None


def test_who_saves_second_is_told_and_nothing_is_lost(now: datetime) -> None:
    seen = page_fingerprint(WHOLE, LETTER_PAGE)
    save(now, seen=seen)

    with pytest.raises(Conflict):
        save(now, seen=seen, closing=Phrase("Bye.", "Adiós."))

    assert workpiece(SLUG).content.letter.closings[0] == THANKS


def test_two_people_on_two_pages_do_not_meet(now: datetime) -> None:
    seen = facts_fingerprint(WHOLE)
    save(now)
    set_goal(now, 40, seen=seen)

    content = workpiece(SLUG).content
    assert (content.goal, content.letter.closings[0]) == (40, THANKS)


def test_facts_conflict_as_texts_do(now: datetime) -> None:
    seen = facts_fingerprint(WHOLE)
    set_goal(now, 40, seen=seen)

    with pytest.raises(Conflict):
        set_goal(now, 50, seen=seen)


def test_recommendations_are_added_moved_and_taken_away(now: datetime) -> None:
    def change(changed: object) -> list[str]:
        arrange(SLUG, changed, staff_member_id=None, now=now)
        return [item.slug for item in workpiece(SLUG).content.recommendations]

    assert change(lambda content: with_recommendation(content, "parks"))[-1] == "parks"
    assert change(lambda content: moved_up(content, "parks"))[2] == "parks"
    assert "parks" not in change(lambda content: without_recommendation(content, "parks"))


def test_a_published_recommendation_stays(now: datetime) -> None:
    with pytest.raises(Refused, match="recommendation_gone"):
        arrange(
            SLUG,
            lambda content: without_recommendation(content, "housing"),
            staff_member_id=None,
            now=now,
        )


def test_a_campaign_begins_once(now: datetime) -> None:
    fresh = replace(WHOLE, slug="fresh")
    begin_campaign(fresh, staff_member_id=None, now=now)

    for content in (fresh, WHOLE):
        with pytest.raises(Refused, match="campaign_slug_taken"):
            begin_campaign(content, staff_member_id=None, now=now)


def test_a_folder_becomes_a_draft_unless_another_stands(now: datetime) -> None:
    def bring(goal: int) -> None:
        content = replace(WHOLE, goal=goal)
        states = {WHOLE.jurisdiction}
        bring_content(content, states=states, staff_member_id=None, now=now)

    bring(30)
    bring(30)

    assert workpiece(SLUG).content.goal == 30
    assert published_content(SLUG).goal == WHOLE.goal
    with pytest.raises(Refused, match="campaign_draft_stands"):
        bring(31)


def test_a_folder_for_a_state_that_we_do_not_have_is_refused(now: datetime) -> None:
    with pytest.raises(Refused, match="jurisdiction_unknown"):
        bring_content(WHOLE, states=(), staff_member_id=None, now=now)


def test_a_draft_is_thrown_away(session: scoped_session[Session], now: datetime) -> None:
    save(now)
    discard_draft(SLUG, staff_member_id=None, now=now)

    assert workpiece(SLUG).draft is None
    assert verbs(session)[-1] is AuditVerb.CAMPAIGN_DISCARDED
    with pytest.raises(NotFound):
        discard_draft(SLUG, staff_member_id=None, now=now)
