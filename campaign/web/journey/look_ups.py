"""The look-ups of screen 2: by whom somebody chose, by street, location, pin, outside, or ZIP."""

from flask import request

from campaign.domain.areas import Area, Closer, area_of_zip
from campaign.domain.errors import Refused
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.places import Ambiguous, Located, Point, ZipCode
from campaign.domain.streets import AskAgain
from campaign.services.locate import (
    locate_address,
    locate_area,
    locate_point,
    locate_street,
    locate_zip,
)
from campaign.web.campaigns import jurisdiction, now
from campaign.web.forms.journey import BY_GEOCODER, BY_PIN, BY_POINT, BY_STREET, FindForm
from campaign.web.journey.choice import candidates, may_be_asked, may_look_up, picks
from campaign.wiring import edges

FROM_LIST = "from_list"
"""The hidden field of the page on which one chooses from a list."""
WIDER = "wider"
"""The button of the map that shows more around it."""


def locate(form: FindForm) -> Located | Ambiguous | AskAgain | Closer:
    """Find the districts by the people chosen, by a look-up, or by the ZIP."""
    zip_code, state, chosen = ZipCode(form.zip.data), jurisdiction(), picks()
    if chosen or FROM_LIST in request.form:
        return candidates(zip_code).choose(chosen)
    if form.lookup.data in {BY_STREET, BY_POINT, BY_PIN} and may_be_asked(form.age_band.data):
        return _locate_here(form, zip_code, state)
    if form.lookup.data == BY_GEOCODER and may_look_up(form.age_band.data):
        return locate_address(
            zip_code,
            street=form.street.data,
            jurisdiction=state,
            geocoder=edges().geocoder,
            now=now(),
        )
    return locate_zip(zip_code, jurisdiction=state, now=now())


def _locate_here(
    form: FindForm, zip_code: ZipCode, state: Jurisdiction
) -> Located | Ambiguous | AskAgain | Closer:
    """Find the districts by a street, a location or a pin, on our own server."""
    if form.lookup.data == BY_PIN:
        return _locate_pin(form, zip_code, state)
    if form.lookup.data == BY_POINT:
        return locate_point(
            Point.parse(form.lat.data or "", form.lng.data or ""),
            zip_code=zip_code,
            jurisdiction=state,
            boundaries=edges().boundaries,
            now=now(),
        )
    return locate_street(
        zip_code,
        street=form.street.data,
        number=form.number.data or "",
        jurisdiction=state,
        streets=edges().streets,
        now=now(),
    )


def _locate_pin(
    form: FindForm, zip_code: ZipCode, state: Jurisdiction
) -> Located | Ambiguous | Closer:
    """Find the districts by a tile of the map; without one, show the map."""
    if not form.area.data:
        area = area_of_zip(zip_code, edges().zip_points.of(state.slug))
        if area is None:
            raise Refused("point_unknown")
        return Closer(area)
    area, tile = Area.parse(form.area.data), form.tile.data or ""
    if tile == WIDER:
        return Closer(area.wider())
    row, _, column = tile.partition("-")
    if not (row.isdecimal() and column.isdecimal()):
        return Closer(area)
    return locate_area(
        area.tile(int(row), int(column)),
        zip_code=zip_code,
        jurisdiction=state,
        boundaries=edges().boundaries,
        now=now(),
    )
