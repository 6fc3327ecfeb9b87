"""The letters that a draft makes: one to each person who sits for its districts."""

from dataclasses import dataclass
from datetime import date
from itertools import chain

from campaign.domain.content import OFFICE_LOCALE, Phrase, goes_to
from campaign.domain.drafts import Draft, Edit, story_about
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.letters import (
    WORDS_LIMIT,
    Letter,
    Picks,
    Recipient,
    Words,
    Writer,
    compose,
    known_paragraphs,
    marked,
    own_words_share,
    shared_paragraphs,
    subject,
    woven,
)
from campaign.domain.people import AgeBand
from campaign.domain.stories import StoryUse
from campaign.domain.submissions import Submission, SubmittedLetter, SubmittedStory
from campaign.domain.text import count
from campaign.domain.weaving import BETWEEN
from campaign.queries.campaigns import LetterKit, letter_kit
from campaign.queries.targets import Member, sitting_members, statewide_members


@dataclass(frozen=True, slots=True)
class DraftedLetter:
    """One letter of a draft, and the shared text that was offered for it."""

    member: Member
    letter: Letter
    offered_subject: Phrase
    pairs: tuple[Phrase, ...]
    own_words_share: float
    made_room: bool
    """Whether shorter wordings were chosen, so that a long story fits."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """All letters of a draft, and what they are made from."""

    kit: LetterKit
    letters: tuple[DraftedLetter, ...]

    @property
    def own_words_share(self) -> float:
        """Return the writer's share over all letters, 0 to 1."""
        return max((letter.own_words_share for letter in self.letters), default=0.0)


def drafted(
    draft: Draft, *, jurisdiction: Jurisdiction, locale: str, city: str, on: date
) -> Drafted:
    """Compose every letter of a draft; `city` stands in while the writer has not given theirs."""
    kit = letter_kit(draft.campaign)
    picks = _picks(draft, kit, locale)
    writer = _writer(draft, jurisdiction, city)
    sitting = sitting_members(draft.districts, on=on)
    members = (
        *(member for member in sitting if goes_to(kit.chambers, member.district.chamber)),
        *statewide_members(jurisdiction.slug, kit.statewide, on=on),
    )
    return Drafted(
        kit,
        tuple(
            _drafted(picks, member, writer, _words(draft, member, locale), jurisdiction)
            for member in members
        ),
    )


def shared_text(draft: Draft) -> tuple[Phrase, ...]:
    """Return the paragraphs that a draft's letters share, whoever they go to."""
    return shared_paragraphs(_picks(draft, letter_kit(draft.campaign), OFFICE_LOCALE))


def submission(
    draft: Draft, letters: Drafted, *, locale: str, source_id: str | None, with_partner: bool
) -> Submission:
    """Return what one tap on "Send" hands over; a partner's consent needs a partner."""
    sender, language = draft.sender, draft.letter_language or locale
    asks = sender.wants_english and language != OFFICE_LOCALE
    return Submission(
        submission_key=draft.submission_key,
        campaign_id=letters.kit.campaign_id,
        recommendation_ids=tuple(letters.kit.recommendation_ids[slug] for slug in draft.picks),
        letters=tuple(
            SubmittedLetter(
                target_id=item.member.id,
                subject=item.letter.subject,
                body=item.letter.text,
                original_body=item.letter.original.text if item.letter.original else "",
            )
            for item in letters.letters
        ),
        given_name=sender.given_name,
        family_name=sender.family_name,
        email=sender.email,
        street=sender.street,
        city=sender.city,
        zip=sender.zip,
        age_band=draft.age_band or AgeBand.TEEN,
        locale=locale,
        source_id=source_id,
        consent_coalition=sender.consent_coalition,
        consent_partner=sender.consent_partner and with_partner,
        own_words_share=letters.own_words_share,
        story_use=StoryUse(sender.story_use),
        stories=_stories(draft, letters, language),
        words_to_translate=story(draft) if asks else "",
        words_locale=language if asks else "",
    )


def _stories(draft: Draft, letters: Drafted, locale: str) -> tuple[SubmittedStory, ...]:
    """Return the writer's own words about each pick that has some."""
    told = {slug: story_about(draft, slug) for slug in draft.picks}
    return tuple(
        SubmittedStory(letters.kit.recommendation_ids[slug], text, locale)
        for slug, text in told.items()
        if text
    )


def story(draft: Draft) -> str:
    """Return the writer's own words as one text."""
    texts = (story_about(draft, slug) for slug in draft.picks)
    return BETWEEN.join(text for text in texts if text)


def _picks(draft: Draft, kit: LetterKit, locale: str) -> Picks:
    ranked = tuple(kit.recommendations[slug] for slug in draft.picks)
    known = kit.known
    paragraphs = (known.paragraphs[slug] for slug in draft.picks)
    return Picks(
        kit.texts,
        ranked,
        draft.seed,
        known_paragraphs=tuple(
            chain(known.closings, *known.committee_closings.values(), *paragraphs)
        ),
        known_subjects=known.subjects,
        room=_room_beside(marked(story(draft), locale)),
    )


def _room_beside(words: str) -> int:
    """Return how many characters a story leaves for the shared text."""
    return WORDS_LIMIT - (count(words) + len(BETWEEN) if words else 0)


def _drafted(
    picks: Picks, member: Member, writer: Writer, words: Words, jurisdiction: Jurisdiction
) -> DraftedLetter:
    to = recipient_of(member, jurisdiction)
    shared = woven(picks, to)
    pairs = shared.paragraphs
    return DraftedLetter(
        member=member,
        letter=compose(picks, to, writer, words),
        offered_subject=subject(picks, to),
        pairs=pairs,
        own_words_share=own_words_share(words, pairs, known_paragraphs(picks, to)),
        made_room=shared.shorter and words.body is None,
    )


def _words(draft: Draft, member: Member, locale: str) -> Words:
    edit = draft.edits.get(member.id, Edit())
    return Words(locale=locale, story=story(draft), subject=edit.subject, body=edit.body)


def _writer(draft: Draft, jurisdiction: Jurisdiction, city: str) -> Writer:
    sender = draft.sender
    return Writer(
        given_name=sender.given_name,
        family_name=sender.family_name,
        street=sender.street,
        city=sender.city or city,
        state=jurisdiction.postal_state,
        zip=sender.zip or draft.zip,
        age_band=draft.age_band or AgeBand.TEEN,
    )


def recipient_of(member: Member, jurisdiction: Jurisdiction) -> Recipient:
    """Return a legislator as letters address them, in every language."""
    chamber, number = member.district.chamber, member.district.number
    return Recipient(
        title=jurisdiction.title(chamber, member.gender, number),
        full_name=member.full_name,
        family_name=member.family_name,
        chamber=chamber.value,
        district=jurisdiction.district_name(chamber, number),
        roles={fact.subject: fact.role for fact in member.committees},
    )
