"""How far a campaign is, in numbers that point at nobody."""

from dataclasses import dataclass
from datetime import datetime

from campaign.domain.disclosure import THRESHOLD, veil_table
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.places import Chamber
from campaign.domain.tallies import TallyKind
from campaign.queries.campaigns import CampaignPage
from campaign.queries.counts import CountFilter, Line, along, totals
from campaign.queries.offices import Office
from campaign.queries.veiled import letters_by_office
from campaign.web.presenters.receipts import Goal, moment

MOST_GOALS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One recommendation's letters; `share` is its part of the longest bar, 0 to 100."""

    number: int
    title: str
    count: int | None
    share: int


@dataclass(frozen=True, slots=True)
class ChamberGoals:
    """A chamber's districts with enough letters to be told of."""

    key: str
    goals: list[Goal]


def progress_page(
    page: CampaignPage, state: Jurisdiction, locale: str, now: datetime
) -> dict[str, object]:
    """Return what the progress page shows."""
    asked = CountFilter(campaign_id=page.id)
    letters = totals(asked)[TallyKind.LETTER]
    told = told_letters(page, state, now)
    order = sorted(told, key=lambda each: (each.letters >= page.goal, -each.letters))
    near, others = order[:MOST_GOALS], order[MOST_GOALS:]
    return {
        "letters_total": letters if letters >= THRESHOLD else None,
        "districts_total": len(told),
        "by_recommendation": _bars(page, _sums(Line.RECOMMENDATION, TallyKind.ASK, asked)),
        "goals": _goals(near, page, state, locale),
        "other_goals": [
            ChamberGoals(chamber.value, _goals(some, page, state, locale))
            for chamber in Chamber
            if (some := [each for each in others if each.office.chamber is chamber])
        ],
        "as_of": moment(now, state),
    }


@dataclass(frozen=True, slots=True)
class Told:
    """An office with as many letters as everybody may know."""

    office: Office
    letters: int


def told_letters(page: CampaignPage, state: Jurisdiction, now: datetime) -> list[Told]:
    """Return the offices whose letters may be told, from the veiled table of all of them."""
    listed = letters_by_office(page.id, state.slug, state.day(now))
    return [Told(office, cell) for office, cell in listed if isinstance(cell, int) and cell]


def _goals(told: list[Told], page: CampaignPage, state: Jurisdiction, locale: str) -> list[Goal]:
    return [Goal(_label(each.office, state, locale), each.letters, page.goal) for each in told]


def _label(office: Office, state: Jurisdiction, locale: str) -> str:
    return state.district_name(office.chamber, office.district_number).read(locale)


def _sums(line: Line, kind: TallyKind, asked: CountFilter) -> dict[str, int]:
    return {str(key): kinds[kind] for key, kinds in along(line, [kind], asked).items()}


def _bars(page: CampaignPage, counts: dict[str, int]) -> list[Bar]:
    numbers = [counts.get(item.id, 0) for item in page.recommendations]
    shown = [value if isinstance(value, int) else None for value in veil_table(numbers)]
    longest = max((value for value in shown if value), default=1)
    return [
        Bar(item.position, item.title, value, round(100 * (value or 0) / longest))
        for item, value in zip(page.recommendations, shown, strict=True)
    ]
