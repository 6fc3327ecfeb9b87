"""Copy everything that we hold of a person for themselves, and write down that it was done."""

from dataclasses import asdict, dataclass
from datetime import datetime

from campaign.db import db
from campaign.domain.people import SUPPRESSION
from campaign.domain.ports import Signer
from campaign.domain.staff import AuditVerb
from campaign.domain.wishes import Wish
from campaign.models.staff import record
from campaign.queries.person import LetterText, Person, actions_of, letter_text, person
from campaign.queries.stories import OwnStory, own_stories
from campaign.queries.story import StoryStep, story


@dataclass(frozen=True, slots=True)
class OwnData:
    """A person, their story, and the words of their letters by the letters' ids."""

    person: Person
    story: list[StoryStep]
    texts: dict[str, LetterText]
    stories: list[OwnStory]

    def plain(self) -> dict[str, object]:
        """Return it as a tree of plain values, without what staff are called."""
        steps = [asdict(step) for step in self.story if step.word != "staff"]
        return {
            "person": asdict(self.person),
            "story": steps,
            "stories_others_may_read": [asdict(each) for each in self.stories],
            "letters": {letter_id: asdict(text) for letter_id, text in self.texts.items()},
        }


def copy_person(supporter_id: str, wish: Wish, *, signer: Signer, now: datetime) -> OwnData:
    """Return what we hold of a person. Raises NotFound, or Expired once they are forgotten."""
    who = person(supporter_id)
    steps = story(who.id, who.email, signer.digest(SUPPRESSION, who.email), locale=who.locale)
    letters = {mail.letter_id for step in steps for mail in step.mails if mail.has_words}
    texts = {letter_id: letter_text(who.id, letter_id) for letter_id in sorted(letters)}
    stories = own_stories([action.id for action in actions_of(who.id, who.email)])
    record(
        db.session(),
        AuditVerb.SUPPORTER_COPIED,
        staff_member_id=wish.staff_member_id,
        now=now,
        subject=supporter_id,
        facts=wish.facts(letters=len(texts)),
    )
    db.session.commit()
    return OwnData(who, steps, texts, stories)
