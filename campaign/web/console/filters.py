"""What the address of a counts page asks for: checked, and without what does not make sense."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from campaign.i18n import LOCALES
from campaign.queries.campaigns import CampaignPage, campaign_page, campaign_slugs
from campaign.queries.counts import CountFilter
from campaign.queries.partners import SourceName, sources

NO_SOURCE = "none"
"""In the address: those who came without any source code."""


@dataclass(frozen=True, slots=True)
class CountsView:
    """A campaign, the facts asked for, and what was ignored in the address."""

    campaign: CampaignPage
    slugs: Sequence[str]
    sources: Sequence[SourceName]
    asked: CountFilter
    source_code: str
    ignored: tuple[str, ...]


def read_view(words: Mapping[str, str], locale: str, *, exact: bool) -> CountsView | None:
    """Return what the words of an address ask for, None where no campaign is loaded.

    Somebody who may not see small counts gets no filters: two filtered pages, subtracted, would
    show them.
    """
    slugs = campaign_slugs()
    if not slugs:
        return None
    ignored: list[str] = []
    slug = words.get("campaign") or slugs[0]
    if slug not in slugs:
        ignored.append("campaign")
        slug = slugs[0]
    campaign = campaign_page(slug, locale)
    known = sources()
    asked = CountFilter(campaign_id=campaign.id)
    if exact:
        first, last = _days(words, ignored)
        asked = CountFilter(
            campaign_id=campaign.id,
            first=first,
            last=last,
            locale=_one_of(words, "locale", LOCALES, ignored),
            source_id=_source(words, known, ignored),
        )
    else:
        ignored.extend(name for name in ("from", "to", "locale", "source") if words.get(name))
    return CountsView(
        campaign=campaign,
        slugs=slugs,
        sources=known,
        asked=asked,
        source_code=words.get("source", "") if asked.source_id is not None else "",
        ignored=tuple(ignored),
    )


def _days(words: Mapping[str, str], ignored: list[str]) -> tuple[date | None, date | None]:
    first, last = _day(words, "from", ignored), _day(words, "to", ignored)
    if first is not None and last is not None and first > last:
        ignored.extend(("from", "to"))
        return None, None
    return first, last


def _day(words: Mapping[str, str], name: str, ignored: list[str]) -> date | None:
    text = words.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        ignored.append(name)
        return None


def _one_of(
    words: Mapping[str, str], name: str, allowed: Sequence[str], ignored: list[str]
) -> str | None:
    text = words.get(name, "")
    if text and text not in allowed:
        ignored.append(name)
        return None
    return text or None


def _source(
    words: Mapping[str, str], known: Sequence[SourceName], ignored: list[str]
) -> str | None:
    ids = {source.code: source.id for source in known} | {NO_SOURCE: ""}
    code = _one_of(words, "source", tuple(ids), ignored)
    return None if code is None else ids[code]
