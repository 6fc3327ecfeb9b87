"""A submission: everything that one tap on "Send" hands over."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace

from campaign.domain.errors import Refused
from campaign.domain.people import AgeBand
from campaign.domain.stories import StoryUse, may_be_chosen

_FOR_MINORS = StoryUse.COALITION


@dataclass(frozen=True, slots=True)
class SubmittedLetter:
    """One letter, whole, as the office reads it, and the original where it was not English."""

    target_id: str
    subject: str
    body: str
    original_body: str = ""


@dataclass(frozen=True, slots=True)
class SubmittedStory:
    """A writer's own words about one recommendation, which others than the office may read."""

    recommendation_id: str
    text: str
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A clean submission; its key makes a thousand repeats one action."""

    submission_key: str
    campaign_id: str
    recommendation_ids: tuple[str, ...]
    letters: tuple[SubmittedLetter, ...]
    given_name: str
    family_name: str
    email: str
    street: str
    city: str
    zip: str
    age_band: AgeBand
    locale: str
    source_id: str | None
    consent_coalition: bool
    consent_partner: bool
    own_words_share: float
    story_use: StoryUse = StoryUse.OFFICE
    stories: tuple[SubmittedStory, ...] = ()
    words_to_translate: str = ""
    """The writer's own words, where they asked for an English version of them."""
    words_locale: str = ""

    def as_kept(self) -> "Submission":
        """Return what may be kept of it: a minor gives no street and no consents.

        A story is kept for nobody but the office unless its writer said so, and a minor's is never
        published. Raises Refused("under_13"): of a child nothing is kept at all.
        """
        if self.age_band is AgeBand.UNDER_13:
            raise Refused("under_13")
        is_adult = self.age_band is AgeBand.ADULT
        use = self.story_use if may_be_chosen(self.story_use, is_adult=is_adult) else _FOR_MINORS
        stories = () if use is StoryUse.OFFICE else self.stories
        kept = replace(self, story_use=use, stories=stories)
        if is_adult:
            return kept
        return replace(kept, street="", consent_coalition=False, consent_partner=False)

    def digest(self) -> str:
        """Return a hash of all that was said, to tell a repeat from a change."""
        content = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()
