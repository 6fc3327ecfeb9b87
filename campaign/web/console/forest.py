"""What may be known of letters and sign-ups by who may not see people: one veiled tree of each.

By week, a week's by language, a language's by partner, a partner's by source
(`campaign/domain/atoms.py`). Every page for these readers that divides letters in one of these ways
shows sums of this tree, so that the pages put together tell no more than one of them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from campaign.domain.atoms import Path, add_up, left_out, veil_tree
from campaign.domain.disclosure import Cell, Shown
from campaign.domain.tallies import TallyKind, monday
from campaign.i18n import LOCALES
from campaign.queries.campaigns import CampaignPage
from campaign.queries.counts import Origin, by_week_and_origin
from campaign.queries.partners import sources
from campaign.web.console.filters import A_WEEK
from campaign.web.console.morning import today

WEEK, LANGUAGE, PARTNER, SOURCE = range(4)
"""The levels of the tree, from the root."""

Wanted = Mapping[int, Collection[object]]
"""By level, which branches count; a level that is not there takes all."""


@dataclass(frozen=True, slots=True)
class Forest:
    """The veiled trees of letters and of sign-ups, which have the same branches."""

    trees: Sequence[Mapping[Path, Shown]]
    levels: Sequence[Sequence[Path]]

    def sums(self, wanted: Wanted) -> tuple[Cell, ...]:
        """Return the letters and the sign-ups of what is wanted."""
        return self._added(self._paths(wanted, max(wanted, default=-1)))

    def along(self, level: int, wanted: Wanted) -> dict[object, tuple[Cell, ...]]:
        """Return the same for each branch of a level."""
        groups: dict[object, list[Path]] = defaultdict(list)
        for path in self._paths(wanted, max([level, *wanted])):
            groups[path[level]].append(path)
        return {value: self._added(paths) for value, paths in groups.items()}

    def left_out(self, wanted: Wanted) -> int:
        """Return how many small groups are not in the sum of the letters."""
        return left_out(self.trees[0], self._paths(wanted, max(wanted, default=-1)))

    def _paths(self, wanted: Wanted, deepest: int) -> list[Path]:
        return [
            path
            for path in self.levels[deepest + 1]
            if all(path[level] in values for level, values in wanted.items())
        ]

    def _added(self, paths: Sequence[Path]) -> tuple[Cell, ...]:
        return tuple(add_up(tree, paths) for tree in self.trees)


def veiled_forest(campaign: CampaignPage) -> Forest:
    """Return both trees, of the whole campaign, whoever looks: that is why they tell no more."""
    known = sources()
    campaign_id = campaign.id
    counted = [
        by_week_and_origin(kind, campaign_id) for kind in (TallyKind.LETTER, TallyKind.SIGN_UP)
    ]
    owners = {source.id: source.partner_id for source in known} | {"": ""}
    weeks = weeks_of(campaign)
    leaves = [_leaves(cells, owners, weeks) for cells in counted]
    branches: list[Sequence[object]] = [
        weeks,
        sorted({*LOCALES, *(str(path[LANGUAGE]) for tree in leaves for path in tree)}),
        sorted(set(owners.values())),
    ]
    by_partner: dict[object, list[object]] = defaultdict(list)
    for source_id, partner_id in owners.items():
        by_partner[partner_id].append(source_id)

    def children(path: Path) -> Sequence[object]:
        return by_partner[path[PARTNER]] if len(path) == SOURCE else branches[len(path)]

    trees = [veil_tree(tree, children, depth=SOURCE + 1) for tree in leaves]
    levels: list[list[Path]] = [[] for _level in range(SOURCE + 2)]
    for path in trees[0]:
        levels[len(path)].append(path)
    return Forest(trees, levels)


def _leaves(
    cells: Mapping[Origin, int], owners: Mapping[str, str], weeks: Sequence[date]
) -> dict[Path, int]:
    """Return what was counted by its place in the tree; what came before the start is its own."""
    leaves: dict[Path, int] = defaultdict(int)
    for (week, locale, source_id), n in cells.items():
        when = min(max(week, weeks[0]), weeks[-1])
        leaves[when, locale, owners[source_id], source_id] += n
    return leaves


def weeks_of(campaign: CampaignPage) -> list[date]:
    """Return the Mondays from the campaign's first week to this one."""
    last = monday(today(campaign))
    first = min(monday(campaign.starts_on), last)
    return [first + A_WEEK * n for n in range((last - first) // A_WEEK + 1)]
