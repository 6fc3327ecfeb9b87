"""Charts of the console: what a template draws, already measured and with small counts veiled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask_babel import format_date

from campaign.domain.disclosure import Cell, OrMore, Shown, Veil, veil_table

FULL = 100.0
CHART_HEIGHT = 84.0
"""Percent of the drawing that the highest column takes; above it stands its value."""
GAP = 0.25
MOST_COLUMNS = 62


@dataclass(frozen=True, slots=True)
class CountRow:
    """One row before it is drawn: what it is about, and its counts, the drawn one first."""

    label: str
    counts: tuple[int, ...]
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row whose cells hold what its reader may see; `anchor` is where a link finds it."""

    label: str
    cells: tuple[Cell, ...]
    note: str = ""
    url: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar table. `length` is in percent of the longest bar."""

    label: str
    note: str
    url: str
    cells: tuple[Cell, ...]
    length: float
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class BarTable:
    """Bars; `left_out` rows have nothing that can be shown."""

    bars: tuple[Bar, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a chart: a day, a week, an hour; places and sizes are in percent of it."""

    label: str
    cells: tuple[Cell, ...]
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
class ColumnChart:
    """Columns from the first day to the last, or from the first hour."""

    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure of the morning page: as bars or as columns, as a table and as a file.

    `key` is its name in addresses. `heads` are those of the table. After `opened` bars the rest
    is folded away; `hints` stand above it, `left_out` says below what is not drawn.
    """

    key: str
    title: str
    heads: tuple[str, ...]
    bars: BarTable | None = None
    columns: ColumnChart | None = None
    hints: tuple[str, ...] = ()
    left_out: str = ""
    opened: int | None = None
    lines: tuple[ShownRow, ...] = field(default=())
    """The rows of the file, all of them, in their own order."""


def veiled_rows(rows: Sequence[CountRow], *, exact: bool) -> list[ShownRow]:
    """Return rows as their reader may see them, each column veiled by itself."""
    shown = _veiled(rows, exact=exact)
    return [
        ShownRow(row.label, cells, row.note, row.url)
        for row, cells in zip(rows, shown, strict=True)
    ]


def draw_bars(rows: Sequence[ShownRow], *, fold: bool = False) -> BarTable:
    """Draw rows that may be shown as bars."""
    longest = max((number(row.cells[0]) for row in rows), default=0) or 1
    bars = [
        Bar(
            row.label,
            row.note,
            row.url,
            row.cells,
            round(FULL * number(row.cells[0]) / longest, 1),
            row.anchor,
        )
        for row in rows
    ]
    if not fold:
        return BarTable(tuple(bars), 0)
    telling = [bar for bar in bars if any(_tells(cell) for cell in bar.cells)]
    telling.sort(key=lambda bar: number(bar.cells[0]), reverse=True)
    return BarTable(tuple(telling), len(bars) - len(telling))


def day_rows(
    counts: Callable[[date], tuple[int, ...]], first: date, last: date
) -> tuple[list[CountRow], bool]:
    """Return a row for every day, or for every week of a long time, and which of the two."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    by_week = len(days) > MOST_COLUMNS
    groups = _weeks(days) if by_week else [[day] for day in days]
    rows = [
        CountRow(format_date(group[0], "medium"), _added([counts(day) for day in group]))
        for group in groups
    ]
    return rows, by_week


def draw_columns(rows: Sequence[ShownRow]) -> ColumnChart:
    """Draw rows that may be shown as columns, the first of the highest marked."""
    highest = max((number(row.cells[0]) for row in rows), default=0)
    step = FULL / max(len(rows), 1)
    marked = next(
        (place for place, row in enumerate(rows) if number(row.cells[0]) == highest > 0), None
    )
    columns = []
    for place, row in enumerate(rows):
        height = round(CHART_HEIGHT * number(row.cells[0]) / (highest or 1), 2)
        columns.append(
            Column(
                label=row.label,
                cells=row.cells,
                left=round(place * step + step * GAP / 2, 2),
                width=round(step * (1 - GAP), 2),
                top=round(FULL - height, 2),
                height=height,
                is_highest=place == marked,
            )
        )
    return ColumnChart(tuple(columns))


def number(cell: Cell) -> int:
    """Return the number that is drawn for a cell, none where it is veiled."""
    if isinstance(cell, OrMore):
        return cell.n
    return 0 if isinstance(cell, Veil) else cell


def _veiled(rows: Sequence[CountRow], *, exact: bool) -> list[tuple[Shown, ...]]:
    """Veil each column of a table by itself."""
    if exact or not rows:
        return [row.counts for row in rows]
    columns = [veil_table(column) for column in zip(*(row.counts for row in rows), strict=True)]
    return list(zip(*columns, strict=True))


def _tells(cell: Cell) -> bool:
    return cell is Veil.WITHHELD or number(cell) > 0


def _added(counts: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sum(column) for column in zip(*counts, strict=True))


def _weeks(days: Sequence[date]) -> list[list[date]]:
    weeks: list[list[date]] = []
    for day in days:
        if not weeks or day.weekday() == 0:
            weeks.append([])
        weeks[-1].append(day)
    return weeks
