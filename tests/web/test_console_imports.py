"""The console's pages of lists: from a file or a sheet to people, and back."""

import io
import re
from collections.abc import Mapping
from datetime import datetime

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from campaign.domain.imports import LARGEST_FILE
from campaign.domain.staff import StaffRole
from tests.insiders import Insider, sign_in
from tests.lists import csv_of, xlsx_of
from tests.writers import found_campaign

PAGE = "/console/imports"
AGREED = {
    "campaign": "three-asks",
    "purpose": "coalition",
    "wording": "sheet-2026-09",
    "agreed_on": "2026-10-01",
    "day_order": "month",
    "locale": "es",
    "source": "oak-fair",
    "holder": "Olga Ortiz",
    "everyone_is_adult": "y",
}
GUESSED = re.compile(r'<select class="input" id="(column-\d+)".*?</select>', re.DOTALL)
SELECTED = re.compile(r'value="(\w+)" selected')

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def sam(app: Flask, now: datetime) -> Insider:
    with app.app_context():
        found_campaign(now)
    return sign_in(app, StaffRole.STAFF)


def bring(browser: Insider, content: bytes, name: str = "list.csv") -> TestResponse:
    """Send a file."""
    data = {"csrf_token": browser.token_of(PAGE), "file": (io.BytesIO(content), name)}
    return browser.client.post(PAGE, data=data, content_type="multipart/form-data")


def guesses(page: str) -> dict[str, str]:
    """Return what each column is said to hold on a page."""
    found = {}
    for choice in GUESSED.finditer(page):
        selected = SELECTED.search(choice.group())
        found[choice.group(1)] = selected.group(1) if selected else ""
    return found


def match(browser: Insider, address: str, changes: Mapping[str, str] | None = None) -> TestResponse:
    """Take the guesses, say what was agreed to, and try the list."""
    columns = guesses(browser.get(address).text)
    typed = {**columns, **AGREED, **(changes or {})}
    return browser.post(address, {k: v for k, v in typed.items() if v != "-"}, of=address)


def test_a_file_comes_in_step_by_step(sam: Insider) -> None:
    staged = bring(sam, csv_of("Rosa,Peña,rosa@example.org,Oakland,90001", "A,B,wrong,,"))
    tried = match(sam, staged.location)
    page = sam.get(tried.location).text

    assert (staged.status_code, tried.status_code) == (303, 303)
    assert "<b>1</b> new people" in page
    assert "The e-mail address cannot be right." in page
    done = sam.post(f"{tried.location}/run", of=tried.location)
    assert "was brought in" in sam.get(done.location).text
    assert "rosa@example.org" in search(sam, "rosa@example.org")
    undone = sam.post(f"{tried.location}/undo", of=tried.location)
    assert "1 person who had come by this list is gone again." in sam.get(undone.location).text


def search(browser: Insider, email: str) -> str:
    """Return who is found by an address, without the form."""
    page = browser.post("/console/supporters", {"email": email}, of="/console/supporters").text
    return page.partition('id="found"')[2]


def test_a_workbook_comes_in_too(sam: Insider) -> None:
    content = xlsx_of(("Nombre", "Apellidos", "Correo"), ("Rosa", "Peña", "rosa@example.org"))
    staged = bring(sam, content, "lista.xlsx")

    assert guesses(sam.get(staged.location).text) == {
        "column-0": "given_name",
        "column-1": "family_name",
        "column-2": "email",
    }
    assert "<b>1</b> new people" in sam.get(match(sam, staged.location).location).text


def test_a_refused_file_is_told_in_words_and_kept_nowhere(sam: Insider) -> None:
    answer = bring(sam, b"%PDF-1.7 not a list", "list.csv")

    assert answer.status_code == 422
    assert "save it as CSV (UTF-8)" in answer.text
    assert "No list has come yet." in sam.get(PAGE).text


def test_a_file_that_is_too_large_is_not_read(sam: Insider) -> None:
    answer = bring(sam, b"a" * (LARGEST_FILE + 128 * 1024))

    assert answer.status_code == 413
    assert "larger than 32 MB" in answer.text


def test_whoever_may_not_import_may_not_send_much(app: Flask, sam: Insider) -> None:
    organizer = sign_in(app, StaffRole.ORGANIZER)
    data = {"csrf_token": "x", "file": (io.BytesIO(b"a" * 300 * 1024), "list.csv")}
    answer = organizer.client.post(PAGE, data=data, content_type="multipart/form-data")

    assert answer.status_code == 413
    assert sam.get(PAGE).status_code == 200


def test_nothing_chosen_is_told(sam: Insider) -> None:
    data = {"csrf_token": sam.token_of(PAGE)}
    answer = sam.client.post(PAGE, data=data, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert "Choose a file." in answer.text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"wording": ""}, "Name the wording"),
        ({"holder": " "}, "Say who holds"),
        ({"source": "Not a code!"}, "small letters, digits and hyphens"),
        ({"agreed_on": "soon"}, "Enter a day, like 2026-03-14."),
        ({"agreed_on": "2027-01-01"}, "lies ahead"),
        ({"agreed_on": "2020-01-01"}, "longer ago than 24 months"),
        ({"agreed_on": ""}, "say which column holds it"),
        ({"everyone_is_adult": "-"}, "Nobody under 18"),
        ({"purpose": "partner:nobody"}, "Choose what the list is for."),
        ({"column-2": ""}, "which column holds the e-mail"),
        ({"column-1": "email"}, "Two columns"),
    ],
)
def test_what_is_missing_is_told_and_the_rest_kept(
    sam: Insider, changes: dict[str, str], told: str
) -> None:
    staged = bring(sam, csv_of("Rosa,Peña,rosa@example.org,,"))
    answer = match(sam, staged.location, changes)

    assert answer.status_code == 422
    assert told in answer.text
    assert f'value="{changes.get("source", "oak-fair").lower()}"' in answer.text


def test_a_list_waits_at_the_step_where_it_was_left(sam: Insider) -> None:
    staged = bring(sam, csv_of("Rosa,Peña,rosa@example.org,,"))

    assert f'href="{staged.location}"' in sam.get(PAGE).text
    tried = match(sam, staged.location)
    assert f'href="{tried.location}"' in sam.get(PAGE).text
    assert 'value="sheet-2026-09"' in sam.get(staged.location).text


def test_a_long_list_is_left_to_a_worker(sam: Insider) -> None:
    rows = (f"A,B,writer-{n}@example.org,," for n in range(5_001))
    staged = bring(sam, csv_of(*rows))
    tried = match(sam, staged.location)

    assert "a worker does it" in sam.get(tried.location).text


def test_a_sheet_is_typed_a_few_rows_at_a_time(sam: Insider) -> None:
    begun = sam.post(f"{PAGE}/sheet", of=PAGE)
    row = {"given_name-1": "Rosa", "email-1": "rosa@example.org", "zip-1": "90001"}
    more = {"given_name-3": "Luis", "email-3": "luis@example.org"}
    typed = sam.post(begun.location, {**row, **more}, of=begun.location)
    wrong = sam.post(begun.location, {"given_name-2": "Eva", "email-2": "eva"}, of=begun.location)
    gone = sam.post(f"{begun.location}/out", {"place": "1"}, of=begun.location)
    on = sam.post(begun.location, {"email-1": "eva@example.org", "done": "1"}, of=begun.location)
    page = sam.get(match(sam, on.location).location).text

    assert (begun.status_code, typed.status_code, gone.status_code) == (303, 303, 303)
    assert wrong.status_code == 422
    assert "Row 2: Enter an e-mail address" in wrong.text
    assert 'value="Eva"' in wrong.text
    assert "<b>2</b> new people" in page


def test_the_rejects_are_told_in_both_languages(sam: Insider) -> None:
    staged = bring(sam, csv_of("A,B,wrong,,"))
    tried = match(sam, staged.location)
    answer = sam.get(f"{tried.location}/rejects.csv")

    assert answer.text.startswith("\ufeffRow,Column,What is wrong,Fila,")
    assert "\r\n2,E-mail,The e-mail address cannot be right.,2,Correo" in answer.text


def test_a_list_is_thrown_away(sam: Insider) -> None:
    staged = bring(sam, csv_of("Rosa,Peña,rosa@example.org,,"))
    one = staged.location.removesuffix("/columns")
    answer = sam.post(f"{one}/discard", of=one)

    assert "Nobody came in by it." in sam.get(answer.location).text
    assert sam.get(one).status_code == 404


def test_what_is_too_late_is_told(sam: Insider) -> None:
    staged = bring(sam, csv_of("Rosa,Peña,rosa@example.org,,"))
    one = staged.location.removesuffix("/columns")
    answer = sam.post(f"{one}/undo", of=one)

    assert "its time for that is over" in sam.get(answer.location).text


def test_hostile_words_of_a_file_are_only_words(sam: Insider) -> None:
    staged = bring(sam, csv_of('<script>x</script>,"=1+1",rosa@example.org,"\u202eoops",'))
    page = sam.get(staged.location).text

    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


@pytest.mark.parametrize("path", ["unknown", "unknown/columns", "unknown/rows"])
def test_what_is_not_there_is_not_found(sam: Insider, path: str) -> None:
    assert sam.get(f"{PAGE}/{path}").status_code == 404
