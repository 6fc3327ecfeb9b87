"""What the address of a counts page asks for: checked, and without what does not make sense."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode

from campaign.domain.places import Chamber
from campaign.domain.tallies import monday
from campaign.i18n import LOCALES
from campaign.queries.campaigns import CampaignPage, campaign_page, campaign_slugs
from campaign.queries.counts import CountFilter
from campaign.queries.partners import PartnerName, SourceName, partners, sources

NONE = "none"
"""In the address: those who came without any source code, or by a code of no partner."""

A_WEEK = timedelta(days=7)
FILTERS = ("from", "to", "locale", "source", "partner", "recommendation", "chamber")
CHAMBERS = (Chamber.LOWER, Chamber.UPPER)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: whether at exact numbers, and at one partner's alone.

    `partner_id` is None where every partner's may be seen, and empty where none is known.
    """

    exact: bool
    partner_id: str | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters as they were chosen, in the words of the address; empty where none was."""

    first: date | None = None
    last: date | None = None
    locale: str = ""
    source: str = ""
    partner: str = ""
    recommendation: str = ""
    chamber: str = ""


@dataclass(frozen=True, slots=True)
class CountsView:
    """A campaign, the facts asked for, and what was ignored in the address."""

    campaign: CampaignPage
    slugs: Sequence[str]
    sources: Sequence[SourceName]
    partners: Sequence[PartnerName]
    asked: CountFilter
    chosen: Chosen
    ignored: tuple[str, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    """What of the address made sense, to be given on to other addresses."""

    @property
    def query(self) -> str:
        """Return the filters as an address carries them."""
        return urlencode(self.words)


def read_view(words: Mapping[str, str], locale: str, reader: Reader) -> CountsView | None:
    """Return what the words of an address ask for, None where no campaign is loaded.

    Who may not see small counts filters by whole weeks, and not by recommendation: an ask of
    one letter among others would say too much.
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
    ours = [each for each in partners() if reader.partner_id in {None, each.id}]
    known = [each for each in sources() if reader.partner_id in {None, each.partner_id}]
    chosen = _chosen(words, campaign, ours, known, ignored, reader)
    return CountsView(
        campaign=campaign,
        slugs=slugs,
        sources=known,
        partners=ours,
        asked=_asked(campaign, chosen, ours, known),
        chosen=chosen,
        ignored=tuple(dict.fromkeys(ignored)),
        words={
            name: value
            for name in ("campaign", *FILTERS)
            if (value := words.get(name, "")) and name not in ignored
        },
    )


def _chosen(
    words: Mapping[str, str],
    campaign: CampaignPage,
    ours: Sequence[PartnerName],
    known: Sequence[SourceName],
    ignored: list[str],
    reader: Reader,
) -> Chosen:
    first, last = _days(words, ignored)
    if not reader.exact:
        first = first and monday(first)
        last = last and monday(last) + A_WEEK - timedelta(days=1)
    topics = [item.slug for item in campaign.recommendations] if reader.exact else []
    anybody = [NONE] if reader.partner_id is None else []
    return Chosen(
        first=first,
        last=last,
        locale=_one_of(words, "locale", LOCALES, ignored),
        source=_one_of(words, "source", [*anybody, *(each.code for each in known)], ignored),
        partner=_one_of(words, "partner", [*anybody, *(each.slug for each in ours)], ignored),
        recommendation=_one_of(words, "recommendation", topics, ignored),
        chamber=_one_of(words, "chamber", CHAMBERS, ignored),
    )


def _asked(
    campaign: CampaignPage,
    chosen: Chosen,
    ours: Sequence[PartnerName],
    known: Sequence[SourceName],
) -> CountFilter:
    topics = {item.slug: item.id for item in campaign.recommendations}
    return CountFilter(
        campaign_id=campaign.id,
        first=chosen.first,
        last=chosen.last,
        locale=chosen.locale or None,
        source_ids=_source_ids(chosen, ours, known),
        recommendation_id=topics.get(chosen.recommendation),
    )


def _source_ids(
    chosen: Chosen, ours: Sequence[PartnerName], known: Sequence[SourceName]
) -> frozenset[str] | None:
    """Return the sources that both the source's and the partner's filter let through."""
    if not chosen.source and not chosen.partner:
        return None
    codes = {each.code: {each.id} for each in known} | {NONE: {""}}
    by_partner = {
        each.slug: {source.id for source in known if source.partner_id == each.id} for each in ours
    }
    by_partner[NONE] = {"", *(source.id for source in known if not source.partner_id)}
    everything = {"", *(source.id for source in known)}
    return frozenset(
        codes.get(chosen.source, everything) & by_partner.get(chosen.partner, everything)
    )


def _days(words: Mapping[str, str], ignored: list[str]) -> tuple[date | None, date | None]:
    first, last = _day(words, "from", ignored), _day(words, "to", ignored)
    if first is not None and last is not None and first > last:
        ignored.extend(("from", "to"))
        return None, None
    return first, last


def _day(words: Mapping[str, str], name: str, ignored: list[str]) -> date | None:
    """Return a day that a calendar with weeks before and after it can hold."""
    text = words.get(name, "")
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        day = date.max
    if day is not None and not date.min + A_WEEK < day < date.max - A_WEEK:
        ignored.append(name)
        return None
    return day


def _one_of(words: Mapping[str, str], name: str, allowed: Sequence[str], ignored: list[str]) -> str:
    text = words.get(name, "")
    if text and text not in allowed:
        ignored.append(name)
        return ""
    return text
