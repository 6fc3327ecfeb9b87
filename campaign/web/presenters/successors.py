"""A held letter as it would go to who follows in the seat."""

from dataclasses import dataclass

from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.text import count
from campaign.queries.successors import HeldLetter, readdressed
from campaign.queries.targets import Member
from campaign.web.presenters.legislators import card
from campaign.web.presenters.letters import LetterPreview


@dataclass(frozen=True, slots=True)
class Offer:
    """One letter that may go to a successor; `to` is who its writer sees it going to."""

    n: int
    left: str
    to: str
    preview: LetterPreview


def offer(
    held: HeldLetter,
    successor: Member,
    campaign_slug: str,
    jurisdiction: Jurisdiction,
    locale: str,
) -> Offer:
    """Return a held letter word for word as it would go to this successor."""
    words = readdressed(held, successor, campaign_slug, jurisdiction)
    return Offer(
        n=held.position,
        left=held.left.full_name,
        to=successor.id,
        preview=LetterPreview(
            n=held.position,
            legislator=card(successor, jurisdiction, locale),
            subject=held.subject,
            text=words.body,
            original=words.original_body or None,
            length=count(words.body),
        ),
    )
