"""Letters that nobody wrote, by which staff see what a campaign's texts become."""

from collections.abc import Iterator
from dataclasses import dataclass

from campaign.domain.content import CampaignContent, Phrase, goes_to
from campaign.domain.content_pages import page_of, recommendation_of
from campaign.domain.errors import Refused
from campaign.domain.jurisdiction import NEUTRAL, Jurisdiction
from campaign.domain.letters import (
    Letter,
    Picks,
    Recipient,
    Words,
    Writer,
    compose,
    shared_paragraphs,
    subject,
)
from campaign.domain.people import AgeBand
from campaign.domain.places import Chamber
from campaign.domain.roster import Role

STORY = Phrase(
    "Here stand the writer's own words.",
    "Aquí van las palabras de quien escribe.",
)
MEMBER = "Example"
DISTRICT = "1"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to see: which recommendations, in which language, to whom.

    `committee` is the subject of a committee on which the reader sits, or empty; another `turn`
    gives other variants.
    """

    picks: tuple[str, ...]
    locale: str
    committee: str = ""
    turn: int = 1


@dataclass(frozen=True, slots=True)
class SampleLetter:
    """One letter as its writer is offered it, and as its office reads it."""

    subject: Phrase
    paragraphs: tuple[Phrase, ...]
    letter: Letter


def sample_letters(
    content: CampaignContent, wish: Wish, jurisdiction: Jurisdiction
) -> tuple[SampleLetter, ...]:
    """Return a letter to a member of each chamber that the campaign writes to, and to each office.

    Raises NotFound for a recommendation that is not there, and Refused("sample_incomplete") while
    a letter cannot be made.
    """
    ranked = tuple(recommendation_of(content, page_of(slug)) for slug in wish.picks)
    texts = content.letter
    shared = texts.subjects and texts.openings and texts.closings
    if not shared or not all(item.paragraphs for item in ranked):
        raise Refused("sample_incomplete")
    picks = Picks(texts, ranked, f"{content.slug} {wish.turn}")
    writer = _writer(jurisdiction)
    words = Words(wish.locale, story=STORY.read(wish.locale))
    return tuple(
        SampleLetter(
            subject=subject(picks, recipient),
            paragraphs=shared_paragraphs(picks, recipient),
            letter=compose(picks, recipient, writer, words),
        )
        for recipient in _recipients(content, jurisdiction, wish.committee)
    )


def _recipients(
    content: CampaignContent, jurisdiction: Jurisdiction, committee: str
) -> Iterator[Recipient]:
    for chamber in jurisdiction.houses:
        if goes_to(content.chambers, chamber):
            yield _recipient(jurisdiction, chamber, DISTRICT, committee)
    for office in content.statewide:
        if office in jurisdiction.statewide:
            yield _recipient(jurisdiction, Chamber.STATEWIDE, office, "")


def _recipient(
    jurisdiction: Jurisdiction, chamber: Chamber, number: str, committee: str
) -> Recipient:
    return Recipient(
        title=jurisdiction.title(chamber, NEUTRAL, number),
        full_name=MEMBER,
        family_name=MEMBER,
        chamber=chamber.value,
        district=jurisdiction.district_name(chamber, number),
        roles={committee: Role.MEMBER} if committee else {},
    )


def _writer(jurisdiction: Jurisdiction) -> Writer:
    return Writer(
        given_name="Ana",
        family_name=MEMBER,
        street="1 Example Street",
        city="Example City",
        state=jurisdiction.postal_state,
        zip=f"{jurisdiction.postal_prefixes.start:03}01",
        age_band=AgeBand.ADULT,
    )
