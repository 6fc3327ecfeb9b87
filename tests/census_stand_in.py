"""A stand-in for the Census Bureau's geocoder on the loopback, in the shapes that it answers in.

Districts, names and codes are real; the addresses are invented.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler
from threading import Event
from urllib.parse import parse_qs, urlsplit

from tests.file_server import serving

PATH = "/geocoder/geographies/address"
INPUT = {
    "vintage": {"isDefault": True, "id": "4", "vintageName": "Current_Current"},
    "benchmark": {"isDefault": True, "id": "4", "benchmarkName": "Public_AR_Current"},
}
EMPTY_ADDRESS = {
    "errors": ["address cannot be empty and cannot exceed 100 characters"],
    "status": "400",
}


class Mood(StrEnum):
    """How the stand-in behaves."""

    MATCH = "match"
    NO_MATCH = "no_match"
    TWO_THAT_AGREE = "two_that_agree"
    TWO_THAT_DIFFER = "two_that_differ"
    NO_LAYERS = "no_layers"
    REFUSED = "refused"
    GARBAGE = "garbage"
    OTHER_JSON = "other_json"
    ELSEWHERE = "elsewhere"
    DOWN = "down"
    DOWN_ONCE = "down_once"
    SLOW = "slow"
    DRIPPING = "dripping"


def match(*, lower: str, upper: str, state: str = "CA") -> dict[str, object]:
    """Return one address match in the districts with these numbers."""
    return {
        "matchedAddress": "100 INVENTED AVE, NOWHERE, CA, 90000",
        "coordinates": {"x": -118.0, "y": 34.0},
        "tigerLine": {"side": "L", "tigerLineId": "1"},
        "geographies": {
            "2024 State Legislative Districts - Upper": [
                {
                    "GEOID": f"06{upper.zfill(3)}",
                    "BASENAME": upper,
                    "SLDU": upper.zfill(3),
                    "NAME": f"State Senate District {upper}",
                    "LSADC": "LU",
                    "AREALAND": 1764532324,
                }
            ],
            "States": [
                {"GEOID": "06", "BASENAME": "California", "STUSAB": state, "NAME": "California"}
            ],
            "119th Congressional Districts": [
                {"GEOID": "0628", "BASENAME": "28", "NAME": "Congressional District 28"}
            ],
            "2024 State Legislative Districts - Lower": [
                {
                    "GEOID": f"06{lower.zfill(3)}",
                    "BASENAME": lower,
                    "SLDL": lower.zfill(3),
                    "NAME": f"Assembly District {lower}",
                    "LSADC": "L3",
                    "AREALAND": 2359569553,
                }
            ],
        },
    }


PASADENA = match(lower="41", upper="25")
GLENDALE = match(lower="44", upper="25")
MATCHES: dict[Mood, list[dict[str, object]]] = {
    Mood.MATCH: [PASADENA],
    Mood.DOWN_ONCE: [PASADENA],
    Mood.NO_MATCH: [],
    Mood.TWO_THAT_AGREE: [PASADENA, PASADENA],
    Mood.TWO_THAT_DIFFER: [PASADENA, GLENDALE],
    Mood.NO_LAYERS: [{"matchedAddress": "", "geographies": {"States": [{"STUSAB": "CA"}]}}],
}


@dataclass(slots=True)
class CensusStandIn:
    """The running stand-in: its address, its mood, and the questions that it was asked."""

    address: str
    mood: Mood = Mood.MATCH
    matches: list[dict[str, object]] | None = None
    questions: list[dict[str, str]] = field(default_factory=list)
    closing: Event = field(default_factory=Event)

    def body(self) -> bytes:
        """Return the answer of the present mood."""
        if self.mood is Mood.GARBAGE:
            return b"<html>Service maintenance</html>"
        if self.mood is Mood.OTHER_JSON:
            return b'{"result": ["something", "else"]}'
        if self.mood is Mood.REFUSED:
            return json.dumps(EMPTY_ADDRESS).encode()
        found = MATCHES.get(self.mood, [PASADENA]) if self.matches is None else self.matches
        return json.dumps({"result": {"input": INPUT, "addressMatches": found}}).encode()


@contextmanager
def census_stand_in() -> Iterator[CensusStandIn]:
    """Run a stand-in until the block ends."""
    with serving(_Handler) as server:
        stand_in = CensusStandIn(f"http://127.0.0.1:{server.server_address[1]}/geocoder")
        server.stand_in = stand_in
        try:
            yield stand_in
        finally:
            stand_in.closing.set()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        stand_in: CensusStandIn = self.server.stand_in
        asked = urlsplit(self.path)
        question = parse_qs(asked.query, keep_blank_values=True)
        stand_in.questions.append({name: values[0] for name, values in question.items()})
        if stand_in.mood is Mood.SLOW:
            stand_in.closing.wait(30)
            return
        self._answer(stand_in, 404 if asked.path != PATH else self._code(stand_in))

    def _code(self, stand_in: CensusStandIn) -> int:
        if stand_in.mood is Mood.DOWN_ONCE:
            return 503 if len(stand_in.questions) == 1 else 200
        codes = {Mood.DOWN: 503, Mood.REFUSED: 400, Mood.ELSEWHERE: 302}
        return codes.get(stand_in.mood, 200)

    def _answer(self, stand_in: CensusStandIn, code: int) -> None:
        body = stand_in.body()
        self.send_response(code)
        self.send_header("Content-Type", "application/json;charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        if stand_in.mood is Mood.ELSEWHERE:
            self.send_header("Location", f"{stand_in.address}/elsewhere")
        self.end_headers()
        if stand_in.mood is not Mood.DRIPPING:
            self.wfile.write(body)
            return
        for byte in body:
            if stand_in.closing.wait(0.05):
                return
            try:
                self.wfile.write(bytes([byte]))
            except OSError:
                return

    def log_message(self, *arguments: object) -> None:
        """Stay quiet."""
