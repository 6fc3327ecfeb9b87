"""Charts of the console: what a template draws, already measured and with small counts veiled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import format_date

from campaign.domain.disclosure import Shown, Veil, veil_table

FULL = 100.0
CHART_HEIGHT = 84.0
"""Percent of the drawing that the highest column takes; above it stands its value."""
GAP = 0.25
MOST_COLUMNS = 62
DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class CountRow:
    """One row before it is drawn: what it is about, and its counts, the drawn one first."""

    label: str
    counts: tuple[int, ...]
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar table. `length` is in percent of the longest bar."""

    label: str
    note: str
    url: str
    cells: tuple[Shown, ...]
    length: float


@dataclass(frozen=True, slots=True)
class BarTable:
    """Bars, longest first; `left_out` rows have nothing that can be shown."""

    bars: tuple[Bar, ...]
    left_out: int
    veiled: bool


@dataclass(frozen=True, slots=True)
class DayColumn:
    """One day or week of a column chart; places and sizes are in percent of the drawing."""

    label: str
    cells: tuple[Shown, ...]
    left: float
    width: float
    top: float
    height: float
    is_highest: bool

    @property
    def middle(self) -> float:
        """Return where a word above the column is centred."""
        return self.left + self.width / 2


@dataclass(frozen=True, slots=True)
class DayChart:
    """Columns from the first day to the last."""

    columns: tuple[DayColumn, ...]
    by_week: bool


def bar_table(rows: Sequence[CountRow], *, exact: bool, fold: bool = False) -> BarTable:
    """Draw rows as bars; with `fold`, rows that say nothing are counted instead of drawn."""
    return shown_bars(rows, _veiled(rows, exact=exact), fold=fold)


def shown_bars(
    rows: Sequence[CountRow], shown: Sequence[tuple[Shown, ...]], *, fold: bool = False
) -> BarTable:
    """Draw rows as bars whose counts are veiled already."""
    longest = max((_number(cells[0]) for cells in shown), default=0) or 1
    bars = [
        Bar(row.label, row.note, row.url, cells, round(FULL * _number(cells[0]) / longest, 1))
        for row, cells in zip(rows, shown, strict=True)
    ]
    veiled = any(isinstance(cell, Veil) for cells in shown for cell in cells)
    if not fold:
        return BarTable(tuple(bars), 0, veiled)
    telling = [bar for bar in bars if any(_tells(cell) for cell in bar.cells)]
    telling.sort(key=lambda bar: _number(bar.cells[0]), reverse=True)
    return BarTable(tuple(telling), len(bars) - len(telling), veiled)


def day_chart(
    counts: Callable[[date], tuple[int, ...]], first: date, last: date, *, exact: bool
) -> DayChart:
    """Draw every day from the first to the last; a long time is drawn by weeks, from Monday."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    by_week = len(days) > MOST_COLUMNS
    rows = [
        CountRow(format_date(group[0], "medium"), _added([counts(day) for day in group]))
        for group in (_weeks(days) if by_week else [[day] for day in days])
    ]
    labels = [row.label for row in rows]
    return shown_columns(labels, _veiled(rows, exact=exact), by_week=by_week)


def shown_columns(
    labels: Sequence[str], shown: Sequence[tuple[Shown, ...]], *, by_week: bool
) -> DayChart:
    """Draw columns whose counts are veiled already."""
    highest = max((_number(cells[0]) for cells in shown), default=0)
    step = FULL / max(len(labels), 1)
    marked = next((place for place, cells in enumerate(shown) if cells[0] == highest > 0), None)
    columns = []
    for place, (label, cells) in enumerate(zip(labels, shown, strict=True)):
        height = round(CHART_HEIGHT * _number(cells[0]) / (highest or 1), 2)
        columns.append(
            DayColumn(
                label=label,
                cells=cells,
                left=round(place * step + step * GAP / 2, 2),
                width=round(step * (1 - GAP), 2),
                top=round(FULL - height, 2),
                height=height,
                is_highest=place == marked,
            )
        )
    return DayChart(tuple(columns), by_week)


def _veiled(rows: Sequence[CountRow], *, exact: bool) -> list[tuple[Shown, ...]]:
    """Veil each column of a table by itself."""
    if exact or not rows:
        return [row.counts for row in rows]
    columns = [veil_table(column) for column in zip(*(row.counts for row in rows), strict=True)]
    return list(zip(*columns, strict=True))


def _tells(cell: Shown) -> bool:
    return cell is Veil.WITHHELD or _number(cell) > 0


def _number(cell: Shown) -> int:
    return 0 if isinstance(cell, Veil) else cell


def _added(counts: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sum(column) for column in zip(*counts, strict=True))


def _weeks(days: Sequence[date]) -> list[list[date]]:
    weeks: list[list[date]] = []
    for day in days:
        if not weeks or day.weekday() == 0:
            weeks.append([])
        weeks[-1].append(day)
    return weeks
