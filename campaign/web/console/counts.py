"""The morning page: how many wrote, about what, to whom, and when."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from campaign import wiring
from campaign.domain.disclosure import Shown, veil_total
from campaign.domain.staff import may_see_people
from campaign.domain.tallies import TallyKind
from campaign.i18n import LOCALES, OWN_NAMES
from campaign.queries.counts import Line, along, totals
from campaign.queries.offices import offices
from campaign.web.console.access import console_pages, roles_of_reader
from campaign.web.console.charts import BarTable, CountRow, DayChart, bar_table, day_chart
from campaign.web.console.filters import NO_SOURCE, CountsView, read_view
from campaign.web.console.locale import console_locale

A_MONTH = timedelta(days=29)
LETTERS = (TallyKind.LETTER,)
ASKS = (TallyKind.ASK,)
LETTERS_AND_SIGN_UPS = (TallyKind.LETTER, TallyKind.SIGN_UP)

pages = console_pages("counts", __name__)


@pages.get("/counts")
@pages.get("/")
def show() -> ResponseReturnValue:
    """Show the counts that the address asks for."""
    exact = may_see_people(roles_of_reader())
    view = read_view(request.args, console_locale(), exact=exact)
    if view is None:
        return render_template("console/no_campaign.html")
    return render_template(
        "console/counts.html",
        view=view,
        exact=exact,
        locales=[(locale, OWN_NAMES[locale]) for locale in LOCALES],
        no_source=NO_SOURCE,
        stats=_stats(view, exact=exact),
        by_recommendation=_by_recommendation(view, exact=exact),
        by_legislator=_by_legislator(view, exact=exact),
        by_day=_by_day(view, exact=exact),
        by_locale=_by_locale(view, exact=exact),
        by_source=_by_source(view, exact=exact),
    )


def _stats(view: CountsView, *, exact: bool) -> Sequence[tuple[str, Shown]]:
    """Return the sums; writers are left out where letters divided by two would tell them."""
    sums = totals(view.asked)
    stats = [(_("Letters"), sums[TallyKind.LETTER]), (_("Sign-ups"), sums[TallyKind.SIGN_UP])]
    if exact:
        return [*stats, (_("Writers"), sums[TallyKind.WRITER])]
    return [(label, veil_total(total)) for label, total in stats]


def _by_recommendation(view: CountsView, *, exact: bool) -> BarTable:
    found = along(Line.RECOMMENDATION, ASKS, view.asked)
    rows = [
        CountRow(
            label=f"{item.position}. {item.title}",
            counts=(found.get(item.id, {}).get(TallyKind.ASK, 0),),
        )
        for item in view.campaign.recommendations
    ]
    return bar_table(rows, exact=exact)


def _by_legislator(view: CountsView, *, exact: bool) -> BarTable:
    found = along(Line.TARGET, LETTERS, view.asked)
    jurisdiction = wiring.edges().jurisdictions[view.campaign.jurisdiction]
    locale = console_locale()
    rows = [
        CountRow(
            label=office.name,
            note=jurisdiction.district_name(office.chamber, office.district_number).read(locale),
            counts=(found.get(office.target_id, {}).get(TallyKind.LETTER, 0),),
            url=url_for("console_legislators.one", target_id=office.target_id),
        )
        for office in offices(view.campaign.jurisdiction, on=_today(view))
        if office.sits or not exact or office.target_id in found
    ]
    return bar_table(rows, exact=exact, fold=True)


def _by_day(view: CountsView, *, exact: bool) -> DayChart:
    found = along(Line.DAY, LETTERS_AND_SIGN_UPS, view.asked)
    nothing = dict.fromkeys(LETTERS_AND_SIGN_UPS, 0)
    last = min(view.asked.last or date.max, _today(view))
    first = view.asked.first or _first_day(found, last, exact=exact)
    first = min(last, max(first, view.campaign.starts_on))

    def counts(day: date) -> tuple[int, ...]:
        return tuple(found.get(day, nothing)[kind] for kind in LETTERS_AND_SIGN_UPS)

    return day_chart(counts, first, last, exact=exact)


def _first_day(found: Collection[str | date], last: date, *, exact: bool) -> date:
    """Return where the days begin: with the first letter, but not for everyone to see."""
    if exact:
        return min((day for day in found if isinstance(day, date)), default=last)
    return last - A_MONTH


def _by_locale(view: CountsView, *, exact: bool) -> BarTable:
    found = along(Line.LOCALE, LETTERS_AND_SIGN_UPS, view.asked)
    nothing = dict.fromkeys(LETTERS_AND_SIGN_UPS, 0)
    rows = [
        CountRow(
            label=OWN_NAMES[locale],
            counts=tuple(found.get(locale, nothing)[kind] for kind in LETTERS_AND_SIGN_UPS),
        )
        for locale in LOCALES
    ]
    return bar_table(rows, exact=exact)


def _by_source(view: CountsView, *, exact: bool) -> BarTable:
    found = along(Line.SOURCE, LETTERS_AND_SIGN_UPS, view.asked)
    nothing = dict.fromkeys(LETTERS_AND_SIGN_UPS, 0)
    known = [(source.id, source.code, source.label or source.partner) for source in view.sources]
    rows = [
        CountRow(
            label=code,
            note=note,
            counts=tuple(found.get(source_id, nothing)[kind] for kind in LETTERS_AND_SIGN_UPS),
        )
        for source_id, code, note in [*known, ("", _("Without a code"), "")]
    ]
    return bar_table(rows, exact=exact, fold=True)


def _today(view: CountsView) -> date:
    return datetime.now(UTC).astimezone(ZoneInfo(view.campaign.time_zone)).date()
