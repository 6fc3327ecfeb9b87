"""How far a campaign is, in numbers that point at nobody."""

from dataclasses import dataclass
from datetime import datetime

from campaign.domain.disclosure import THRESHOLD, veil_table
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.tallies import TallyKind
from campaign.queries.campaigns import CampaignPage
from campaign.queries.counts import CountFilter, Line, along, totals
from campaign.queries.targets import target
from campaign.web.presenters.receipts import Goal, goals, moment

MOST_GOALS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One recommendation's letters; `share` is its part of the longest bar, 0 to 100."""

    number: int
    title: str
    count: int | None
    share: int


def progress_page(
    page: CampaignPage, state: Jurisdiction, locale: str, now: datetime
) -> dict[str, object]:
    """Return what the progress page shows."""
    asked = CountFilter(campaign_id=page.id)
    letters = totals(asked)[TallyKind.LETTER]
    by_target = _sums(Line.TARGET, TallyKind.LETTER, asked)
    return {
        "letters_total": letters if letters >= THRESHOLD else None,
        "districts_total": sum(count >= THRESHOLD for count in by_target.values()),
        "by_recommendation": _bars(page, _sums(Line.RECOMMENDATION, TallyKind.ASK, asked)),
        "goals": _closest(by_target, page, state, locale, now),
        "as_of": moment(now, state),
    }


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


def _closest(
    counts: dict[str, int], page: CampaignPage, state: Jurisdiction, locale: str, now: datetime
) -> list[Goal]:
    """Return the districts that are closest to their goal and not yet there, then the others."""
    enough = {key: count for key, count in counts.items() if count >= THRESHOLD}
    order = sorted(enough, key=lambda key: (enough[key] >= page.goal, -enough[key]))
    members = {key: target(key, on=state.day(now)) for key in order[:MOST_GOALS]}
    return goals(members, enough, page.goal, state, locale)
