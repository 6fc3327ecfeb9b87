"""The morning page for who may see people: every number as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _

from campaign.domain.disclosure import Cell, OrMore
from campaign.domain.tallies import TallyKind
from campaign.i18n import LOCALES, OWN_NAMES
from campaign.queries.counts import CountFilter, Line, along
from campaign.queries.needs_person import waiting_up_to
from campaign.queries.offices import Office
from campaign.web.console.charts import Chart, ShownRow, day_rows, veiled_rows
from campaign.web.console.filters import A_WEEK, CHAMBERS, CountsView
from campaign.web.console.morning import (
    Morning,
    Stat,
    anchors,
    bar_chart,
    column_chart,
    districts,
    folded_chart,
    hour_chart,
    legislator_chart,
    offices_of,
    own_words_chart,
    rate,
    recommendation_chart,
    source_rows,
    today,
)

_K = TallyKind
OF_PEOPLE = (_K.SIGN_UP, _K.WRITER, _K.SUBMITTED, _K.CONFIRMED)
"""What belongs to a person and not to one letter: no recommendation or chamber tells it apart."""

MOST_COUNTED = 1_000
"""So many that wait for a person are counted; more is too many, whatever the number."""

COMPARED = (_K.LETTER, _K.SIGN_UP, _K.CONFIRMED, _K.DELIVERED)

ByKey = Mapping[str | date, Mapping[TallyKind, int]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, and as which kind letters count: a filter on an ask counts its asks."""

    counts: CountFilter
    letter: TallyKind
    of_letters: bool
    """Whether a filter is set that tells letters apart and no people."""

    @property
    def kinds(self) -> tuple[TallyKind, ...]:
        """Return everything that these filters can tell apart."""
        if self.letter is _K.ASK:
            return (_K.ASK,)
        return (_K.LETTER, _K.DELIVERED, _K.CALL, *(() if self.of_letters else OF_PEOPLE))

    @property
    def columns(self) -> tuple[TallyKind, ...]:
        """Return what the tables count: letters, and people where that is possible."""
        return (self.letter,) if self.of_letters else (self.letter, _K.SIGN_UP)


def exact_morning(view: CountsView) -> Morning:
    """Return the page for these filters."""
    offices = offices_of(view)
    asked = _asked(view, offices)
    by_day = along(Line.DAY, asked.kinds, asked.counts)
    by_target = along(Line.TARGET, (asked.letter,), asked.counts)
    counts = [
        (office, by_target.get(office.target_id, {}).get(asked.letter, 0))
        for office in offices
        if office.target_id in by_target or (office.sits and office.chamber in CHAMBERS)
    ]
    charts = [
        _by_day(view, by_day, asked),
        legislator_chart(view, counts),
        recommendation_chart(view, asked.counts, exact=True),
        *_by_origin(view, asked),
    ]
    places = districts(counts), anchors(counts)
    if asked.of_letters:
        told = _(
            "Sign-ups, confirmations and own words belong to a person, not to one letter, so"
            " they are left out while a recommendation or a chamber is chosen."
        )
        return Morning(_stats(by_day, asked), charts, (told,), *places)
    whole_time = view.chosen.first is None and view.chosen.last is None
    compared = [_comparison(view, by_day)] if whole_time else []
    charts = [
        *compared,
        *charts,
        hour_chart(asked.counts, exact=True),
        own_words_chart(asked.counts, exact=True),
    ]
    return Morning(_stats(by_day, asked), charts, (), *places)


def _asked(view: CountsView, offices: Sequence[Office]) -> Asked:
    counts, chamber = view.asked, view.chosen.chamber
    if chamber:
        ids = frozenset(office.district_id for office in offices)
        counts = replace(counts, district_ids=ids)
    letter = _K.ASK if counts.recommendation_id else _K.LETTER
    return Asked(counts, letter, bool(chamber or counts.recommendation_id))


def _stats(by_day: ByKey, asked: Asked) -> list[Stat]:
    """Return the sums of the whole view, and what waits for a person now."""
    sums = dict.fromkeys(_K, 0)
    for counts in by_day.values():
        for kind, n in counts.items():
            sums[kind] += n
    stats = [Stat(_("Letters"), sums[asked.letter])]
    if _K.DELIVERED in asked.kinds:
        stats.append(Stat(_("Letters delivered"), sums[_K.DELIVERED]))
        stats.append(Stat(_("Calls said to be made"), sums[_K.CALL]))
    if not asked.of_letters:
        stats += [
            Stat(_("Sign-ups"), sums[_K.SIGN_UP]),
            Stat(_("Writers"), sums[_K.WRITER]),
            Stat(_("Confirmation rate"), words=rate(sums[_K.CONFIRMED], sums[_K.SUBMITTED])),
        ]
    n = waiting_up_to(MOST_COUNTED)
    waits = OrMore(n) if n == MOST_COUNTED else n
    url = url_for("console_needs_person.show")
    return [*stats, Stat(_("Need a person now"), waits, url=url)]


def _comparison(view: CountsView, by_day: ByKey) -> Chart:
    """Return today beside the same day last week, and this week beside last week."""
    now = today(view.campaign)
    monday = now - timedelta(days=now.weekday())
    spans = [
        (_("Today"), now, now),
        (_("The same day last week"), now - A_WEEK, now - A_WEEK),
        (_("This week until now"), monday, now),
        (_("Last week until that day"), monday - A_WEEK, now - A_WEEK),
        (_("All of last week"), monday - A_WEEK, monday - timedelta(days=1)),
    ]
    rows = [
        ShownRow(
            label,
            tuple(
                sum(
                    by_day.get(first + timedelta(days=n), {}).get(kind, 0)
                    for n in range((last - first).days + 1)
                )
                for kind in COMPARED
            ),
        )
        for label, first, last in spans
    ]
    heads = (_("When"), _("Letters"), _("Sign-ups"), _("Confirmed"), _("Letters delivered"))
    return Chart("now", _("Today and this week"), heads, lines=tuple(rows))


def _by_day(view: CountsView, by_day: ByKey, asked: Asked) -> Chart:
    last = min(view.chosen.last or date.max, today(view.campaign))
    days = [day for day in by_day if isinstance(day, date)]
    first = view.chosen.first or min(days, default=last)
    first = min(last, max(first, view.campaign.starts_on))

    def counts(day: date) -> tuple[int, ...]:
        return tuple(by_day.get(day, {}).get(kind, 0) for kind in asked.columns)

    rows, by_week = day_rows(counts, first, last)
    words = [_("Letters by week"), _("Week from")] if by_week else [_("Letters by day"), _("Day")]
    shown = veiled_rows(rows, exact=True)
    return column_chart("days", [*words, *_heads(asked)], shown)


def _by_origin(view: CountsView, asked: Asked) -> list[Chart]:
    """Return the charts of where people come from and in which language they write."""
    by_source = along(Line.SOURCE, asked.columns, asked.counts)
    by_locale = along(Line.LOCALE, asked.columns, asked.counts)
    nothing = dict.fromkeys(asked.columns, 0)

    def cells(counts: Mapping[TallyKind, int]) -> tuple[Cell, ...]:
        return tuple(counts.get(kind, 0) for kind in asked.columns)

    known = {source.id: by_source.get(source.id, nothing) for source in view.sources}
    without = {"": by_source.get("", nothing)}
    languages = [ShownRow(OWN_NAMES[each], cells(by_locale.get(each, nothing))) for each in LOCALES]
    heads = _heads(asked)
    return [
        folded_chart(
            "partners",
            [_("By partner"), _("Partner"), *heads],
            _partners(view, by_source, asked),
            exact=True,
        ),
        folded_chart(
            "sources",
            [_("By source code"), _("Source code"), *heads],
            source_rows(view, {key: cells(sums) for key, sums in {**known, **without}.items()}),
            exact=True,
        ),
        bar_chart("languages", [_("By language"), _("Language"), *heads], languages),
    ]


def _partners(view: CountsView, by_source: ByKey, asked: Asked) -> list[ShownRow]:
    """Return a row for each partner, the sums of its sources, and one for no partner."""
    names = {partner.id: partner.name for partner in view.partners} | {"": _("No partner")}
    sums = {partner_id: [0] * len(asked.columns) for partner_id in names}
    owners = {source.id: source.partner_id for source in view.sources}
    for source_id, counts in by_source.items():
        row = sums[owners.get(str(source_id), "")]
        for place, kind in enumerate(asked.columns):
            row[place] += counts.get(kind, 0)
    return [ShownRow(name, tuple(sums[partner_id])) for partner_id, name in names.items()]


def _heads(asked: Asked) -> list[str]:
    return [_("Letters")] if asked.of_letters else [_("Letters"), _("Sign-ups")]
