"""What each source code brought, as its reader may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaign.domain.disclosure import THRESHOLD, Cell, OrMore, Veil
from campaign.domain.people import Purpose
from campaign.domain.tallies import TallyKind
from campaign.queries.campaigns import CampaignPage
from campaign.queries.consents import sign_ups_by_source
from campaign.queries.counts import CountFilter, Line, along
from campaign.queries.sources import SourceFacts, source_facts
from campaign.web.console.forest import SOURCE, veiled_forest

KINDS = (TallyKind.LETTER, TallyKind.SIGN_UP, TallyKind.WRITER)
NOTHING: tuple[Cell, ...] = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source and what it brought. Who agreed to the coalition and to its partner are two."""

    source: SourceFacts
    letters: Cell
    writers: Cell | None
    """None where letters divided by two would tell them."""
    coalition: Cell
    partner: Cell | None
    """None where no partner could be agreed to."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What some sources brought together."""

    letters: Cell
    writers: Cell
    coalition: Cell
    partner: Cell


def source_rows(campaign: CampaignPage, *, exact: bool, partner_id: str | None) -> list[SourceRow]:
    """Return every source, or those of a partner, with what they brought to a campaign.

    For those who may not see people, counts are sums of the tree from which the page of counts
    is made, so that this page beside that one tells no more.
    """
    found = _exact(campaign.id) if exact else _veiled(campaign)
    agreed = sign_ups_by_source(campaign.id)
    return [
        _row(source, found.get(source.id, NOTHING), agreed.get(source.id, {}), exact=exact)
        for source in source_facts(partner_id)
    ]


def sums(rows: Sequence[SourceRow]) -> Sums:
    """Add up what is shown of some sources."""
    return Sums(
        letters=_sum([row.letters for row in rows]),
        writers=_sum([row.writers for row in rows]),
        coalition=_sum([row.coalition for row in rows]),
        partner=_sum([row.partner for row in rows]),
    )


def _exact(campaign_id: str) -> dict[str, tuple[Cell, ...]]:
    found = along(Line.SOURCE, KINDS, CountFilter(campaign_id=campaign_id))
    return {str(key): tuple(counts[kind] for kind in KINDS) for key, counts in found.items()}


def _veiled(campaign: CampaignPage) -> dict[str, tuple[Cell, ...]]:
    """Return letters and sign-ups by source; nothing stands for a source of which none is shown."""
    return {
        str(key): (*cells, 0) for key, cells in veiled_forest(campaign).along(SOURCE, {}).items()
    }


def _row(
    source: SourceFacts,
    cells: tuple[Cell, ...],
    agreed: Mapping[Purpose, int],
    *,
    exact: bool,
) -> SourceRow:
    letters, sign_ups, writers = cells
    coalition, partner = _apart(source, agreed, sign_ups, exact=exact)
    return SourceRow(source, letters, writers if exact else None, coalition, partner)


def _apart(
    source: SourceFacts, agreed: Mapping[Purpose, int], together: Cell, *, exact: bool
) -> tuple[Cell, Cell | None]:
    """Return the sign-ups to the coalition and to the partner.

    Both together are shown elsewhere, so one of them under five takes the other with it.
    """
    coalition, partner = agreed.get(Purpose.COALITION, 0), agreed.get(Purpose.PARTNER, 0)
    if source.partner_id is None:
        return (coalition if exact else together), None
    tells_nothing_new = together == 0 or min(coalition, partner) >= THRESHOLD
    if exact or (isinstance(together, int) and tells_nothing_new):
        return coalition, partner
    return Veil.WITHHELD, Veil.WITHHELD


def _sum(cells: Sequence[Cell | None]) -> Cell:
    """Return what is shown of some counts, added up."""
    told = [cell for cell in cells if cell is not None]
    number = sum(
        cell.n if isinstance(cell, OrMore) else cell for cell in told if not isinstance(cell, Veil)
    )
    if all(isinstance(cell, int) for cell in told):
        return number
    return OrMore(number) if number else Veil.WITHHELD
