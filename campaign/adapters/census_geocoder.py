"""The US Census Bureau's public geocoder, asked for the districts of one address.

The address goes into the request and nowhere else: no log line, error or cache holds it.
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from time import monotonic

import msgspec
import requests

from campaign.domain.places import GeocoderAnswer, GeocoderWord
from campaign.log import events

CENSUS_ADDRESS = "https://geocoding.geo.census.gov/geocoder"
TIME_OUT_SECONDS = 8.0
ATTEMPTS = 2
TEXT_LIMIT = 100
ANSWER_LIMIT_BYTES = 2_000_000

_CHUNK_BYTES = 65_536
_LAYER = re.compile(r"^\d{4} State Legislative Districts - (Upper|Lower)$")
_OCD_PATHS = {"Upper": "sldu", "Lower": "sldl"}
_NOT_FOUND = GeocoderAnswer(GeocoderWord.NOT_FOUND)
_UNAVAILABLE = GeocoderAnswer(GeocoderWord.UNAVAILABLE)


class _Area(msgspec.Struct):
    """An area that holds the address, by the names that the Bureau gives its fields."""

    BASENAME: str = ""
    STUSAB: str = ""


class _Match(msgspec.Struct):
    geographies: dict[str, list[_Area]]


class _Result(msgspec.Struct):
    addressMatches: list[_Match]  # noqa: N815  # The Bureau's own name for it.


class _Body(msgspec.Struct):
    result: _Result


class _TemporaryError(Exception):
    """Say that asking again may help."""


class _StrangeError(Exception):
    """Say that the answer is not in the published form, and in what way."""


class CensusGeocoder:
    """Asks the Census Bureau, or a stand-in at another address, over HTTP."""

    def __init__(
        self, address: str = CENSUS_ADDRESS, *, time_out: float = TIME_OUT_SECONDS
    ) -> None:
        self._url = f"{address.rstrip('/')}/geographies/address"
        self._time_out = time_out
        # At DEBUG, urllib3 writes each request's path, and the path holds the address.
        logging.getLogger("urllib3").setLevel(logging.INFO)

    def districts_at(self, street: str, zip_code: str) -> GeocoderAnswer:
        """Look one address up. Never raises; what went wrong is a word of the answer."""
        if not street.strip() or len(street) > TEXT_LIMIT:
            return _NOT_FOUND
        question = {
            "street": street,
            "zip": zip_code,
            "benchmark": "Public_AR_Current",
            "vintage": "Current_Current",
            "format": "json",
        }
        for _ in range(ATTEMPTS):
            try:
                return self._ask(question)
            except (_TemporaryError, requests.RequestException) as error:
                events().warning("geocoder.failed", reason=type(error).__name__)
            except (_StrangeError, msgspec.MsgspecError, UnicodeError) as error:
                events().warning("geocoder.misunderstood", reason=type(error).__name__)
                return _UNAVAILABLE
        return _UNAVAILABLE

    def _ask(self, question: Mapping[str, str]) -> GeocoderAnswer:
        deadline = monotonic() + self._time_out
        with requests.get(
            self._url,
            params=question,
            timeout=self._time_out,
            stream=True,
            # A redirect could carry the address to somebody else.
            allow_redirects=False,
        ) as response:
            if response.status_code == requests.codes.bad_request:
                return _NOT_FOUND
            if response.status_code >= requests.codes.internal_server_error:
                raise _TemporaryError
            if response.status_code != requests.codes.ok:
                raise _StrangeError
            body = b"".join(_read_until(response, deadline))
        return _understand(msgspec.json.decode(body, type=_Body).result.addressMatches)


class NoGeocoder:
    """Stands in where an operator sends no address anywhere."""

    def districts_at(self, street: str, zip_code: str) -> GeocoderAnswer:
        """Look nothing up."""
        del street, zip_code
        return _UNAVAILABLE


def _read_until(response: requests.Response, deadline: float) -> Iterator[bytes]:
    """Yield the body as it comes; a server that drips must not hold a page beyond its time."""
    left = ANSWER_LIMIT_BYTES
    try:
        while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=True):
            left -= len(chunk)
            if left < 0:
                raise _StrangeError
            if monotonic() > deadline:
                raise _TemporaryError
            yield chunk
    except requests.exceptions.BaseHTTPError as error:  # type: ignore[attr-defined]  # Not in stubs.
        raise _TemporaryError from error


def _understand(matches: Sequence[_Match]) -> GeocoderAnswer:
    """Turn the matches into one answer; several that agree are one, others are none."""
    answers = {_ocd_ids(match.geographies) for match in matches}
    if len(answers) != 1:
        return _NOT_FOUND
    return GeocoderAnswer(GeocoderWord.FOUND, answers.pop())


def _ocd_ids(geographies: Mapping[str, Sequence[_Area]]) -> frozenset[str]:
    """Return the OCD ids of one match's districts. Raises _StrangeError."""
    state = _only(geographies.get("States", ())).STUSAB.lower()
    layers = {found[1]: areas for key, areas in geographies.items() if (found := _LAYER.match(key))}
    if not state or not layers:
        raise _StrangeError
    return frozenset(
        f"ocd-division/country:us/state:{state}/{_OCD_PATHS[house]}:{_slug(_only(areas).BASENAME)}"
        for house, areas in layers.items()
    )


def _only(areas: Sequence[_Area]) -> _Area:
    if len(areas) != 1:
        raise _StrangeError
    return areas[0]


def _slug(name: str) -> str:
    return "_".join(name.lower().split())
