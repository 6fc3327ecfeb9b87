"""The morning page as its template and its files need it, whoever looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import format_percent, format_time, ngettext
from flask_babel import gettext as _

from campaign import wiring
from campaign.domain.disclosure import Cell, OrMore, Veil
from campaign.domain.tallies import OwnWords, TallyKind
from campaign.queries.campaigns import CampaignPage
from campaign.queries.counts import CountFilter, Line, along
from campaign.queries.offices import Office, offices
from campaign.web.console.charts import (
    Chart,
    CountRow,
    ShownRow,
    draw_bars,
    draw_columns,
    number,
    veiled_rows,
)
from campaign.web.console.filters import CountsView
from campaign.web.console.locale import console_locale

MOST_OPEN = 12
"""So many bars of a long table stand open; the rest is folded away."""

_K = TallyKind
HOURS = tuple(f"{hour:02}" for hour in range(24))


@dataclass(frozen=True, slots=True)
class Stat:
    """A number at the top of the page, or a share in words; `url` is where more is told."""

    label: str
    cell: Cell = 0
    words: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Morning:
    """Everything that the page shows.

    `by_district` holds what may be shown of each district, by its id, for the maps; it is None
    where none are drawn.
    """

    stats: Sequence[Stat]
    charts: Sequence[Chart]
    notes: Sequence[str] = ()
    by_district: Mapping[str, Cell] | None = None
    anchors: Mapping[str, str] = field(default_factory=dict)
    """Where a tap on a district leads: to its legislator in the list."""

    def chart(self, key: str) -> Chart | None:
        """Return one figure by the name that it has in addresses."""
        return next((chart for chart in self.charts if chart.key == key), None)


def today(campaign: CampaignPage) -> date:
    """Return the campaign's own day."""
    return datetime.now(UTC).astimezone(ZoneInfo(campaign.time_zone)).date()


def bar_chart(key: str, words: Sequence[str], rows: Sequence[ShownRow], *hints: str) -> Chart:
    """Return rows as bars in their order; the words are its title and the heads of its table."""
    title, *heads = words
    return Chart(key, title, tuple(heads), bars=draw_bars(rows), hints=hints, lines=tuple(rows))


def column_chart(key: str, words: Sequence[str], rows: Sequence[ShownRow]) -> Chart:
    """Return rows as columns in their order; the words are its title and its table's heads."""
    title, *heads = words
    return Chart(key, title, tuple(heads), columns=draw_columns(rows), lines=tuple(rows))


def folded_chart(key: str, words: Sequence[str], rows: Sequence[ShownRow], *, exact: bool) -> Chart:
    """Return rows as bars, the longest first; those that say nothing are only counted."""
    title, *heads = words
    bars = draw_bars(rows, fold=True)
    n = bars.left_out
    if exact:
        left_out = ngettext(
            "%(num)s more has brought nobody yet.", "%(num)s more have brought nobody yet.", n
        )
    else:
        left_out = ngettext(
            "%(num)s more has fewer than 5 letters.",
            "%(num)s more have fewer than 5 letters each.",
            n,
        )
    lines, rest = tuple(rows), left_out if n else ""
    return Chart(key, title, tuple(heads), bars=bars, left_out=rest, opened=MOST_OPEN, lines=lines)


def offices_of(view: CountsView) -> list[Office]:
    """Return the offices of the chosen chamber, also of those who left."""
    listed = offices(view.campaign.jurisdiction, on=today(view.campaign))
    chamber = view.chosen.chamber
    return [office for office in listed if not chamber or office.chamber == chamber]


def legislator_chart(view: CountsView, counts: Sequence[tuple[Office, Cell]]) -> Chart:
    """Return the legislators, those furthest from the goal first, and how many are short of it."""
    goal, locale = view.campaign.goal, console_locale()
    state = wiring.edges().jurisdictions[view.campaign.jurisdiction]
    rows = tuple(
        ShownRow(
            office.name,
            (cell, max(goal - cell, 0) if isinstance(cell, int) else cell),
            state.district_name(office.chamber, office.district_number).read(locale),
            url=url_for("console_legislators.one", target_id=office.target_id),
            anchor=f"legislator-{office.target_id}",
        )
        for office, cell in sorted(counts, key=lambda pair: number(pair[1]))
    )
    short = {office.ocd_id for office, cell in counts if office.sits and number(cell) < goal}
    told = ngettext(
        "%(num)s district is short of the goal of %(goal)s letters. Those furthest from it come"
        " first.",
        "%(num)s districts are short of the goal of %(goal)s letters. Those furthest from it come"
        " first.",
        len(short),
        goal=goal,
    )
    return Chart(
        "legislators",
        _("By legislator"),
        (_("Legislator"), _("Letters"), _("Short of the goal")),
        bars=draw_bars(rows),
        hints=(told,),
        opened=MOST_OPEN,
        lines=rows,
    )


def anchors(counts: Sequence[tuple[Office, Cell]]) -> dict[str, str]:
    """Return where each district's legislator stands in the list."""
    return {office.ocd_id: f"#legislator-{office.target_id}" for office, _cell in counts}


def districts(counts: Sequence[tuple[Office, Cell]]) -> dict[str, Cell]:
    """Return what may be shown of each district: what its legislators may be shown to have."""
    cells: dict[str, list[Cell]] = {}
    for office, cell in counts:
        cells.setdefault(office.ocd_id, []).append(cell)
    return {ocd_id: _together(some) for ocd_id, some in cells.items()}


def _together(cells: Sequence[Cell]) -> Cell:
    if len(cells) == 1:
        return cells[0]
    total = sum(map(number, cells))
    if all(isinstance(cell, int) for cell in cells):
        return total
    return OrMore(total) if total else Veil.FEW


def source_rows(view: CountsView, cells: Mapping[str, tuple[Cell, ...]]) -> list[ShownRow]:
    """Return a row for each source that has cells, and for those without a code."""
    rows = [
        ShownRow(source.code, cells[source.id], source.label or source.partner)
        for source in view.sources
        if source.id in cells
    ]
    return [*rows, ShownRow(_("Without a code"), cells[""])] if "" in cells else rows


def recommendation_chart(view: CountsView, asked: CountFilter, *, exact: bool) -> Chart:
    """Return the letters by what they ask for, in the campaign's order."""
    found = along(Line.RECOMMENDATION, (_K.ASK,), asked)
    rows = [
        CountRow(f"{item.position}. {item.title}", (found.get(item.id, {}).get(_K.ASK, 0),))
        for item in view.campaign.recommendations
    ]
    words = (_("By recommendation"), _("Recommendation"), _("Letters"))
    hint = _("A letter can ask for up to three, so these add up to more than the letters.")
    return bar_chart("recommendations", words, veiled_rows(rows, exact=exact), hint)


def hour_chart(asked: CountFilter, *, exact: bool) -> Chart:
    """Return at which hour of the campaign's day families confirm."""
    found = along(Line.FACET, (_K.CONFIRMED,), asked)
    rows = [
        CountRow(_hour_label(hour), (found.get(hour, {}).get(_K.CONFIRMED, 0),)) for hour in HOURS
    ]
    words = (_("When families confirm"), _("Hour"), _("Confirmations"))
    return column_chart("hours", words, veiled_rows(rows, exact=exact))


def own_words_chart(asked: CountFilter, *, exact: bool) -> Chart:
    """Return how much of their letter people wrote themselves."""
    labels = {
        OwnWords.NONE: _("No own words"),
        OwnWords.SOME: _("Less than a third"),
        OwnWords.HALF: _("A third to two thirds"),
        OwnWords.MOST: _("More than two thirds"),
    }
    found = along(Line.FACET, (_K.WRITER,), asked)
    rows = [
        CountRow(label, (found.get(band, {}).get(_K.WRITER, 0),)) for band, label in labels.items()
    ]
    words = (_("Own words"), _("Share of the letter"), _("Writers"))
    return bar_chart("own-words", words, veiled_rows(rows, exact=exact))


def rate(part: int, whole: int) -> str:
    """Return a share in whole percent, and a dash for that of nothing."""
    return str(format_percent(part / whole, "#,##0%")) if whole > 0 else "-"


def _hour_label(hour: str) -> str:
    return str(format_time(datetime(1, 1, 1, int(hour), tzinfo=UTC), "short", rebase=False))
