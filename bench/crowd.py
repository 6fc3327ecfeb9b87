"""An invented crowd: who writes, when, from where, about what, and what became of it.

The skew is that of campaigns: a launch and a slow tail, weekdays and evenings, a few sources and
districts that bring most, one family in three in Spanish, most people once and some again.
"""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from campaign.domain.tallies import Place, TallyKind, own_words

DAYS = 180
WORDS_KEPT = timedelta(days=30)
ACTIONS_EACH = 1.25
"""Sendings for each person; each is two letters."""
GIVEN = ("Ana", "Luis", "María", "José", "Sofía", "Mateo", "Elena", "Diego", "Grace", "Tuan")
FAMILY = ("García", "Hernández", "López", "Nguyen", "Smith", "Johnson", "Patel", "Kim", "Brown")
CITIES = ("Los Angeles", "San Diego", "Fresno", "Oakland", "Sacramento", "Santa Ana", "Stockton")
STORY = (
    "My children go to school in {city}. The bus comes late, the counselor has nine hundred"
    " students, and the books are older than I am. We are asking you to act this year. "
)
SATURDAY, A_WEEKEND, NO_OWN_WORDS = 5, 0.4, 0.4
SIGNED_UP, TO_PARTNER, NEVER_CONFIRMED, SPANISH, AGAIN = 0.45, 0.3, 0.06, 0.32, 0.2
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
Rows = dict[str, list[tuple[object, ...]]]


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
        weights = [
            _rush(n) * (A_WEEKEND if day.weekday() >= SATURDAY else 1) for n, day in enumerate(days)
        ]
        done, whole = 0.0, sum(weights)
        for day, weight in zip(days, weights, strict=True):
            done += weight
            rows: Rows = {name: [] for name in COLUMNS}
            counts: Counter[Place] = Counter()
            while self.actions < round(wanted * done / whole):
                self._act(day, rows, counts)
            yield rows, counts

    def _act(self, day: date, rows: Rows, counts: Counter[Place]) -> None:
        chance, stage = self.chance, self.stage
        number = self.actions
        self.actions += 1
        confirmed = chance.random() >= NEVER_CONFIRMED
        source_id, partner_id = stage.sources[_pick(chance, SOURCE_WEIGHTS, len(stage.sources))]
        locale = "es" if chance.random() < SPANISH else "en"
        local = datetime.combine(day, datetime.min.time(), stage.zone) + timedelta(
            hours=_pick(chance, HOUR_WEIGHTS, 24), seconds=chance.randrange(3600)
        )
        at = local.astimezone(UTC).strftime(TIMES) + self.zoned
        share = 0.0 if chance.random() < NO_OWN_WORDS else round(chance.random(), 2)
        place = _pick(chance, PLACE_WEIGHTS, len(stage.places))
        zip_code = f"9{place:03}{chance.randrange(10)}"
        new = self.made == 0 or (self.made < self.supporters and chance.random() >= AGAIN)
        who = self.made if new else chance.randrange(self.made)
        given, family = GIVEN[who % len(GIVEN)], FAMILY[who // 7 % len(FAMILY)]
        email, city = f"{given.lower()}.{who}@families.example", CITIES[place % len(CITIES)]
        supporter_id, action_id = f"{who:032x}", f"{number:032x}"
        if confirmed and new:
            self.made += 1
            rows["supporters"].append(
                (supporter_id, email, given, family, city, zip_code, locale, "18-plus", at, at)
            )
        elif not confirmed:
            supporter_id = ""
        rows["actions"].append(
            (
                action_id,
                stage.campaign_id,
                supporter_id or None,
                source_id or None,
                email if confirmed else "",
                given if confirmed else "",
                family if confirmed else "",
                f"{given} {family}".lower() if confirmed else "",
                "",
                city if confirmed else "",
                zip_code if confirmed else "",
                "18-plus",
                locale,
                action_id,
                "",
                False,
                False,
                "2026-11",
                share,
                at,
                at if confirmed else None,
                None if confirmed else at,
                None if confirmed else at,
            )
        )
        origin = Place(stage.campaign_id, day, _K.SUBMITTED, "", "", "", source_id, locale, "")
        counts[origin] += 1
        if confirmed:
            counts[origin._replace(kind=_K.CONFIRMED, facet=f"{local:%H}")] += 1
            counts[origin._replace(kind=_K.WRITER, facet=own_words(share))] += 1
            if new:
                self._agree(rows, counts, origin, (supporter_id, partner_id, at))
        asks = self._asks()
        for position, ask in enumerate(asks, start=1):
            rows["action_recommendations"].append((action_id, ask, position))
        for position, office in enumerate(stage.places[place], start=1):
            letter = (number * 2 + position, action_id, position, locale, city, at, confirmed)
            self._write(rows, counts, origin, asks, office, letter)

    def _agree(
        self, rows: Rows, counts: Counter[Place], origin: Place, who: tuple[str, str, str]
    ) -> None:
        supporter_id, partner_id, at = who
        for purpose, partner, wanted in (
            ("coalition", None, SIGNED_UP),
            ("partner", partner_id or None, TO_PARTNER),
        ):
            if self.chance.random() < wanted and (purpose == "coalition" or partner):
                rows["consents"].append(
                    (
                        supporter_id,
                        purpose,
                        partner,
                        origin.campaign_id,
                        origin.source_id or None,
                        True,
                        "2026-11",
                        origin.locale,
                        at,
                    )
                )
                counts[origin._replace(kind=_K.SIGN_UP)] += 1

    def _asks(self) -> Sequence[str]:
        asks = self.stage.asks
        return list(
            dict.fromkeys(
                asks[_pick(self.chance, ASK_WEIGHTS, len(asks))]
                for _ in range(self.chance.choice((1, 1, 2, 3)))
            )
        )

    def _write(  # What a letter is, and where it counts.
        self,
        rows: Rows,
        counts: Counter[Place],
        origin: Place,
        asks: Sequence[str],
        office: tuple[str, str],
        letter: tuple[int, str, int, str, str, str, bool],
    ) -> None:
        number, action_id, position, locale, city, at, confirmed = letter
        letter_id, (target_id, district_id) = f"{number:032x}", office
        kept = confirmed and origin.day > self.last - WORDS_KEPT
        body = STORY.format(city=city) * 4 if kept else ""
        rows["letters"].append(
            (
                letter_id,
                action_id,
                target_id,
                position,
                locale,
                "Our schools" if kept else "",
                body,
                "",
                820,
                at if confirmed else None,
            )
        )
        state = self._state() if confirmed else "expired"
        out = state in {"delivered", "sent", "bounced"}
        rows["deliveries"].append(
            (
                letter_id,
                "letter",
                letter_id,
                "",
                "email",
                f"office.{position}@legislature.example" if confirmed else "",
                "Our schools" if kept else "",
                "",
                f"{letter_id}@campaign.example" if confirmed else None,
                at if confirmed else None,
                state,
                "uncertain_answer" if state == "held" else None,
                int(out),
                0,
                at,
                at,
                at if confirmed else None,
                None if state in {"held", "in_doubt"} else at,
                at if out else None,
                "",
                None if kept else at,
            )
        )
        if kept or state in {"held", "in_doubt", "failed"}:
            rows["delivery_events"].append(
                (letter_id, "unconfirmed", state, at, 1, "", "", "crowd")
            )
        if not confirmed:
            return
        place = origin._replace(kind=_K.LETTER, target_id=target_id, district_id=district_id)
        counts[place] += 1
        for ask in asks:
            counts[place._replace(kind=_K.ASK, recommendation_id=ask)] += 1
        if out:
            counts[place._replace(kind=_K.DELIVERED)] += state != "bounced"

    def _state(self) -> str:
        lot = self.chance.random()
        for state, share in OUTCOMES:
            lot -= share
            if lot < 0:
                return state
        return OUTCOMES[0][0]


COLUMNS: Mapping[str, tuple[str, ...]] = {
    table: tuple(re.findall(r"\w+", names))
    for table, names in {
        "supporters": """id email given_name family_name city zip locale age_band created_at
            last_contact_at""",
        "actions": """id campaign_id supporter_id source_id email given_name family_name name_key
            street city zip age_band locale submission_key submission_digest consent_coalition
            consent_partner consent_wording own_words_share submitted_at confirmed_at expired_at
            scrubbed_at""",
        "action_recommendations": "action_id recommendation_id position",
        "consents": """supporter_id purpose partner_id campaign_id source_id given wording_version
            locale at""",
        "letters": """id action_id target_id position locale subject body original_body length
            accepted_at""",
        "deliveries": """id kind letter_id notice_kind channel recipient subject text message_id
            mail_date status hold_reason attempts claims created_at due_at queued_at final_at
            sent_at provider_ref scrubbed_at""",
        "delivery_events": "delivery_id from to at attempt code reply actor",
    }.items()
}
"""The columns that the crowd fills, in the order of its rows; tables stand after what they name."""


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
