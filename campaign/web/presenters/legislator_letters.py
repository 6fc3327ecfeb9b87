"""The letters to one legislator as the console and a memo show them, small counts veiled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from campaign.domain.arrivals import Arrival
from campaign.domain.disclosure import Shown, gather, veil_grid, veil_table, veil_total
from campaign.domain.tallies import TallyKind, monday
from campaign.queries.campaigns import CampaignPage
from campaign.queries.counts import CountFilter, Line, across, along
from campaign.queries.legislators import answered, arrivals, letters_by_town
from campaign.queries.offices import offices
from campaign.web.words import gettext as _

A_WEEK = timedelta(days=7)
MOST_WEEKS = 26


@dataclass(frozen=True, slots=True)
class LegislatorLetters:
    """What may be shown; where the letters themselves are veiled nothing else is told."""

    letters: Shown
    asks: Sequence[Shown]
    """In the order of the campaign's recommendations."""
    towns: Sequence[tuple[str, int]]
    other_towns: int
    """Letters from towns that are not named."""
    weeks: Sequence[tuple[date, Shown]]
    arrivals: Mapping[Arrival, int]
    """Exact; others than staff are told it in words such as most and some."""
    answered: Shown

    @property
    def number(self) -> int:
        """Return how many letters there are, as far as it is shown."""
        return self.letters if isinstance(self.letters, int) else 0


def legislator_letters(
    target_id: str, campaign: CampaignPage, *, today: date, exact: bool
) -> LegislatorLetters:
    """Return the letters of a campaign to one legislator.

    For those who may not see people every count is a part of a table over all legislators, so
    that the pages of all of them, put together, tell no more.
    """
    asked = CountFilter(campaign_id=campaign.id)
    everyone = [office.target_id for office in offices(campaign.jurisdiction, on=today)]
    place = everyone.index(target_id)
    found = along(Line.TARGET, (TallyKind.LETTER,), asked)
    counts = [found.get(each, {}).get(TallyKind.LETTER, 0) for each in everyone]
    letters: Shown = counts[place] if exact else veil_table(counts)[place]
    if not isinstance(letters, int):
        return LegislatorLetters(letters, (), (), 0, (), {}, letters)
    narrow = CountFilter(campaign_id=campaign.id, target_id=target_id if exact else None)
    rows = [target_id] if exact else everyone
    at = 0 if exact else place
    asks, weeks = _asks(rows, campaign, narrow), _weeks(rows, campaign, narrow, today)
    towns, other_towns = _towns(target_id, campaign.id, exact=exact)
    said = answered(target_id, campaign.id)
    return LegislatorLetters(
        letters=letters,
        asks=asks[at] if exact else veil_grid(asks)[at],
        towns=towns,
        other_towns=other_towns,
        weeks=list(
            zip(
                _mondays(campaign, today),
                weeks[at] if exact else veil_grid(weeks)[at],
                strict=True,
            )
        ),
        arrivals=arrivals(target_id, campaign.id),
        answered=said if exact else veil_total(said),
    )


def arrival_words() -> dict[Arrival, str]:
    """Return in words what can become of a letter."""
    return {
        Arrival.BY_EMAIL: _("Accepted by the e-mail server of the office"),
        Arrival.BY_FORM: _("Sent through the web form of the office"),
        Arrival.ON_PAPER: _("Handed over on paper"),
        Arrival.ON_THE_WAY: _("On the way, or waiting"),
        Arrival.NOT_ARRIVED: _("Not taken by the office"),
    }


def ways_in_words(letters: LegislatorLetters) -> list[tuple[str, str]]:
    """Return what became of the letters, with a word for how many: numbers would tell too much."""
    words = arrival_words()
    return [
        (words[way], _amount(letters.arrivals[way], letters.number))
        for way in Arrival
        if letters.arrivals.get(way)
    ]


def _amount(part: int, whole: int) -> str:
    if part >= whole:
        return _("all letters")
    return _("most letters") if 2 * part > whole else _("some letters")


def _asks(rows: Sequence[str], campaign: CampaignPage, asked: CountFilter) -> list[list[int]]:
    found = across(Line.TARGET, Line.RECOMMENDATION, TallyKind.ASK, asked)
    return [[found.get((row, item.id), 0) for item in campaign.recommendations] for row in rows]


def _weeks(
    rows: Sequence[str], campaign: CampaignPage, asked: CountFilter, today: date
) -> list[list[int]]:
    """Return the letters of each row by week; what was taken back lately is taken off then."""
    mondays = _mondays(campaign, today)
    grid = {row: dict.fromkeys(mondays, 0) for row in rows}
    for (row, day), number in across(Line.TARGET, Line.DAY, TallyKind.LETTER, asked).items():
        week = monday(day) if isinstance(day, date) else None
        if row in grid and week in grid[str(row)]:
            grid[str(row)][week] += number
    return [[max(count, 0) for count in grid[row].values()] for row in rows]


def _mondays(campaign: CampaignPage, today: date) -> list[date]:
    """Return the weeks since the campaign began, at most half a year of them."""
    last = monday(today)
    first = max(monday(min(campaign.starts_on, today)), last - (MOST_WEEKS - 1) * A_WEEK)
    return [first + n * A_WEEK for n in range((last - first) // A_WEEK + 1)]


def _towns(
    target_id: str, campaign_id: str, *, exact: bool
) -> tuple[Sequence[tuple[str, int]], int]:
    """Return the towns by their letters, and the letters from none of them."""
    towns = letters_by_town(target_id, campaign_id)
    unnamed = towns.pop("", 0)
    if exact:
        return sorted(towns.items(), key=lambda row: (-row[1], row[0])), unnamed
    gathered = gather(towns, unnamed=unnamed)
    return gathered.kept, gathered.rest
