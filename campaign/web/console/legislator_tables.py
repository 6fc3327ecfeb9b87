"""The tables and the chart of one legislator's page."""

from collections.abc import Sequence

from flask_babel import format_date

from campaign.domain.arrivals import Arrival
from campaign.queries.campaigns import CampaignPage
from campaign.web.console.charts import BarTable, ColumnChart, ShownRow, draw_bars, draw_columns
from campaign.web.presenters.legislator_letters import (
    LegislatorLetters,
    arrival_words,
    ways_in_words,
)


def asks_table(campaign: CampaignPage, letters: LegislatorLetters) -> BarTable:
    """Draw the letters by recommendation, in the campaign's order."""
    items = campaign.recommendations[: len(letters.asks)]
    return draw_bars(
        [
            ShownRow(f"{item.position}. {item.title}", (number,))
            for item, number in zip(items, letters.asks, strict=True)
        ]
    )


def towns_table(letters: LegislatorLetters) -> BarTable:
    """Draw the letters by town, the largest first."""
    return draw_bars([ShownRow(name, (number,)) for name, number in letters.towns])


def weeks_chart(letters: LegislatorLetters) -> ColumnChart:
    """Draw the letters by week."""
    return draw_columns(
        [ShownRow(format_date(monday, "medium"), (number,)) for monday, number in letters.weeks]
    )


def ways_table(letters: LegislatorLetters, *, exact: bool) -> Sequence[tuple[str, int | str]]:
    """Return what became of the letters: numbers for staff, words for everybody else."""
    if not exact:
        return ways_in_words(letters)
    words, found = arrival_words(), letters.arrivals
    return [(words[way], found[way]) for way in Arrival if found.get(way)]
