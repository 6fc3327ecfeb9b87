"""The tables and the chart of one legislator's page."""

from collections.abc import Sequence

from flask_babel import format_date

from campaign.domain.arrivals import Arrival
from campaign.queries.campaigns import CampaignPage
from campaign.web.console.charts import BarTable, CountRow, DayChart, shown_bars, shown_columns
from campaign.web.presenters.legislator_letters import (
    LegislatorLetters,
    arrival_words,
    ways_in_words,
)


def asks_table(campaign: CampaignPage, letters: LegislatorLetters) -> BarTable:
    """Draw the letters by recommendation, in the campaign's order."""
    rows = [CountRow(f"{item.position}. {item.title}", ()) for item in campaign.recommendations]
    cells = [(number,) for number in letters.asks]
    return shown_bars(rows[: len(cells)], cells)


def towns_table(letters: LegislatorLetters) -> BarTable:
    """Draw the letters by town, the largest first."""
    rows = [CountRow(name, (number,)) for name, number in letters.towns]
    return shown_bars(rows, [row.counts for row in rows])


def weeks_chart(letters: LegislatorLetters) -> DayChart:
    """Draw the letters by week."""
    labels = [format_date(monday, "medium") for monday, _number in letters.weeks]
    return shown_columns(labels, [(number,) for _monday, number in letters.weeks], by_week=True)


def ways_table(letters: LegislatorLetters, *, exact: bool) -> Sequence[tuple[str, int | str]]:
    """Return what became of the letters: numbers for staff, words for everybody else."""
    if not exact:
        return ways_in_words(letters)
    words, found = arrival_words(), letters.arrivals
    return [(words[way], found[way]) for way in Arrival if found.get(way)]
