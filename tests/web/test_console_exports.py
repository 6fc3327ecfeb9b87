"""The console's pages of exports: asked for with a reason, approved by another, fetched once."""

import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from campaign import wiring
from campaign.db import db
from campaign.domain.exports import ALONE_AT_MOST, LINK_VALID, ExportState
from campaign.domain.people import AgeBand
from campaign.domain.staff import StaffRole
from campaign.models.campaigns import Campaign
from campaign.models.exports import Export, ExportPreset
from campaign.models.staff import AuditEntry
from campaign.web.console.access import ASKS_FOR_FACTOR, ROLES
from tests.insiders import Insider, prove_again, set_up_app, sign_in
from tests.signers import Signers
from tests.writers import found_campaign, write
from worker.tasks.clock import make_exports

NEW = "/console/exports/new/supporters"
GOOD = {
    "purpose": "coalition",
    "reason": "To invite them to the fair",
    "columns": ["given_name", "email"],
    "file_format": "csv",
}


def proven(app: Flask, role: StaffRole) -> Insider:
    """Let somebody come in who proved a second factor just now."""
    insider = sign_in(app, role)
    set_up_app(insider)
    return insider


@pytest.fixture
def furnished(app: Flask, now: datetime) -> Flask:
    with app.app_context():
        campaign = found_campaign(now)
        write(
            campaign,
            now=now,
            given_name="Ximena",
            family_name="Ñúñez",
            email="ximena@example.org",
            consent_coalition=True,
        )
        write(campaign, now=now, given_name="Ben", email="ben@example.org", zip="90002")
        write(campaign, now=now, given_name="Teo", age_band=AgeBand.TEEN, street="")
    return app


@pytest.fixture
def sam(furnished: Flask) -> Insider:
    return proven(furnished, StaffRole.STAFF)


@pytest.fixture
def ada(furnished: Flask) -> Insider:
    return proven(furnished, StaffRole.ADMIN)


@pytest.fixture
def crowd(furnished: Flask, now: datetime) -> int:
    """More people than one person may take alone."""
    with furnished.app_context():
        campaign = db.session.scalars(select(Campaign)).one()
        Signers(db.session, campaign, now).many(ALONE_AT_MOST)
        db.session.commit()
    return ALONE_AT_MOST + 1


def ask(browser: Insider, *, of: str = NEW, **changes: object) -> TestResponse:
    """Send the form for a file."""
    return browser.post(of, {**GOOD, **changes}, of=NEW)


def work(app: Flask) -> None:
    """Let the worker tidy up and make the next file."""
    with app.app_context():
        make_exports()
        db.session.remove()


def rows_of(app: Flask, table: type) -> int:
    """Return how many rows a table has."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_small_list_comes_at_once_and_leaves_a_trace(app: Flask, sam: Insider) -> None:
    answer = ask(sam)

    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert answer.headers["Cache-Control"] == "no-store"
    assert re.fullmatch(
        r'attachment; filename="supporters-coalition-\d{4}-\d\d-\d\d\.csv"',
        answer.headers["Content-Disposition"],
    )
    assert answer.data.startswith(b"\xef\xbb\xbfgiven_name,email\r\nXimena,")
    assert "ben@example.org" not in answer.text
    page = sam.get("/console/exports").text
    assert "To invite them to the fair" in page
    assert "sam@coalition.example" in page
    with app.app_context():
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.verb == "export.taken")
        ).one()
        assert json.loads(entry.facts)["rows"] == 1


@pytest.mark.parametrize(
    ("kind", "first"),
    [("letters", b"campaign,state,channel,"), ("counts", b"campaign,day,kind,")],
)
def test_letters_and_counts_are_files_too(sam: Insider, kind: str, first: bytes) -> None:
    page = sam.get(f"/console/exports/new/{kind}").text
    columns = re.findall(r'name="columns" id="[^"]+" value="(\w+)" checked', page)

    answer = ask(sam, of=f"/console/exports/new/{kind}", columns=columns, purpose="")

    assert answer.status_code == 200
    assert answer.data.removeprefix(b"\xef\xbb\xbf").startswith(first)


@pytest.mark.parametrize("file_format", ["xlsx", "osdi"])
def test_other_formats_have_their_own_names(sam: Insider, file_format: str) -> None:
    answer = ask(sam, file_format=file_format)

    ending = {"xlsx": '.xlsx"', "osdi": '.json"'}[file_format]
    assert answer.headers["Content-Disposition"].endswith(ending)
    assert answer.mimetype != "text/csv"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "partner:nobody"}, "main"),
        ({"columns": []}, "columns"),
        ({"columns": ["password"]}, "columns"),
        ({"street": "y"}, "street_reason"),
        ({"first": "yesterday"}, "first"),
        ({"first": "2026-10-02", "last": "2026-10-01"}, "first"),
        ({"file_format": "pdf"}, "file_format"),
        ({"district": "ocd-division/country:us/state:zz"}, "main"),
        ({"reason": "x" * 400}, "reason"),
    ],
)
def test_bad_input_comes_back_with_all_that_was_typed(
    app: Flask, sam: Insider, changes: dict[str, object], field: str
) -> None:
    answer = ask(sam, **{"street_reason": "", "last": "2026-10-09", **changes})

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text
    if "reason" not in changes:
        assert 'value="To invite them to the fair"' in answer.text
    assert rows_of(app, Export) == 0


def test_nonsense_in_the_address_is_left_out_and_said(sam: Insider) -> None:
    query = {"purpose": "coalition", "district": "9", "first": "soon", "preset": "x", "a": "b"}
    page = sam.get(f"{NEW}?{urlencode(query)}")

    assert page.status_code == 200
    assert "district, first, preset" in page.text
    assert '<option value="coalition" selected>' in page.text


def test_the_old_address_of_the_list_leads_to_the_form(sam: Insider) -> None:
    answer = sam.get("/console/supporters.csv?purpose=coalition")

    assert answer.status_code == 303
    assert answer.location == f"{NEW}?purpose=coalition"
    assert NEW in sam.get("/console/supporters").text


def test_columns_are_kept_under_a_name(app: Flask, sam: Insider, ada: Insider) -> None:
    ask(sam, preset_name="Fair", preset_shared="y")

    page = ada.get("/console/exports").text
    link = re.search(r'href="([^"]+preset=(\w+))">Fair</a>', page)
    assert link is not None
    form = ada.get(link[1].replace("&amp;", "&")).text
    ticked = re.findall(r'name="columns" id="[^"]+" value="(\w+)" checked', form)
    assert ticked == ["given_name", "email"]
    assert ada.post(f"/console/exports/presets/{link[2]}/forget").status_code == 404
    assert sam.post(f"/console/exports/presets/{link[2]}/forget").status_code == 303
    assert rows_of(app, ExportPreset) == 0


def test_a_long_list_goes_from_hand_to_hand(
    app: Flask, sam: Insider, ada: Insider, crowd: int
) -> None:
    answer = ask(sam)
    assert answer.status_code == 303
    page = answer.location
    assert "Ask a colleague" in sam.get(page).text
    assert "Approve</button>" not in sam.get(page).text
    assert "must approve what you asked for" in _after(sam, f"{page}/approve")

    shown = ada.get(page).text
    assert "To invite them to the fair" in shown
    assert f"{crowd:,}" in shown
    assert "example.org" not in shown.partition("<main")[2].partition("<footer")[0]
    assert ada.post(f"{page}/approve").status_code == 303
    waiting = sam.get(page)
    assert waiting.headers["Refresh"]
    assert "0 of about" in waiting.text

    work(app)
    ready = sam.get(page)
    assert "Refresh" not in ready.headers
    assert "Fetch the file" in ready.text
    assert "Fetch the file" not in ada.get(page).text
    assert ada.post(f"{page}/file").status_code == 404
    file = sam.post(f"{page}/file")
    assert file.data.count(b"\r\n") == crowd + 1
    assert "attachment" in file.headers["Content-Disposition"]
    assert sam.post(f"{page}/file").status_code == 410
    with app.app_context():
        assert wiring.edges().export_shelf.names() == set()


def _after(browser: Insider, path: str) -> str:
    """Return the page that a button leads to."""
    return browser.get(browser.post(path).location).text


@pytest.mark.usefixtures("crowd")
def test_a_file_for_a_second_person_stands_among_what_waits(sam: Insider, ada: Insider) -> None:
    waits = "/console/needs-a-person?what=exports"
    page = ask(sam).location

    assert f'href="{page}"' in ada.get(waits).text
    assert GOOD["reason"] in ada.get(waits).text
    ada.post(f"{page}/refuse", {"answer": "Not for a fair"})
    assert f'href="{page}"' not in ada.get(waits).text.partition("The last decisions")[0]


@pytest.mark.usefixtures("crowd")
def test_a_refusal_needs_a_reason_and_says_it(app: Flask, sam: Insider, ada: Insider) -> None:
    page = ask(sam).location

    answer = ada.post(f"{page}/refuse", {"answer": ""})
    assert answer.status_code == 422
    assert 'href="#answer"' in answer.text
    assert ada.post(f"{page}/refuse", {"answer": "Not for a fair"}).status_code == 303

    assert "Not for a fair" in sam.get(page).text
    work(app)
    assert sam.post(f"{page}/file").status_code == 410


@pytest.mark.usefixtures("crowd")
def test_a_link_that_lapsed_can_be_asked_for_again(app: Flask, sam: Insider, ada: Insider) -> None:
    page = ask(sam).location
    ada.post(f"{page}/approve")
    work(app)
    with time_machine.travel(datetime.now(UTC) + LINK_VALID, tick=False):
        prove_again(sam)
        prove_again(ada)
        assert sam.post(f"{page}/file").status_code == 410
        work(app)
        assert "Make it again" in sam.get(page).text
        assert ada.post(f"{page}/again").status_code == 404
        assert sam.post(f"{page}/again").status_code == 303
        work(app)
        assert sam.post(f"{page}/file").status_code == 200


def test_an_export_that_is_not_there_is_not_found(sam: Insider) -> None:
    assert sam.get("/console/exports/unknown").status_code == 404
    assert sam.get("/console/exports/new/passwords").status_code == 404
    for button in ("file", "again", "approve", "refuse"):
        assert sam.post(f"/console/exports/unknown/{button}", {"answer": "x"}).status_code == 404


def test_names_are_only_text_on_every_page(app: Flask, sam: Insider, ada: Insider) -> None:
    ask(sam, reason="<b>because</b>")
    with app.app_context():
        export_id = db.session.scalars(select(Export.id)).one()

    for page in ("/console/exports", f"/console/exports/{export_id}"):
        assert "<b>because" not in ada.get(page).text
        assert "&lt;b&gt;because" in ada.get(page).text


def test_a_forged_form_takes_nothing(app: Flask, sam: Insider) -> None:
    answer = sam.client.post(NEW, data=GOOD)

    assert answer.status_code == 422
    assert rows_of(app, Export) == 0


def test_whatever_hands_people_out_wants_a_fresh_second_factor() -> None:
    assert set(ROLES) >= ASKS_FOR_FACTOR
    assert {"console_exports.new", "console_exports.fetch"} <= ASKS_FOR_FACTOR


@pytest.mark.parametrize("state", list(ExportState))
def test_every_state_has_its_page(
    app: Flask, sam: Insider, now: datetime, state: ExportState
) -> None:
    ask(sam)
    with app.app_context():
        export = db.session.scalars(select(Export)).one()
        export.state, export.link_until = state, now + timedelta(minutes=15)
        db.session.commit()
        page = f"/console/exports/{export.id}"

    answer = sam.get(page)
    assert answer.status_code == 200
    assert ("Refresh" in answer.headers) is (state in {"queued", "making"})
