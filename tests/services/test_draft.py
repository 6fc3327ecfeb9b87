"""What one browser typed is kept encrypted, for a day, behind a cookie of which we know a hash."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from campaign import wiring
from campaign.domain.drafts import Draft, Edit, Sender
from campaign.domain.errors import NotFound
from campaign.domain.people import AgeBand
from campaign.models import drafts
from campaign.services.draft import discard, keep, resume
from tests import make

DRAFT = Draft(
    campaign="three-asks",
    seed="seed",
    picks=("buses", "housing"),
    age_band=AgeBand.ADULT,
    stories={"buses": make.STORY},
    edits={"office": Edit(subject="Mine")},
    sender=Sender(given_name="Ana", email="ana@example.org"),
)


def put(token: str, draft: Draft, now: datetime) -> None:
    edges = wiring.edges()
    keep(token, draft, signer=edges.signer, sealer=edges.sealer, now=now)


def get(token: str, now: datetime) -> Draft:
    edges = wiring.edges()
    return resume(token, signer=edges.signer, sealer=edges.sealer, now=now)


def test_a_draft_comes_back_as_it_was(session: scoped_session[Session], now: datetime) -> None:
    put("cookie", DRAFT, now)
    session.remove()

    assert get("cookie", now) == DRAFT


@pytest.mark.usefixtures("session")
def test_a_later_draft_takes_its_place_and_its_day_begins_anew(now: datetime) -> None:
    put("cookie", DRAFT, now)
    later = now + timedelta(hours=20)
    put("cookie", Draft(campaign="three-asks", seed="other"), later)

    assert get("cookie", later + timedelta(hours=23)).seed == "other"
    assert make.number_of(drafts.Draft) == 1
    with pytest.raises(NotFound):
        get("cookie", later + timedelta(hours=24))


@pytest.mark.usefixtures("session")
def test_neither_the_cookie_nor_a_word_can_be_read_from_the_table(now: datetime) -> None:
    put("a cookie of some length", DRAFT, now)

    assert make.places_of(["a cookie of some length", "daughter", "ana@", "buses"]) == {}


@pytest.mark.usefixtures("session")
def test_a_discarded_draft_leaves_no_row(now: datetime) -> None:
    put("cookie", DRAFT, now)

    discard("cookie", signer=wiring.edges().signer)

    assert make.number_of(drafts.Draft) == 0
    with pytest.raises(NotFound):
        get("cookie", now)


def test_a_draft_of_another_shape_is_no_draft(
    session: scoped_session[Session], now: datetime
) -> None:
    edges = wiring.edges()
    row = drafts.Draft(
        cookie_hash=edges.signer.digest("draft-cookie", "cookie"),
        payload=edges.sealer.seal(b"not json"),
        expires_at=now + timedelta(hours=1),
    )
    session.add(row)
    session.commit()

    with pytest.raises(NotFound):
        get("cookie", now)


def test_two_tabs_of_one_browser_save_at_the_same_moment(
    app: Flask, session: scoped_session[Session], now: datetime
) -> None:
    session.rollback()

    def save(number: int) -> None:
        with app.app_context():
            put("cookie", Draft(campaign="three-asks", seed=str(number)), now)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save, range(16)))

    assert make.number_of(drafts.Draft) == 1
