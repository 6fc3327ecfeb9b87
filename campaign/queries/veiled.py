"""Letters by legislator as everybody may know them: one veiled table, whoever looks."""

from datetime import date

from campaign.domain.disclosure import Shown, veil_table
from campaign.domain.tallies import TallyKind
from campaign.queries.counts import CountFilter, Line, along
from campaign.queries.offices import Office, offices


def letters_by_office(campaign_id: str, jurisdiction: str, on: date) -> list[tuple[Office, Shown]]:
    """Return every office of a state with its letters, as far as they may be shown.

    The veil hangs over the whole table, so pages that show parts of it tell no more together.
    """
    listed = offices(jurisdiction, on=on)
    found = along(Line.TARGET, (TallyKind.LETTER,), CountFilter(campaign_id=campaign_id))
    numbers = [found.get(each.target_id, {}).get(TallyKind.LETTER, 0) for each in listed]
    return list(zip(listed, veil_table(numbers), strict=True))
