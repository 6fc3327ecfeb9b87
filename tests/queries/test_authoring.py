"""A campaign is looked at whole: as it is published, as it is edited, and as it was."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.content import EditionSource
from campaign.domain.errors import NotFound
from campaign.domain.places import Chamber
from campaign.queries.authoring import (
    as_text,
    edition_content,
    editions,
    from_text,
    published_content,
    workpiece,
    workpieces,
)
from campaign.services.edit_campaign import begin_campaign
from campaign.services.load_content import load_content
from campaign.services.make_letters import make_letters
from tests import fakes
from tests.contents import CONTENT, WHOLE
from tests.letters import phrase

CLOSINGS = {"education": (phrase("You sit there, {role}."),), "budget": (phrase("And there."),)}
FULL = replace(
    WHOLE,
    statewide=("governor",),
    chambers=(Chamber.LOWER,),
    letter=replace(WHOLE.letter, committee_closings=CLOSINGS),
)

pytestmark = pytest.mark.usefixtures("session")


def test_what_is_published_is_what_was_loaded(
    session: scoped_session[Session], now: datetime
) -> None:
    load_content(FULL, now=now)
    session.expire_all()

    assert published_content(FULL.slug) == FULL


def test_a_content_is_the_same_after_it_was_text() -> None:
    assert from_text(as_text(FULL)) == FULL


def test_each_load_that_changes_something_is_a_version(now: datetime) -> None:
    other = replace(FULL, goal=30)
    for content in (FULL, FULL, other):
        load_content(content, now=now)
        now += timedelta(days=1)

    assert [(each.version, each.source, each.email) for each in editions(FULL.slug)] == [
        (2, EditionSource.FOLDER, ""),
        (1, EditionSource.FOLDER, ""),
    ]
    assert edition_content(FULL.slug, 1) == FULL
    assert edition_content(FULL.slug, 2) == other


def test_campaigns_stand_in_the_order_of_the_site_with_those_in_the_making(
    now: datetime,
) -> None:
    begin_campaign(replace(WHOLE, slug="new", position=3), staff_member_id=None, now=now)
    load_content(WHOLE, now=now)
    load_content(CONTENT, now=now)

    pieces = workpieces()

    assert [piece.slug for piece in pieces] == [CONTENT.slug, WHOLE.slug, "new"]
    assert [piece.version for piece in pieces] == [1, 1, 0]


def test_a_rehearsal_is_no_campaign_to_write(now: datetime, edges: object) -> None:
    make_letters(1, site=edges.site, bell=fakes.RecordingBell(), now=now)

    assert workpieces() == []
    with pytest.raises(NotFound):
        workpiece("rehearsal")


def test_what_is_not_there_is_not_found(now: datetime) -> None:
    load_content(FULL, now=now)

    with pytest.raises(NotFound):
        workpiece("nowhere")
    with pytest.raises(NotFound):
        edition_content(FULL.slug, 7)
