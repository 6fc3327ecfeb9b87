"""The list of addresses that get no mail: looked up by a POST, changed with who asked."""

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.domain.staff import AuditVerb, StaffRole
from campaign.models.staff import AuditEntry
from tests.insiders import Insider, sign_in
from tests.people import NOBODY

PAGE = "/console/suppressions"
ASKED = {"email": NOBODY.email, "asker": "self", "way": "post"}


@pytest.fixture
def sam(app: Flask) -> Insider:
    return sign_in(app, StaffRole.STAFF)


def look_up(sam: Insider, email: str = NOBODY.email) -> str:
    """Return what the page says of an address."""
    return sam.post(PAGE, {"email": email}, of=PAGE).text


def test_an_address_is_put_on_the_list_and_taken_off_again(app: Flask, sam: Insider) -> None:
    assert "mail goes there" in look_up(sam)

    done = sam.post(f"{PAGE}/change", {**ASKED, "wanted": "stop"}, of=PAGE)
    assert (done.status_code, done.location) == (303, PAGE)
    assert "Somebody asked for it, or staff decided it." in look_up(sam)
    sam.post(f"{PAGE}/change", {**ASKED, "wanted": "go"}, of=PAGE)

    assert "mail goes there" in look_up(sam)
    with app.app_context():
        written = list(
            db.session.execute(
                select(AuditEntry.verb, AuditEntry.subject)
                .where(AuditEntry.verb != AuditVerb.STAFF_ADDED)
                .order_by(AuditEntry.id)
            )
        )
    assert [verb for verb, _ in written] == [
        AuditVerb.ADDRESS_LOOKED_UP,
        AuditVerb.ADDRESS_SUPPRESSED,
        AuditVerb.ADDRESS_LOOKED_UP,
        AuditVerb.SUPPRESSION_LIFTED,
        AuditVerb.ADDRESS_LOOKED_UP,
    ]
    assert len({subject for _, subject in written}) == 1
    assert NOBODY.email not in str(written)


def test_what_is_changed_already_is_said_so(sam: Insider) -> None:
    done = sam.post(f"{PAGE}/change", {**ASKED, "wanted": "go"}, of=PAGE)

    assert "not on the list by now" in sam.get(done.location).text


@pytest.mark.parametrize("email", ["", "nonsense"])
def test_what_is_no_address_is_told_beside_its_field(sam: Insider, email: str) -> None:
    answer = sam.post(PAGE, {"email": email}, of=PAGE)

    assert answer.status_code == 422
    assert 'href="#email"' in answer.text


def test_who_asked_must_be_said(sam: Insider) -> None:
    answer = sam.post(f"{PAGE}/change", {"email": NOBODY.email, "wanted": "stop"}, of=PAGE)

    assert answer.status_code == 422
    assert "Say who asked for it." in answer.text
    assert NOBODY.email in answer.text
