"""`POST /api/v1/districts` answers in JSON by the same ladder as the page."""

import json
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.districts import add_district_over_all
from tests.grounds import lay_ground
from tests.rosters import JURISDICTION

PATH = "/api/v1/districts"
STATE = "ocd-division/country:us/state:zz"


@pytest.fixture
def asker(site: Flask, now: datetime) -> FlaskClient:
    """A program that asks."""
    lay_ground(site.config["CAMPAIGN"].places_folder, JURISDICTION, now)
    return site.test_client()


def ask(asker: FlaskClient, **question: object) -> dict[str, object]:
    response = asker.post(PATH, json=question)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    return json.loads(response.data)


def numbers(answer: dict[str, object]) -> list[str]:
    return [f"{each['chamber']} {each['number']}" for each in answer["districts"]]


@pytest.mark.parametrize(
    ("question", "rung", "districts"),
    [
        ({"zip": "90001"}, "zip", ["lower 1", "upper 1"]),
        ({"zip": "90002", "street": "Calle Peñasco"}, "street", ["lower 1", "upper 1"]),
        ({"zip": "90002", "street": "vermont", "number": "250"}, "street", ["lower 2", "upper 1"]),
        ({"lat": 38.05, "lng": -119.85}, "point", ["lower 2", "upper 1"]),
    ],
)
def test_each_rung_answers_and_says_so(
    asker: FlaskClient, question: dict[str, object], rung: str, districts: list[str]
) -> None:
    answer = ask(asker, **question)

    assert (answer["settled"], answer["rung"]) == (True, rung)
    assert numbers(answer) == districts


def test_who_sits_there_is_told(asker: FlaskClient) -> None:
    lower, _ = ask(asker, zip="90001")["districts"]

    assert lower["ocd_id"] == f"{STATE}/sldl:1"
    assert lower["members"] == [
        {"name": "Given1 Family1", "title": "Assembly Member", "party": "Invented Party"}
    ]


def test_a_shared_zip_gives_candidates(asker: FlaskClient) -> None:
    answer = ask(asker, zip="90002")

    assert answer["settled"] is False
    assert [each["number"] for each in answer["candidates"]["lower"]] == ["1", "2"]


@pytest.mark.parametrize("zip_code", ["90001", "90002"])
def test_a_word_says_whether_the_list_is_whole(
    site: Flask, asker: FlaskClient, zip_code: str
) -> None:
    before = ask(asker, zip=zip_code)
    with site.app_context():
        add_district_over_all()

    answer = ask(asker, zip=zip_code)

    assert before["list"] == "whole"
    assert answer["list"] == "may_lack_people"


def test_a_street_that_is_split_says_what_to_ask(asker: FlaskClient) -> None:
    answer = ask(asker, zip="90002", street="vermont")

    assert answer == {
        "settled": False,
        "rung": "street",
        "ask": "needs_number",
        "streets": ["N Vermont Ave"],
    }


def test_a_point_near_a_line_marks_where_it_lies(asker: FlaskClient) -> None:
    answer = ask(asker, lat=38.05, lng=-119.9003)

    assert [each["likely"] for each in answer["candidates"]["lower"]] == [True, False]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({}, "zip_nonsense"),
        ({"zip": "abc"}, "zip_nonsense"),
        ({"zip": "10001"}, "zip_elsewhere"),
        ({"zip": "10001", "street": "Broadway"}, "zip_elsewhere"),
        ({"zip": "90009"}, "zip_unknown"),
        ({"zip": "90002", "street": "a" * 500}, "too_long"),
        ({"lat": 38.05}, "point_nonsense"),
        ({"lat": -119.85, "lng": 38.05}, "point_swapped"),
        ({"lat": 39.5, "lng": -119.8}, "point_unknown"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_with_its_own_word(
    asker: FlaskClient, question: dict[str, object], code: str
) -> None:
    response = asker.post(PATH, json=question)

    assert response.status_code == 422
    assert response.content_type == "application/problem+json"
    problem = json.loads(response.data)
    assert (problem["code"], problem["status"]) == (code, 422)
    assert problem["title"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"zip": 90001}', b'{"name": "Ana"}', b"\xff"])
def test_what_is_no_question_is_refused(asker: FlaskClient, body: bytes) -> None:
    response = asker.post(PATH, data=body)

    assert response.status_code == 400
    assert json.loads(response.data)["code"] == "unreadable"


def test_nothing_can_be_asked_in_an_address(asker: FlaskClient) -> None:
    assert asker.get(f"{PATH}?zip=90001").status_code == 405


def test_without_a_campaign_the_problem_is_json_too(app: Flask) -> None:
    response = app.test_client().post(PATH, json={"zip": "90001"})

    assert response.status_code == 503
    assert json.loads(response.data)["status"] == 503
