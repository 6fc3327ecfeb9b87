"""Staff look at what a draft becomes, send it to themselves, and publish it."""

from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.domain.notices import NoticeKind
from campaign.domain.staff import AuditVerb, StaffRole
from campaign.models.deliveries import Delivery
from campaign.models.staff import AuditEntry
from campaign.services.load_content import load_content
from tests.authors import (
    GRACIAS,
    HOME,
    LETTER,
    THANKS,
    author,
    fingerprint_of,
    form_of,
    published,
    save,
)
from tests.contents import WHOLE
from tests.insiders import EMAILS, Insider
from tests.letters import phrase
from tests.pages import Page
from tests.rosters import JURISDICTION

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def sam(app: Flask, now: datetime) -> Insider:
    return author(app, now)


def test_a_draft_changes_nothing_until_it_is_published(app: Flask, sam: Insider) -> None:
    before = published(app)

    assert save(sam, LETTER, {"closing-1-en": THANKS, "closing-1-es": GRACIAS}) == 303
    assert published(app) == before
    assert THANKS in sam.get(LETTER).text

    changes = sam.get(f"{HOME}/changes").text
    assert "2 texts or facts change." in changes
    answer = sam.post(
        f"{HOME}/changes",
        {**form_of(sam, f"{HOME}/changes"), "note": "The first closing asks for an answer."},
    )

    assert answer.status_code == 303
    assert published(app).letter.closings[0].en == THANKS
    assert published(app).letter.closings[0].es == GRACIAS
    home = sam.get(HOME).text
    assert "The first closing asks for an answer." in home
    assert EMAILS[StaffRole.STAFF] in home
    assert verbs(app)[-2:] == [AuditVerb.CAMPAIGN_EDITED, AuditVerb.CAMPAIGN_PUBLISHED]


def test_letters_are_shown_as_both_sides_see_them(sam: Insider) -> None:
    page = Page(sam.get(f"{HOME}/preview?pick=housing&pick=buses&language=es"))

    assert "Title of housing (es)" in page.text
    assert "Question 1 on housing" in page.text
    assert "Estimable Asambleísta Example:" in page.text
    assert "Dear Assembly Member Example," in page.text
    assert "housing in full" in page.text
    assert "buses in short" in page.text


@pytest.mark.parametrize(
    "nonsense",
    ["pick=nowhere", "language=fr", "committee=war", "turn=many", "turn=-1", "pick=buses&pick=x"],
)
def test_nonsense_in_the_address_is_left_out_with_a_note(sam: Insider, nonsense: str) -> None:
    answer = sam.get(f"{HOME}/preview?{nonsense}")

    assert answer.status_code == 200
    assert "A part of the address made no sense and was left out." in answer.text


def test_the_letters_come_to_oneself_alone(app: Flask, sam: Insider) -> None:
    answer = sam.post(
        f"{HOME}/preview", {"pick": "buses", "language": "en", "email": "x@example.org"}
    )

    assert answer.status_code == 303
    assert "to sam@coalition.example, and to nobody else" in sam.get(answer.location).text
    with app.app_context():
        mails = db.session.scalars(
            select(Delivery).where(Delivery.notice_kind == NoticeKind.TEST_LETTER)
        ).all()
    assert [mail.recipient for mail in mails] == [EMAILS[StaffRole.STAFF]]
    assert "buses in full" in mails[0].text


def test_a_draft_behind_what_was_published_says_so(app: Flask, sam: Insider, now: datetime) -> None:
    save(sam, LETTER, {"closing-1-en": THANKS, "closing-1-es": GRACIAS})
    seen = fingerprint_of(app)
    content = replace(WHOLE, jurisdiction=JURISDICTION.slug, tagline=phrase("Another line"))
    with app.app_context():
        load_content(content, now=now)

    answer = sam.post(f"{HOME}/changes", {"seen": seen, "note": "Thanks."})

    assert answer.status_code == 409
    assert "Something has changed since you looked." in answer.text
    assert "Something else was published since this draft was begun." in answer.text


def test_a_version_needs_a_sentence_and_shows_what_it_changed(app: Flask, sam: Insider) -> None:
    save(sam, LETTER, {"closing-1-en": THANKS, "closing-1-es": GRACIAS})
    changes = f"{HOME}/changes"

    assert sam.post(changes, {"seen": fingerprint_of(app), "note": " "}).status_code == 422
    sam.post(changes, {"seen": fingerprint_of(app), "note": "Thanks."})

    version = sam.get(f"{HOME}/versions/2").text
    assert "Thanks." in version
    assert "to its very end." in version
    assert sam.get(f"{HOME}/versions/1").status_code == 200
    assert sam.get(f"{HOME}/versions/3").status_code == 404


def verbs(app: Flask) -> list[AuditVerb]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))
