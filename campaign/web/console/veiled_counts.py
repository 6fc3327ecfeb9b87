"""The morning page for who may not see people: no count from 1 to 4, whatever the filters.

Letters and sign-ups by week, language, partner and source come from one veiled tree each
(`campaign/domain/atoms.py`), so that filters cannot be subtracted from each other. Everything else
is one table by itself of the whole campaign, and is left out while a filter is set.
"""

from collections.abc import Collection
from datetime import date

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from campaign.domain.disclosure import Cell, Veil, veil_table
from campaign.domain.tallies import TallyKind
from campaign.i18n import LOCALES, OWN_NAMES
from campaign.queries.counts import (
    CountFilter,
    totals,
)
from campaign.queries.offices import Office
from campaign.queries.veiled import letters_by_office
from campaign.web.console.charts import Chart, ShownRow, number
from campaign.web.console.filters import CHAMBERS, CountsView, Reader
from campaign.web.console.forest import (
    LANGUAGE,
    PARTNER,
    SOURCE,
    WEEK,
    Forest,
    Wanted,
    veiled_forest,
    weeks_of,
)
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
    own_words_chart,
    rate,
    recommendation_chart,
    source_rows,
    today,
)

_K = TallyKind


def veiled_morning(view: CountsView, reader: Reader) -> Morning:
    """Return the page for these filters and this reader."""
    wanted = _wanted(view, reader)
    forest = veiled_forest(view.campaign)
    letters, sign_ups = forest.sums(wanted)
    stats = [Stat(_("Letters"), letters), Stat(_("Sign-ups"), sign_ups)]
    charts = _charts(view, forest, wanted, reader)
    notes = _notes(forest.left_out(wanted))
    if wanted:
        if reader.partner_id is None:
            notes.append(
                _(
                    "Recommendations, legislators, the map, hours and own words are shown for the"
                    " whole campaign only: take the filters away to see them."
                )
            )
        return Morning(stats, charts, notes)
    counts = _by_legislator(view)
    whole = CountFilter(campaign_id=view.campaign.id)
    charts = [
        legislator_chart(view, counts),
        recommendation_chart(view, whole, exact=False),
        *charts,
        hour_chart(whole, exact=False),
        own_words_chart(whole, exact=False),
    ]
    return Morning([*stats, *_shares(view)], charts, notes, districts(counts), anchors(counts))


def _wanted(view: CountsView, reader: Reader) -> Wanted:
    chosen, wanted = view.chosen, dict[int, Collection[object]]()
    if chosen.first or chosen.last:
        first, last = chosen.first or date.min, chosen.last or date.max
        wanted[WEEK] = {week for week in weeks_of(view.campaign) if first <= week <= last}
    if chosen.locale:
        wanted[LANGUAGE] = {chosen.locale}
    if reader.partner_id is not None:
        wanted[PARTNER] = {reader.partner_id or None}
    if chosen.partner:
        wanted[PARTNER] = {each.id for each in view.partners if each.slug == chosen.partner} or {""}
    if chosen.source:
        wanted[SOURCE] = {each.id for each in view.sources if each.code == chosen.source} or {""}
    return wanted


def _notes(small: int) -> list[str]:
    if not small:
        return []
    return [
        ngettext(
            "%(num)s small group is left out of the letters of this view: it has fewer than 5, or"
            " would give such a group away.",
            "%(num)s small groups are left out of the letters of this view: they have fewer than"
            " 5, or would give such a group away.",
            small,
        )
    ]


def _charts(view: CountsView, forest: Forest, wanted: Wanted, reader: Reader) -> list[Chart]:
    """Return the charts that filters may narrow: by week, partner, source and language."""
    heads = (_("Letters"), _("Sign-ups"))
    by_week = forest.along(WEEK, wanted)
    weeks = [
        ShownRow(format_date(week, "medium"), by_week[week])
        for week in weeks_of(view.campaign)
        if week in by_week
    ]
    by_locale = forest.along(LANGUAGE, wanted)
    languages = [
        ShownRow(OWN_NAMES[each], by_locale[each]) for each in LOCALES if each in by_locale
    ]
    by_source = {str(key): cells for key, cells in forest.along(SOURCE, wanted).items()}
    charts = [
        column_chart("days", (_("Letters by week"), _("Week from"), *heads), weeks),
        folded_chart(
            "sources",
            (_("By source code"), _("Source code"), *heads),
            source_rows(view, by_source),
            exact=False,
        ),
        bar_chart("languages", (_("By language"), _("Language"), *heads), languages),
    ]
    if reader.partner_id is not None:
        return [chart for chart in charts if chart.lines]
    by_partner = forest.along(PARTNER, wanted)
    names = [*((each.id, each.name) for each in view.partners), ("", _("No partner"))]
    partners = [ShownRow(name, by_partner[key]) for key, name in names if key in by_partner]
    words = (_("By partner"), _("Partner"), *heads)
    charts.insert(1, folded_chart("partners", words, partners, exact=False))
    return [chart for chart in charts if chart.lines]


def _shares(view: CountsView) -> list[Stat]:
    """Return how many letters went out and how many sendings were confirmed.

    Neither is told where the rest of it would be a count from 1 to 4.
    """
    sums = totals(CountFilter(campaign_id=view.campaign.id))
    stats = []
    out, stayed = veil_table([sums[_K.DELIVERED], max(sums[_K.LETTER] - sums[_K.DELIVERED], 0)])
    if not isinstance(out, Veil) and not isinstance(stayed, Veil):
        stats.append(Stat(_("Letters delivered"), out))
    yes, no = veil_table([sums[_K.CONFIRMED], max(sums[_K.SUBMITTED] - sums[_K.CONFIRMED], 0)])
    if not isinstance(yes, Veil) and not isinstance(no, Veil):
        stats.append(Stat(_("Confirmation rate"), words=rate(yes, yes + no)))
    stats.append(Stat(_("Calls said to be made"), veil_table([sums[_K.CALL]])[0]))
    return stats


def _by_legislator(view: CountsView) -> list[tuple[Office, Cell]]:
    """Return the legislators of the chosen chamber, from the veiled table of all of them."""
    listed = letters_by_office(view.campaign.id, view.campaign.jurisdiction, today(view.campaign))
    chamber = view.chosen.chamber
    return [
        (office, cell)
        for office, cell in listed
        if (number(cell) or (office.sits and office.chamber in CHAMBERS))
        and (not chamber or office.chamber == chamber)
    ]
