"""An invented crowd: who writes, when, from where, about what, and what became of it.

The skew is that of campaigns: a launch and a slow tail, weekdays and evenings, a few sources and
districts that bring most, one family in three in Spanish, most people once and some again.
"""

from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from bench.sendings import (
    OUT,
    WAITING,
    Row,
    Sending,
    action_row,
    delivery_row,
    event_row,
    letter_row,
    supporter_row,
)
from campaign.domain.people import CONSENT_WORDING_VERSION
from campaign.domain.tallies import Place, TallyKind, own_words

DAYS = 180
WORDS_KEPT = timedelta(days=30)
ACTIONS_EACH = 1.25
"""Sendings for each person; each is two letters."""
SATURDAY, A_WEEKEND, NO_OWN_WORDS = 5, 0.4, 0.4
SIGNED_UP, TO_PARTNER, NEVER_CONFIRMED, SPANISH, AGAIN = 0.45, 0.3, 0.06, 0.32, 0.14
OUTCOMES = (
    ("delivered", 0.62),
    ("sent", 0.35),
    ("bounced", 0.012),
    ("failed", 0.006),
    ("held", 0.0119),
    ("in_doubt", 0.0001),
)
TIMES = "%Y-%m-%d %H:%M:%S.000000"

_K = TallyKind
TABLES = (
    "supporters",
    "actions",
    "action_recommendations",
    "consents",
    "letters",
    "deliveries",
    "delivery_events",
)
"""What the crowd fills; a table stands after those that its rows name."""

Rows = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Stage:
    """What the crowd finds: a campaign, its asks, its districts and the codes of partners.

    A district's place holds its two legislators, each with the id of their own district.
    """

    campaign_id: str
    zone: ZoneInfo
    asks: Sequence[str]
    places: Sequence[tuple[tuple[str, str], tuple[str, str]]]
    sources: Sequence[tuple[str, str]]
    """The ids of a source and of its partner."""


@dataclass(slots=True)
class Crowd:
    """Makes people and what they do, day by day, the same for the same seed."""

    stage: Stage
    supporters: int
    last: date
    zoned: str
    """What a time ends with, as this database writes it."""
    chance: Random = field(default_factory=lambda: Random(25))  # noqa: S311  # No secret.
    made: int = 0
    actions: int = 0

    def days(self) -> Iterator[tuple[Rows, Mapping[Place, int]]]:
        """Yield the rows of each day by their table, and what they count."""
        wanted = int(self.supporters * ACTIONS_EACH)
        days = [self.last - timedelta(days=n) for n in reversed(range(DAYS))]
        weights = [_rush(n, day) for n, day in enumerate(days)]
        done, whole = 0.0, sum(weights)
        for day, weight in zip(days, weights, strict=True):
            done += weight
            rows: Rows = {table: [] for table in TABLES}
            counts: Counter[Place] = Counter()
            while self.actions < round(wanted * done / whole):
                self._write(self._sending(day), rows, counts)
            yield rows, counts

    def _sending(self, day: date) -> Sending:
        chance, stage = self.chance, self.stage
        local = datetime.combine(day, datetime.min.time(), stage.zone) + timedelta(
            hours=_pick(chance, HOUR_WEIGHTS, 24), seconds=chance.randrange(3600)
        )
        confirmed = chance.random() >= NEVER_CONFIRMED
        new = self.made == 0 or (self.made < self.supporters and chance.random() >= AGAIN)
        who = self.made if new else chance.randrange(self.made)
        number = self.actions
        self.actions += 1
        self.made += new and confirmed
        return Sending(
            number=number,
            who=who,
            is_new=new,
            confirmed=confirmed,
            local=local,
            at=local.astimezone(UTC).strftime(TIMES) + self.zoned,
            locale="es" if chance.random() < SPANISH else "en",
            source=stage.sources[_pick(chance, SOURCE_WEIGHTS, len(stage.sources))],
            place=_pick(chance, PLACE_WEIGHTS, len(stage.places)),
            share=0.0 if chance.random() < NO_OWN_WORDS else round(chance.random(), 2),
            asks=self._asks(),
            words_kept=confirmed and day > self.last - WORDS_KEPT,
        )

    def _asks(self) -> Sequence[str]:
        asks, number = self.stage.asks, self.chance.choice((1, 1, 2, 3))
        some = (asks[_pick(self.chance, ASK_WEIGHTS, len(asks))] for _ in range(number))
        return list(dict.fromkeys(some))

    def _write(self, sending: Sending, rows: Rows, counts: Counter[Place]) -> None:
        """Write everything about a sending down, and count it."""
        origin = Place(
            self.stage.campaign_id,
            sending.local.date(),
            _K.SUBMITTED,
            "",
            "",
            "",
            sending.source[0],
            sending.locale,
            "",
        )
        counts[origin] += 1
        if sending.confirmed:
            counts[origin._replace(kind=_K.CONFIRMED, facet=f"{sending.local:%H}")] += 1
            counts[origin._replace(kind=_K.WRITER, facet=own_words(sending.share))] += 1
        if sending.confirmed and sending.is_new:
            rows["supporters"].append(supporter_row(sending))
            agreed = self._consents(sending)
            rows["consents"].extend(agreed)
            counts[origin._replace(kind=_K.SIGN_UP)] += len(agreed)
        rows["actions"].append(action_row(sending, self.stage.campaign_id))
        rows["action_recommendations"].extend(
            {"action_id": sending.id, "recommendation_id": ask, "position": position}
            for position, ask in enumerate(sending.asks, start=1)
        )
        for position, office in enumerate(self.stage.places[sending.place], start=1):
            state = self._state() if sending.confirmed else "expired"
            rows["letters"].append(letter_row(sending, position, office[0]))
            rows["deliveries"].append(delivery_row(sending, position, state))
            if sending.words_kept or state in WAITING:
                rows["delivery_events"].append(event_row(sending, position, state))
            if sending.confirmed:
                _count_letter(counts, origin, office, sending.asks, state)

    def _consents(self, sending: Sending) -> list[Row]:
        """Return what a new person agrees to."""
        partner_id = sending.source[1] or None
        asked = [("coalition", None, SIGNED_UP)]
        if partner_id:
            asked.append(("partner", partner_id, TO_PARTNER))
        return [
            {
                "supporter_id": f"{sending.who:032x}",
                "purpose": purpose,
                "partner_id": partner,
                "campaign_id": self.stage.campaign_id,
                "source_id": sending.source[0] or None,
                "given": True,
                "wording_version": CONSENT_WORDING_VERSION,
                "locale": sending.locale,
                "at": sending.at,
            }
            for purpose, partner, wanted in asked
            if self.chance.random() < wanted
        ]

    def _state(self) -> str:
        lot = self.chance.random()
        for state, share in OUTCOMES:
            lot -= share
            if lot < 0:
                return state
        return OUTCOMES[0][0]


def _count_letter(
    counts: Counter[Place],
    origin: Place,
    office: tuple[str, str],
    asks: Sequence[str],
    state: str,
) -> None:
    letter = origin._replace(kind=_K.LETTER, target_id=office[0], district_id=office[1])
    counts[letter] += 1
    for ask in asks:
        counts[letter._replace(kind=_K.ASK, recommendation_id=ask)] += 1
    if state in OUT:
        counts[letter._replace(kind=_K.DELIVERED)] += state != "bounced"


def _rush(n: int, day: date) -> float:
    """Return how many write on a day: at the start, at the vote in the middle, and at the end."""
    crowd = 0.3 + 3 * 0.93**n + 1.5 * 0.9 ** abs(n - 110) + 1.2 * 0.9 ** (DAYS - n)
    return crowd * (A_WEEKEND if day.weekday() >= SATURDAY else 1)


def _zipf(number: int) -> list[float]:
    return list(accumulate(1 / (rank + 1) ** 0.8 for rank in range(number)))


SOURCE_WEIGHTS, PLACE_WEIGHTS, ASK_WEIGHTS = _zipf(200), _zipf(200), _zipf(50)
HOUR_WEIGHTS = list(
    accumulate(
        (1, 1, 1, 1, 1, 2, 4, 8, 12, 12, 11, 12, 14, 11, 9, 10, 12, 14, 18, 20, 18, 12, 6, 2)
    )
)


def _pick(chance: Random, weights: Sequence[float], number: int) -> int:
    """Return one of so many, the first the most often."""
    return bisect(weights, chance.random() * weights[number - 1])
