"""One row of a list: read, made clean, or refused for a reason."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from campaign.domain.errors import Refused
from campaign.domain.imports import CITY_LIMIT, NAME_LIMIT, ImportColumn, Matching, RowFault
from campaign.domain.people import normalise_email
from campaign.domain.places import ZipCode
from campaign.domain.text import clean_line

ADULT_AGE = 18
OLDEST_AGE = 120
FIRST_YEAR = 1900
LAST_YEAR = 9000
CENTURY = 100
EMAIL_LIMIT = 254
MOST_REMEMBERED = 5_000

_ADDRESS = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
_WRITTEN = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})(?:[ ,T].*)?")
_YES = {"yes", "y", "true", "x", "si", "sí", "adult", "adulto", "adulta", "18+", "18-plus"}
_NO = {"no", "n", "false", "minor", "menor", "under-13", "13-17"}
_LANGUAGES = {"en": "en", "in": "en", "es": "es", "sp": "es"}


class CleanRow(NamedTuple):
    """One row as it is staged; a refused one holds nothing of the person."""

    number: int
    email: str = ""
    given_name: str = ""
    family_name: str = ""
    city: str = ""
    zip: str = ""
    locale: str = ""
    agreed_at: datetime | None = None
    fault: RowFault | None = None
    fault_column: ImportColumn | None = None
    repeats: bool = False
    """Its address stands in an earlier row, which counts."""


class _Wrong(Exception):
    """Say what is wrong with a row, and in which column."""

    def __init__(self, fault: RowFault, column: ImportColumn | None = None) -> None:
        super().__init__(fault)
        self.fault = fault
        self.column = column


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds for every row of a list."""

    matching: Matching
    locale: str
    zone: ZoneInfo
    agreed_on: date | None
    everyone_is_adult: bool
    oldest: datetime
    """Who agreed before that would be forgotten at once."""
    now: datetime


class RowCheck:
    """Reads the rows of one list. It remembers the days that it has read before."""

    def __init__(self, rules: Rules, *, width: int) -> None:
        self._rules, self._width = rules, width
        self._days: dict[str, datetime] = {}
        self._same = "" if rules.agreed_on is None else rules.agreed_on.isoformat()
        places = rules.matching.places
        self._place = {column: places.get(column, -1) for column in ImportColumn}

    def __call__(self, number: int, cells: Sequence[str]) -> CleanRow:
        """Return a row, clean or with what is wrong with it."""
        try:
            return self._read(number, cells)
        except _Wrong as wrong:
            return CleanRow(number, fault=wrong.fault, fault_column=wrong.column)

    def _read(self, number: int, cells: Sequence[str]) -> CleanRow:
        if len(cells) > self._width and any(cells[self._width :]):
            raise _Wrong(RowFault.TOO_MANY_CELLS)
        email = self._email(cells)
        self._check_age(self._cell(cells, ImportColumn.AGE))
        given, family = self._names(cells)
        return CleanRow(
            number,
            email,
            given,
            family,
            self._line(cells, ImportColumn.CITY, CITY_LIMIT),
            self._zip(self._cell(cells, ImportColumn.ZIP)),
            _language(self._cell(cells, ImportColumn.LANGUAGE)) or self._rules.locale,
            self._agreed_at(self._cell(cells, ImportColumn.AGREED_AT) or self._same),
        )

    def _cell(self, cells: Sequence[str], column: ImportColumn) -> str:
        place = self._place[column]
        return cells[place].strip() if 0 <= place < len(cells) else ""

    def _line(self, cells: Sequence[str], column: ImportColumn, limit: int) -> str:
        try:
            return clean_line(self._cell(cells, column), limit)
        except Refused as refused:
            raise _Wrong(RowFault.TOO_LONG, column) from refused

    def _email(self, cells: Sequence[str]) -> str:
        email = normalise_email(self._cell(cells, ImportColumn.EMAIL))
        if not email:
            raise _Wrong(RowFault.EMAIL_MISSING, ImportColumn.EMAIL)
        if not is_address(email):
            raise _Wrong(RowFault.EMAIL_WRONG, ImportColumn.EMAIL)
        return email

    def _names(self, cells: Sequence[str]) -> tuple[str, str]:
        given = self._line(cells, ImportColumn.GIVEN_NAME, NAME_LIMIT)
        family = self._line(cells, ImportColumn.FAMILY_NAME, NAME_LIMIT)
        if given or family or self._place[ImportColumn.FULL_NAME] < 0:
            return given, family
        whole = self._line(cells, ImportColumn.FULL_NAME, 2 * NAME_LIMIT)
        given, family = split_name(whole)
        if len(given) > NAME_LIMIT or len(family) > NAME_LIMIT:
            raise _Wrong(RowFault.TOO_LONG, ImportColumn.FULL_NAME)
        return given, family

    def _zip(self, text: str) -> str:
        if not text:
            return ""
        try:
            return ZipCode.parse(text).digits
        except Refused as refused:
            raise _Wrong(RowFault.ZIP_WRONG, ImportColumn.ZIP) from refused

    def _check_age(self, text: str) -> None:
        """Refuse whoever is not known to be an adult; a minor is never brought in."""
        if self._place[ImportColumn.AGE] < 0 and self._rules.everyone_is_adult:
            return
        adult = is_adult(text, on=self._rules.now.date(), day_first=self._rules.matching.day_first)
        if adult is None:
            raise _Wrong(RowFault.AGE_UNKNOWN, ImportColumn.AGE)
        if not adult:
            raise _Wrong(RowFault.MINOR, ImportColumn.AGE)

    def _agreed_at(self, text: str) -> datetime:
        if not text:
            raise _Wrong(RowFault.DATE_MISSING, ImportColumn.AGREED_AT)
        known = self._days.get(text)
        if known is None:
            known = self._checked(self._moment(text))
            if len(self._days) < MOST_REMEMBERED:
                self._days[text] = known
        return known

    def _moment(self, text: str) -> datetime:
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            day = written_day(text, day_first=self._rules.matching.day_first)
            if day is None:
                raise _Wrong(RowFault.DATE_WRONG, ImportColumn.AGREED_AT) from None
            found = datetime.combine(day, time(12))
        else:
            if found.tzinfo is None and found.time() == time(0):
                found = datetime.combine(found.date(), time(12))
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise _Wrong(RowFault.DATE_WRONG, ImportColumn.AGREED_AT)
        return (found if found.tzinfo else found.replace(tzinfo=self._rules.zone)).astimezone(UTC)

    def _checked(self, at: datetime) -> datetime:
        """Return a moment of the past; today's noon may still lie ahead by some hours."""
        zone, now = self._rules.zone, self._rules.now
        if at.astimezone(zone).date() > now.astimezone(zone).date():
            raise _Wrong(RowFault.DATE_AHEAD, ImportColumn.AGREED_AT)
        if at <= self._rules.oldest:
            raise _Wrong(RowFault.DATE_TOO_OLD, ImportColumn.AGREED_AT)
        return min(at, now)


def is_address(email: str) -> bool:
    """Tell whether a normalised e-mail address is one that any mail server can reach."""
    return len(email) <= EMAIL_LIMIT and _ADDRESS.fullmatch(email) is not None


def split_name(whole: str) -> tuple[str, str]:
    """Return given and family name of one cell: "Reyes, Ana" and "Ana Reyes" are the same."""
    if "," in whole:
        family, _, given = whole.partition(",")
    else:
        given, _, family = whole.partition(" ")
    return given.strip(), family.strip()


def written_day(text: str, *, day_first: bool) -> date | None:
    """Return the day of a text like 3/14/2026, None where it is none."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    first, second, year = (int(number) for number in found.groups())
    month, day = (second, first) if day_first else (first, second)
    try:
        return date(year if year >= CENTURY else year + 2000, month, day)
    except ValueError:
        return None


def is_adult(text: str, *, on: date, day_first: bool) -> bool | None:
    """Tell whether an age, a birthday, a year of birth or a word is an adult's; None is unknown."""
    word = text.casefold()
    if word in _YES or word in _NO:
        return word in _YES
    if text.isascii() and text.isdigit():
        number = int(text[:6])
        if number <= OLDEST_AGE:
            return number >= ADULT_AGE
        return _born_in(number, on) if FIRST_YEAR <= number <= on.year else None
    try:
        born: date | None = datetime.fromisoformat(text).date()
    except ValueError:
        born = written_day(text, day_first=day_first)
    if born is None or born > on:
        return None
    return (on.year - born.year) - ((on.month, on.day) < (born.month, born.day)) >= ADULT_AGE


def _born_in(year: int, on: date) -> bool | None:
    """Tell it by the year alone; in the year of the eighteenth birthday nobody knows."""
    age = on.year - year
    return None if age == ADULT_AGE else age > ADULT_AGE


def _language(text: str) -> str:
    return _LANGUAGES.get(text[:2].casefold(), "")
