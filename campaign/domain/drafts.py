"""A draft: what one browser has chosen and typed so far."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from campaign.domain.people import AgeBand
from campaign.domain.places import Rung
from campaign.domain.stories import StoryUse, paragraph

LAST = 1_000


@dataclass(frozen=True, slots=True)
class Edit:
    """What a writer made of one letter, in the letter's language.

    None stands for a subject or a body that was left as it was offered.
    """

    subject: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes, as typed on the sign page."""

    given_name: str = ""
    family_name: str = ""
    email: str = ""
    street: str = ""
    city: str = ""
    zip: str = ""
    consent_coalition: bool = False
    consent_partner: bool = False
    story_use: str = StoryUse.OFFICE
    wants_english: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """One browser's letter in the making.

    `districts` are OCD ids, and `rung` says what found them; `stories` (what happened), `whom`
    and `helped` (what would have helped) stand by recommendation slug, `edits` by target id.
    """

    campaign: str
    seed: str
    picks: tuple[str, ...] = ()
    source: str = ""
    zip: str = ""
    age_band: AgeBand | None = None
    districts: tuple[str, ...] = ()
    rung: Rung | None = None
    stories: dict[str, str] = field(default_factory=dict)
    whom: dict[str, str] = field(default_factory=dict)
    helped: dict[str, str] = field(default_factory=dict)
    nudged: bool = False
    written: bool = False
    edits: dict[str, Edit] = field(default_factory=dict)
    letter_language: str = ""
    """The language that the writer writes in; the page's own until the letter was kept once."""
    sender: Sender = field(default_factory=Sender)
    signed: bool = False
    submission_key: str = ""


def story_about(draft: Draft, slug: str) -> str:
    """Return the writer's own words about one recommendation as one text."""
    return paragraph(answers.get(slug, "") for answers in (draft.stories, draft.whom, draft.helped))


def ranked_first(picks: tuple[str, ...], slug: str) -> tuple[str, ...]:
    """Return picks with one of them first; the others keep their order."""
    return (slug, *(pick for pick in picks if pick != slug))


def in_order(chosen: Sequence[str], before: tuple[str, ...]) -> tuple[str, ...]:
    """Return what was chosen: first what was chosen before, in the rank it had, then the rest."""
    return tuple(sorted(chosen, key=lambda slug: before.index(slug) if slug in before else LAST))
