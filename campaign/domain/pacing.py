"""When a letter's turn comes: rates, daily ceilings, office hours, and who asked for less.

A bucket is GCRA (ITU-T I.371): one moment, `next_at`, that each turn moves on by the time from
one turn to the next; who comes may be early by a burst. A turn that lies ahead is reserved, so
nobody asks twice.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

RUNGS = 4
"""Whose turns a letter takes, in order: its office's, its domain's, its campaign's, the relay's."""
RELAY_RUNG = RUNGS - 1
RELAY = "relay"
ADMITTED = RUNGS + 1
"""What `paced` says of a letter that has taken every turn and whose last turn has come."""

MISSED_AFTER = timedelta(minutes=5)
"""An office's turn that nobody used for so long is void, and its whole line is planned anew."""
LOST_AFTER = timedelta(seconds=10)
"""The same for the wider turns, which are simply taken again: their lines are short."""

SLOW_FOR = timedelta(hours=4)
RECOVERS_EVERY = HOUR
SLOWEST = 64
SAME_WAVE = timedelta(minutes=1)
"""Answers that come so soon after one another were caused by the same rate."""

OPENS, CLOSES = time(8), time(17)
_SATURDAY = 5


def no_ceiling(day: date) -> int | None:
    """Let any number leave on any day."""
    del day
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paces:
    """How fast mail may go, as an operator says it."""

    office_an_hour: int = 240
    office_burst: int = 10
    office_a_day: int = 2_000
    office_hours: bool = False
    domain_an_hour: int = 18_000
    campaign_an_hour: int = 36_000
    relay_a_minute: int = 840


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How often a turn comes, how many may come together, how many a day, and whether by day."""

    every: timedelta
    burst: int = 1
    ceiling_on: Callable[[date], int | None] = no_ceiling
    by_day: bool = False


@dataclass(frozen=True, slots=True)
class Turns:
    """The state of one bucket: when its next turn would be due if nobody might come early."""

    next_at: datetime
    slow_factor: int = 1
    slow_until: datetime | None = None
    day: date | None = None
    taken: int = 0


def rates(
    paces: Paces, *, relay_ceiling: Callable[[date], int | None] = no_ceiling
) -> tuple[Rate, ...]:
    """Return the rate of each rung.

    An office takes a burst, a domain and a campaign what a minute brings, the relay two
    seconds' worth. `relay_ceiling` tells how many a day may leave: a warm-up.
    """
    a_domain, a_campaign = paces.domain_an_hour, paces.campaign_an_hour
    return (
        Rate(
            every=HOUR / paces.office_an_hour,
            burst=paces.office_burst,
            ceiling_on=lambda _: paces.office_a_day,
            by_day=paces.office_hours,
        ),
        Rate(every=HOUR / a_domain, burst=max(1, a_domain // 60)),
        Rate(every=HOUR / a_campaign, burst=max(1, a_campaign // 60)),
        Rate(
            every=timedelta(minutes=1) / paces.relay_a_minute,
            burst=max(1, paces.relay_a_minute // 30),
            ceiling_on=relay_ceiling,
        ),
    )


def buckets_of(recipient: str, campaign_id: str) -> tuple[str, ...]:
    """Return the name of the bucket of each rung; two members may share one mailbox."""
    mailbox = recipient.lower()
    domain = mailbox.rpartition("@")[2]
    return (f"office:{mailbox}", f"domain:{domain}", f"campaign:{campaign_id}", RELAY)


def take(turns: Turns, rate: Rate, now: datetime, zone: str) -> tuple[datetime, Turns]:
    """Take the next turn; return when it is, and the bucket after it. Days are the zone's."""
    factor = slow_factor(turns, now)
    every = rate.every * factor
    early = rate.every * (rate.burst - 1) if factor == 1 else timedelta(0)
    turn = max(now, turns.next_at - early)
    taken, day = 0, None
    if rate.by_day or rate.ceiling_on is not no_ceiling:
        turn, day, taken = _where_there_is_room(turns, rate, turn, ZoneInfo(zone))
    next_at = max(turns.next_at, turn) + every
    return turn, Turns(next_at, turns.slow_factor, turns.slow_until, day, taken)


def slow_factor(turns: Turns, now: datetime) -> int:
    """Return by how much a rate is divided now; it doubles back, hour by hour."""
    if turns.slow_until is None or turns.slow_factor == 1:
        return 1
    if now < turns.slow_until:
        return turns.slow_factor
    halvings = (now - turns.slow_until) // RECOVERS_EVERY + 1
    return max(1, turns.slow_factor >> halvings)


def slowed(turns: Turns, now: datetime) -> Turns:
    """Return a bucket at half its rate for some hours; answers of one wave halve it once."""
    if turns.slow_until is not None and now < turns.slow_until - SLOW_FOR + SAME_WAVE:
        return turns
    factor = min(2 * slow_factor(turns, now), SLOWEST)
    return replace(turns, slow_factor=factor, slow_until=now + SLOW_FOR)


def planned_anew(turns: Turns, rate: Rate, now: datetime, *, today: date, taken: int) -> Turns:
    """Return a bucket whose line begins anew, without a burst; so many left already today."""
    early = rate.every * (rate.burst - 1) if slow_factor(turns, now) == 1 else timedelta(0)
    first = now + rate.every * slow_factor(turns, now)
    return replace(turns, next_at=first + early, day=today, taken=taken)


def opening(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return this moment, or the next at which an office is open: weekdays from 8 to 17."""
    local = moment.astimezone(zone)
    day = local.date()
    if local.time() >= CLOSES:
        day += DAY
    while day.weekday() >= _SATURDAY:
        day += DAY
    if day == local.date() and local.time() >= OPENS:
        return moment
    return datetime.combine(day, OPENS, zone).astimezone(UTC)


def local_day(moment: datetime, zone: str) -> date:
    """Return the day that a moment belongs to."""
    return moment.astimezone(ZoneInfo(zone)).date()


def start_of(day: date, zone: str) -> datetime:
    """Return the first moment of a day."""
    return datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)


def _where_there_is_room(
    turns: Turns, rate: Rate, turn: datetime, zone: ZoneInfo
) -> tuple[datetime, date, int]:
    """Return the turn on a day that is not full, that day, and how many it has then.

    Turns are taken in order, so no day before the bucket's own has room.
    """
    earliest = turn
    if turns.day is not None:
        earliest = max(turn, start_of(turns.day, zone.key))
    found = _open(earliest, rate, zone)
    day = found.astimezone(zone).date()
    taken = turns.taken if day == turns.day else 0
    ceiling = rate.ceiling_on(day)
    if ceiling is not None and taken >= max(1, ceiling):
        found = _open(start_of(day + DAY, zone.key), rate, zone)
        day, taken = found.astimezone(zone).date(), 0
    return found, day, taken + 1


def _open(moment: datetime, rate: Rate, zone: ZoneInfo) -> datetime:
    return opening(moment, zone) if rate.by_day else moment
