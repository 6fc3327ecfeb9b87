"""Letters as the screens show them: to pick, to write, to check, and on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaign.domain.content import OFFICE_LOCALE, Phrase
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.letters import (
    OWN_WORDS_NOTE,
    RESERVED,
    Letter,
    join_paragraphs,
    marked,
)
from campaign.domain.paper import PaperLetter, PaperSheets
from campaign.domain.text import count
from campaign.domain.weaving import BETWEEN
from campaign.queries.campaigns import CampaignPage, RecommendationPage
from campaign.queries.drafts import Drafted, DraftedLetter
from campaign.queries.targets import Member
from campaign.web.forms.fields import Field
from campaign.web.presenters.legislators import LegislatorCard, card
from campaign.web.words import gettext as _

RULE = "_" * 70
"""A line to write on by hand."""


@dataclass(frozen=True, slots=True)
class PickCard:
    """One recommendation to pick."""

    slug: str
    number: int
    title: str
    summary: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class StoryField:
    """The boxes for a writer's own words about one recommendation: a question each."""

    n: int
    recommendation: str
    prompts: tuple[str, ...]
    answers: tuple[Field, ...]
    examples: tuple[str, ...]

    @property
    def ids(self) -> str:
        """Return the ids of its boxes for a script that counts."""
        return "+".join(answer.id for answer in self.answers)


@dataclass(frozen=True, slots=True)
class MirrorPart:
    """A paragraph as the office reads it; `own` are the writer's words, in their language."""

    text: str
    own: bool


@dataclass(frozen=True, slots=True)
class EnglishSide:
    """What the office reads where the letter is written in another language."""

    subject: str
    paragraphs: tuple[MirrorPart, ...]


@dataclass(frozen=True, slots=True)
class LetterSheet:
    """One letter to write."""

    n: int
    legislator: LegislatorCard
    subject: Field
    body: Field
    greeting: str
    opening: str
    story: str
    signature: str
    english: EnglishSide | None
    used: int
    """Characters of the whole letter as the office counts them, what is reserved included."""
    around: int
    """How many of these stand around the writer's words."""
    note: int
    """How many characters mark the writer's words for the office, once there are any."""
    english_lengths: Mapping[str, int]
    """For each shared line in the page's language, how long it is for the office."""


@dataclass(frozen=True, slots=True)
class LetterPreview:
    """One letter exactly as it will be sent."""

    n: int
    legislator: LegislatorCard
    subject: str
    text: str
    original: str | None
    length: int


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """One letter to print, without a name."""

    legislator: LegislatorCard | None
    subject: str
    paragraphs: tuple[str, ...]
    address_lines: tuple[str, ...]


def pick_cards(page: CampaignPage, picked: Sequence[str]) -> list[PickCard]:
    """Return a campaign's recommendations as cards."""
    return [
        PickCard(item.slug, item.position, item.title, item.summary, item.slug in picked)
        for item in page.recommendations
    ]


def rank_rows(page: CampaignPage, picks: Sequence[str]) -> list[PickCard]:
    """Return the picks in the writer's order; none where there is nothing to rank."""
    if len(picks) == 1:
        return []
    items = [page.recommendation(slug) for slug in picks]
    return [
        PickCard(item.slug, rank, item.title, item.summary, chosen=rank == 1)
        for rank, item in enumerate(items, start=1)
    ]


def story_field(n: int, item: RecommendationPage, answers: tuple[Field, ...]) -> StoryField:
    """Return the boxes for the words about one recommendation, with an example for each."""
    missing = len(answers) - len(item.examples)
    return StoryField(
        n=n,
        recommendation=item.title,
        prompts=item.prompts,
        answers=answers,
        examples=(*item.examples, *[""] * missing),
    )


def percent(share: float) -> int:
    """Return a share of 0 to 1 in whole hundredths, never nothing of something."""
    return max(round(share * 100), 1) if share else 0


def offered(drafted: DraftedLetter, locale: str) -> tuple[str, str]:
    """Return the subject and the shared text that a letter is offered with."""
    return drafted.offered_subject.read(locale), join_paragraphs(drafted.pairs, locale)


def sheet(
    n: int,
    drafted: DraftedLetter,
    fields: tuple[Field, Field],
    person: LegislatorCard,
    locale: str,
) -> LetterSheet:
    """Return one letter to write, in the letter's language, with its English beside it."""
    letter = drafted.letter
    shown = letter.original or letter
    english = _mirror(letter, letter.original) if letter.original else None
    subject, body = fields
    around = max(RESERVED, letter.length - letter.words_length)
    return LetterSheet(
        n=n,
        legislator=person,
        subject=subject,
        body=body,
        greeting=shown.greeting,
        opening=shown.constituency,
        story=shown.story,
        signature=_("Your name and address will stand here."),
        english=english,
        used=letter.words_length + around,
        around=around,
        note=len(marked("x", locale)) - 1,
        english_lengths={
            pair.read(locale): count(pair.read(OFFICE_LOCALE)) for pair in drafted.pairs
        },
    )


def _mirror(english: Letter, original: Letter) -> EnglishSide:
    """Return the English side; a paragraph that travels as it was written is the writer's own."""
    own = {part for text in (original.story, original.body) for part in text.split(BETWEEN)}
    parts = []
    for part in english.text.split(BETWEEN):
        note, _, words = part.rpartition(f"{OWN_WORDS_NOTE}\n")
        if words != part:
            parts.append(MirrorPart(f"{note}{OWN_WORDS_NOTE}", own=False))
        parts.append(MirrorPart(words, words in own))
    return EnglishSide(english.subject, tuple(parts))


def preview(
    n: int, drafted: DraftedLetter, jurisdiction: Jurisdiction, locale: str
) -> LetterPreview:
    """Return one letter as it will be sent."""
    letter = drafted.letter
    return LetterPreview(
        n=n,
        legislator=card(drafted.member, jurisdiction, locale),
        subject=letter.subject,
        text=letter.text,
        original=letter.original.text if letter.original else None,
        length=letter.length,
    )


def paper(
    drafted: Drafted, shared: Sequence[Phrase], jurisdiction: Jurisdiction
) -> list[PaperSheet]:
    """Return letters to print and sign by hand, in English.

    Where a seat is in doubt, one more has a line for the name of whoever holds it.
    """
    sheets = [
        PaperSheet(
            legislator=card(letter.member, jurisdiction, OFFICE_LOCALE),
            subject=letter.offered_subject.read(OFFICE_LOCALE),
            paragraphs=_in_english(letter.pairs),
            address_lines=_address_lines(letter.member),
        )
        for letter in drafted.letters
    ]
    addressed = {letter.member.district.chamber for letter in drafted.letters}
    if addressed >= set(drafted.kit.chambers or jurisdiction.houses):
        return sheets
    return [*sheets, PaperSheet(None, "", _in_english(shared), ())]


def paper_sheets(sheets: Sequence[PaperSheet], title: str) -> PaperSheets:
    """Return letters as they are printed, with lines to write on where a child adds words."""
    return PaperSheets(title, tuple(_paper_sheet(each, title) for each in sheets))


def _paper_sheet(sheet: PaperSheet, title: str) -> PaperLetter:
    name = sheet.legislator.salutation if sheet.legislator else RULE[: len(RULE) // 3]
    lines = (f"Dear {name},", "\n".join([RULE] * 4), *sheet.paragraphs, f"Sincerely,\n{RULE[:30]}")
    return PaperLetter(
        locale=OFFICE_LOCALE,
        title=title,
        address_lines=sheet.address_lines,
        date_line=RULE[:20],
        subject=sheet.subject,
        body="\n\n".join(lines),
    )


def _in_english(pairs: Sequence[Phrase]) -> tuple[str, ...]:
    return tuple(pair.read(OFFICE_LOCALE) for pair in pairs)


def _address_lines(member: Member) -> tuple[str, ...]:
    return tuple(line for line in (member.full_name, member.capitol_address) if line)
