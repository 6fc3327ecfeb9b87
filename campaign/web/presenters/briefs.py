"""The memo for a visit, in one language: what a legislator is, and what their people ask."""

from datetime import date
from textwrap import shorten

from flask_babel import force_locale, format_date, format_decimal, ngettext

from campaign.domain.paper import BriefAsk, BriefPart, PaperBrief
from campaign.i18n import FORMATS
from campaign.queries.campaigns import CampaignPage, campaign_page
from campaign.queries.legislators import first_letter_at
from campaign.queries.stories import excerpts
from campaign.queries.targets import Member
from campaign.web.presenters.legislator_letters import (
    LegislatorLetters,
    legislator_letters,
    ways_in_words,
)
from campaign.web.presenters.legislators import card
from campaign.web.words import gettext as _
from campaign.wiring import edges

MOST_STORIES = 3
STORY_LENGTH = 220
"""Characters of a story that a memo has room for."""


def brief(member: Member, slug: str, language: str, *, today: date) -> PaperBrief:
    """Return the memo about one legislator; it is the same whoever makes it.

    It leaves the house, so that small counts are veiled for everybody.
    """
    with force_locale(FORMATS[language]):
        campaign = campaign_page(slug, language)
        letters = legislator_letters(member.id, campaign, today=today, exact=False)
        return _brief(member, campaign, letters, language, today)


def _brief(
    member: Member, campaign: CampaignPage, letters: LegislatorLetters, language: str, today: date
) -> PaperBrief:
    state = edges().jurisdictions[campaign.jurisdiction]
    shown = card(member, state, language)
    told, others = [], []
    for item, number in zip(
        campaign.recommendations, letters.asks or [0] * len(campaign.recommendations), strict=True
    ):
        if isinstance(number, int) and number > 0:
            told.append((number, BriefAsk(item.title, item.ask, format_decimal(number))))
        else:
            others.append((item.title, ""))
    told.sort(key=lambda row: -row[0])
    return PaperBrief(
        locale=language,
        title=_("Letters to %(name)s", name=f"{shown.title} {shown.name}"),
        kicker=campaign.title,
        name=f"{shown.title} {shown.name}",
        facts=_facts(member, shown.district, shown.committees),
        lead=_lead(member, campaign, letters),
        asks_heading=_("What the letters ask for"),
        asks_heads=(_("Recommendation"), _("Letters")),
        asks=tuple(ask for _number, ask in told),
        others=BriefPart(
            _("What the campaign also asks for") if told else _("What the campaign asks for"),
            tuple(others),
        ),
        towns=_towns(letters),
        stories=_stories(member, campaign, language),
        mail=_mail(letters),
        foot=_(
            "%(day)s · %(organization)s · A letter can ask for up to three things. Numbers under "
            "5 are left out, and so is one that would give them away.",
            day=format_date(today, "long"),
            organization=campaign.organization,
        ),
    )


def _facts(member: Member, district: str, committees: tuple[str, ...]) -> tuple[str, ...]:
    phone = member.capitol_phone if member.sits else ""
    return (
        district if member.sits else _("%(district)s · left office", district=district),
        *committees,
        *((_("Capitol telephone: %(number)s", number=phone),) if phone else ()),
    )


def _lead(member: Member, campaign: CampaignPage, letters: LegislatorLetters) -> str:
    first = first_letter_at(member.id, campaign.id)
    if not letters.number or first is None:
        return _(
            "Too few letters so far to tell a number. The goal is %(goal)s different letters.",
            goal=campaign.goal,
        )
    sentence = ngettext(
        "%(number)s letter from this district since %(month)s. The goal is %(goal)s.",
        "%(number)s letters from this district since %(month)s. The goal is %(goal)s.",
        letters.number,
        number=format_decimal(letters.number),
        month=format_date(first.date(), "MMMM y"),
        goal=campaign.goal,
    )
    return str(sentence)


def _towns(letters: LegislatorLetters) -> BriefPart:
    rest = letters.other_towns
    sentence = ngettext(
        "%(number)s letter from other towns.",
        "%(number)s letters from other towns.",
        rest,
        number=format_decimal(rest),
    )
    return BriefPart(
        _("Where the letters come from"),
        tuple((name, format_decimal(number)) for name, number in letters.towns),
        sentence if rest else "",
    )


def _stories(member: Member, campaign: CampaignPage, language: str) -> BriefPart:
    """Return what people of the district let everybody read, in short and without a name."""
    found = excerpts(campaign.id, member.id, language, most=MOST_STORIES)
    return BriefPart(
        _("In their own words") if found else "",
        tuple(("", f"“{shorten(each.text, STORY_LENGTH, placeholder='…')}”") for each in found),
    )


def _mail(letters: LegislatorLetters) -> BriefPart:
    """Tell in plain words what became of the letters; the numbers would tell too much."""
    said = letters.answered
    sentence = ngettext(
        "People of the office answered %(number)s letter.",
        "People of the office answered %(number)s letters.",
        said if isinstance(said, int) else 0,
        number=format_decimal(said if isinstance(said, int) else 0),
    )
    return BriefPart(
        _("What became of the letters"),
        tuple(ways_in_words(letters)),
        sentence if isinstance(said, int) and said else "",
    )
