"""The JSON answers to "in which districts is this place?"; everything asked stands in the body."""

from http import HTTPStatus

import msgspec
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from campaign.domain.errors import Refused
from campaign.domain.places import Ambiguous, DistrictRef, Located, Point, ZipCode
from campaign.domain.streets import AskAgain
from campaign.domain.text import clean_line
from campaign.queries.targets import sitting_members
from campaign.services.locate import locate_point, locate_street, locate_zip
from campaign.web.campaigns import jurisdiction, may_lack_people, now, open_campaign
from campaign.web.doors import page_locale
from campaign.web.forms.journey import NUMBER_LIMIT, STREET_LIMIT
from campaign.web.limits import PLACES, limiter
from campaign.web.presenters.legislators import card
from campaign.web.sentences import sentence
from campaign.wiring import edges

PROBLEM = "application/problem+json"
WHOLE, MAY_LACK_PEOPLE = "whole", "may_lack_people"
"""The words for whether all of somebody's districts are known by their place."""

api = Blueprint("api", __name__)
api.before_request(open_campaign)


class Question(msgspec.Struct, forbid_unknown_fields=True):
    """What may be asked: a ZIP, a ZIP and a street, or a point with or without a ZIP."""

    zip: str = ""
    street: str = ""
    number: str = ""
    lat: float | None = None
    lng: float | None = None


@api.post("/api/v1/districts")
@limiter.limit(PLACES)
def districts() -> ResponseReturnValue:
    """Answer by our own server's rungs of the ladder, and say by which."""
    try:
        question = msgspec.json.decode(request.get_data(), type=Question)
    except (msgspec.MsgspecError, UnicodeError):
        title = "Send one JSON object with zip, or zip and street, or lat and lng."
        return _problem(HTTPStatus.BAD_REQUEST, title, "unreadable")
    try:
        return _json(_answer(_locate(question)))
    except Refused as refused:
        return _problem(HTTPStatus.UNPROCESSABLE_ENTITY, sentence(refused), refused.key)


@api.errorhandler(HTTPException)
def refuse(error: HTTPException) -> Response:
    """Answer in JSON what Flask refuses."""
    code = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    return _problem(code, code.phrase, code.name.lower())


def _locate(question: Question) -> Located | Ambiguous | AskAgain:
    state, adapters = jurisdiction(), edges()
    with_point = question.lat is not None or question.lng is not None
    zip_code = ZipCode.parse(question.zip) if question.zip or not with_point else None
    if with_point:
        return locate_point(
            Point.parse(str(question.lat), str(question.lng)),
            zip_code=zip_code,
            jurisdiction=state,
            boundaries=adapters.boundaries,
            now=now(),
        )
    zip_code = zip_code or ZipCode.parse(question.zip)
    if not question.street:
        return locate_zip(zip_code, jurisdiction=state, now=now())
    return locate_street(
        zip_code,
        street=clean_line(question.street, STREET_LIMIT),
        number=clean_line(question.number, NUMBER_LIMIT),
        jurisdiction=state,
        streets=adapters.streets,
        now=now(),
    )


def _answer(found: Located | Ambiguous | AskAgain) -> dict[str, object]:
    if isinstance(found, AskAgain):
        return {"settled": False, "rung": "street", "ask": found.word, "streets": found.streets}
    answer = {"rung": found.rung, "list": MAY_LACK_PEOPLE if may_lack_people() else WHOLE}
    if isinstance(found, Located):
        return {"settled": True, **answer, "districts": _districts(found.districts)}
    candidates = {
        chamber.value: _districts(group, likely=found.likely.get(chamber))
        for chamber, group in found.candidates.items()
    }
    return {"settled": False, **answer, "candidates": candidates}


def _districts(
    found: tuple[DistrictRef, ...], *, likely: str | None = None
) -> list[dict[str, object]]:
    """Return districts with who sits for them; `likely` marks where a point near a line lies."""
    state = jurisdiction()
    members = sitting_members([each.ocd_id for each in found], on=state.day(now()))
    cards = [card(member, state, page_locale()) for member in members]
    return [
        {
            "ocd_id": each.ocd_id,
            "chamber": each.chamber,
            "number": each.number,
            **({"likely": each.ocd_id == likely} if likely else {}),
            "members": [
                {"name": one.name, "title": one.title, "party": one.party}
                for one in cards
                if one.district_id == each.ocd_id
            ],
        }
        for each in found
    ]


def _problem(code: HTTPStatus, title: str, key: str) -> Response:
    """Return a problem as RFC 9457 writes it; `code` is our own word for it."""
    body = {"type": "about:blank", "title": title, "status": code.value, "code": key}
    return _json(body, code=code, kind=PROBLEM)


def _json(
    body: object, *, code: HTTPStatus = HTTPStatus.OK, kind: str = "application/json"
) -> Response:
    response = Response(msgspec.json.encode(body), code, content_type=kind)
    response.headers["Cache-Control"] = "no-store"
    return response
