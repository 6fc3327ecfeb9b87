"""A letter as the office reads it: what it is composed of, how long it may be, whose words it is.

Everything here is a pure function of plain values. Text that anyone typed is data: only the
campaign's own texts have placeholders, and each is filled once, by looking a name up.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from campaign.domain.content import OFFICE_LOCALE, LetterTexts, Phrase, Recommendation
from campaign.domain.people import AgeBand
from campaign.domain.roster import Role
from campaign.domain.text import count
from campaign.domain.weaving import BETWEEN, Woven, choose, weave

LETTER_LIMIT = 2000
"""Characters of a whole letter: the limit of the Legislature's own contact form."""

RESERVED = 250
"""Characters kept for greeting, first sentence and signature, blank lines included."""

WORDS_LIMIT = LETTER_LIMIT - RESERVED
"""Characters of story and shared text together."""

MOST_RECOMMENDATIONS = 3

OWN_WORDS_NOTE = "In my own words, in Spanish:"
"""Stands above a story that the office reads as it was written in Spanish."""

ROLES = {
    Role.CHAIR: Phrase("the chair", "titular de la presidencia"),
    Role.VICE_CHAIR: Phrase("the vice chair", "titular de la vicepresidencia"),
    Role.MEMBER: Phrase("a member", "integrante"),
}
"""What letters call somebody on a committee: as ... of the Education Committee."""

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Recipient:
    """The legislator a letter goes to; the jurisdiction's data names titles and districts."""

    title: Phrase
    full_name: str
    family_name: str
    chamber: str
    district: Phrase
    roles: Mapping[str, Role] = field(default_factory=dict)
    """What they are on a committee, by the subject on which it decides."""


@dataclass(frozen=True, slots=True)
class Writer:
    """The person who signs. `state` is its postal abbreviation."""

    given_name: str
    family_name: str
    street: str
    city: str
    state: str
    zip: str
    age_band: AgeBand

    @property
    def name(self) -> str:
        """Return the name as it was given; many people have only one."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True)
class Picks:
    """What one supporter's letters are made from.

    `ranked` holds one to three recommendations, the most important one first. The seed stays
    the same for one draft, so that every look shows the same variants.
    """

    texts: LetterTexts
    ranked: tuple[Recommendation, ...]
    seed: str
    known_paragraphs: tuple[Phrase, ...] = ()
    """Wordings that such letters were offered before; somebody may still have them before them."""
    known_subjects: tuple[Phrase, ...] = ()
    room: int = WORDS_LIMIT
    """What the writer's story leaves of the letter, in characters as the office counts them."""

    def __post_init__(self) -> None:
        """Refuse a letter that asks for nothing, or for too much."""
        if not 1 <= len(self.ranked) <= MOST_RECOMMENDATIONS:
            raise ValueError(f"a letter asks for one to {MOST_RECOMMENDATIONS} recommendations")


@dataclass(frozen=True, slots=True)
class Words:
    """What a writer made of a letter, clean, in their own language.

    None stands for a subject or a body that was left as it was offered.
    """

    locale: str
    story: str = ""
    subject: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """One whole letter; `original` is the writer's own version where that is not English."""

    locale: str
    subject: str
    greeting: str
    constituency: str
    story: str
    body: str
    signature: str
    original: "Letter | None" = None

    @property
    def text(self) -> str:
        """Return the letter as it is read, from greeting to signature."""
        parts = (self.greeting, self.constituency, self.story, self.body, self.signature)
        return BETWEEN.join(part for part in parts if part)

    @property
    def length(self) -> int:
        """Return the number of characters of the whole letter."""
        return count(self.text)

    @property
    def words_length(self) -> int:
        """Return the number of characters of story and body, with the blank line between."""
        return count(BETWEEN.join(part for part in (self.story, self.body) if part))

    @property
    def excess(self) -> int:
        """Return how many characters must go before this letter may be sent; 0 when it fits."""
        return max(0, self.words_length - WORDS_LIMIT, self.length - LETTER_LIMIT)


def placeholders(text: str) -> frozenset[str]:
    """Return the names that stand in braces in one of the campaign's own texts."""
    return frozenset(_PLACEHOLDER.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders looked up, in one pass.

    A name that is not among the values stays as it stands, and a brace inside a value is text.
    """
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def greeting(texts: LetterTexts, recipient: Recipient) -> Phrase:
    """Return the line that greets the legislator by title and family name."""
    name = recipient.family_name or recipient.full_name
    return _fill_each(
        texts.greeting,
        title=recipient.title,
        family_name=Phrase(name, name),
    )


def constituency(picks: Picks, recipient: Recipient, city: str) -> Phrase:
    """Return the first sentence, which says city and district.

    `city` may be a stand-in, such as a blank, while the writer has not given it.
    """
    opening = choose(picks.texts.openings, picks.seed, f"opening {recipient.chamber}")
    return _fill_each(opening, city=Phrase(city, city), district=recipient.district)


def subject(picks: Picks, recipient: Recipient) -> Phrase:
    """Return the subject line that is offered to the writer."""
    variant = choose(picks.texts.subjects, picks.seed, f"subject {recipient.chamber}")
    return _fill_each(variant, district=recipient.district, topic=picks.ranked[0].topic)


def woven(picks: Picks, recipient: Recipient | None = None) -> Woven:
    """Return the shared text of a letter, and whether it made room for a long story.

    Whoever sits on a committee reads the closing that the campaign has for its members, if any.
    """
    closings = _closings(picks.texts, recipient.roles if recipient else {})
    slot = "closing" if closings == picks.texts.closings else "committee closing"
    return weave(
        picks.ranked,
        choose(closings, picks.seed, slot),
        min(closings, key=lambda words: count(words.read(OFFICE_LOCALE))),
        seed=picks.seed,
        room=picks.room,
    )


def shared_paragraphs(picks: Picks, recipient: Recipient | None = None) -> tuple[Phrase, ...]:
    """Return the shared text of a letter by paragraphs, a closing last."""
    return woven(picks, recipient).paragraphs


def known_paragraphs(picks: Picks, recipient: Recipient | None = None) -> tuple[Phrase, ...]:
    """Return every wording of the shared text that is ours, those of this letter last."""
    filled = (each for words in picks.known_paragraphs for each in _for_every_role(words))
    return (*filled, *shared_paragraphs(picks, recipient))


def join_paragraphs(paragraphs: Sequence[Phrase], locale: str) -> str:
    """Return the shared text in one language, as it is offered to the writer."""
    return BETWEEN.join(paragraph.read(locale) for paragraph in paragraphs)


def signature(texts: LetterTexts, writer: Writer) -> Phrase:
    """Return sign-off, name and address block; only an adult's holds a street."""
    street = writer.street if writer.age_band is AgeBand.ADULT else ""
    place = f"{writer.city}, {writer.state} {writer.zip}" if writer.city else writer.zip
    lines = [line for line in (writer.name, street, place) if line]
    return Phrase(
        en="\n".join([texts.sign_off.en, *lines]),
        es="\n".join([texts.sign_off.es, *lines]),
    )


def mirror(edited: str, pairs: Sequence[Phrase], locale: str) -> str:
    """Return a writer's edited text as the office reads it.

    A line that is still the shared text becomes its English pair; any other travels as written.
    Shared paragraphs are one line each.
    """
    renderings = {_squeeze(pair.read(locale)): pair.read(OFFICE_LOCALE) for pair in pairs}
    return "\n".join(renderings.get(_squeeze(line), line) for line in edited.split("\n"))


def marked(story: str, locale: str) -> str:
    """Return a story as the office reads it: one in another language says whose words it is."""
    return f"{OWN_WORDS_NOTE}\n{story}" if story and locale != OFFICE_LOCALE else story


def compose(picks: Picks, recipient: Recipient, writer: Writer, words: Words) -> Letter:
    """Return the whole letter to one legislator as the office reads it.

    A writer in another language finds their own version in `original`. Nothing is ever cut: a
    letter that is too long says so in `excess`.
    """
    offered = subject(picks, recipient)
    pairs = shared_paragraphs(picks, recipient)
    frame = _Frame(
        greeting(picks.texts, recipient),
        constituency(picks, recipient, writer.city),
        signature(picks.texts, writer),
    )
    title = offered.read(words.locale) if words.subject is None else words.subject
    body = join_paragraphs(pairs, words.locale) if words.body is None else words.body
    written = frame.around(words.locale, title, words.story, body)
    if words.locale == OFFICE_LOCALE:
        return written
    return frame.around(
        OFFICE_LOCALE,
        mirror(title, (*_known_subjects(picks, recipient), offered), words.locale),
        marked(words.story, words.locale),
        mirror(body, known_paragraphs(picks, recipient), words.locale),
        original=written,
    )


def addressed_anew(text: str, texts: LetterTexts, recipient: Recipient, locale: str) -> str:
    """Return a whole letter as it goes to somebody else: what its writer wrote stays as it is.

    The greeting is theirs. What was said to a member of a committee on which they do not sit
    becomes a plain closing.
    """
    elsewhere = {
        _fill_each(words, role=role).read(locale)
        for subject_, closings in texts.committee_closings.items()
        for words in closings
        for name, role in ROLES.items()
        if recipient.roles.get(subject_) is not name
    }
    plain = texts.closings[0].read(locale)
    rest = text.partition(BETWEEN)[2].split(BETWEEN)
    kept = [plain if paragraph in elsewhere else paragraph for paragraph in rest]
    return BETWEEN.join([greeting(texts, recipient).read(locale), *kept])


def own_words_share(words: Words, pairs: Sequence[Phrase], known: Sequence[Phrase] = ()) -> float:
    """Return which share of story and body, 0 to 1, the writer wrote; white space is not counted.

    A story is the writer's whole; of the body, what differs from the shared text. A line that is
    a known wording of ours is not theirs.
    """
    shared = join_paragraphs(pairs, words.locale)
    ours = {_squeeze(phrase.read(words.locale)) for phrase in known}
    lines = (shared if words.body is None else words.body).split("\n")
    known_lines = " ".join(line for line in lines if _squeeze(line) in ours).split()
    body = " ".join(line for line in lines if _squeeze(line) not in ours).split()
    matcher = SequenceMatcher(None, body, shared.split(), autojunk=False)
    kept = sum(
        _characters(body[block.a : block.a + block.size]) for block in matcher.get_matching_blocks()
    )
    total = _characters(words.story.split()) + _characters(body)
    everything = total + _characters(known_lines)
    return (total - kept) / everything if everything else 0.0


@dataclass(frozen=True, slots=True)
class _Frame:
    """What is ours around a writer's words."""

    greeting: Phrase
    constituency: Phrase
    signature: Phrase

    def around(
        self, locale: str, title: str, story: str, body: str, *, original: Letter | None = None
    ) -> Letter:
        return Letter(
            locale=locale,
            subject=title,
            greeting=self.greeting.read(locale),
            constituency=self.constituency.read(locale),
            story=story,
            body=body,
            signature=self.signature.read(locale),
            original=original,
        )


def _closings(texts: LetterTexts, roles: Mapping[str, Role]) -> tuple[Phrase, ...]:
    """Return the closings for a member of the first committee that the campaign speaks to."""
    for subject_, closings in texts.committee_closings.items():
        if closings and subject_ in roles:
            return tuple(_fill_each(words, role=ROLES[roles[subject_]]) for words in closings)
    return texts.closings


def _known_subjects(picks: Picks, recipient: Recipient) -> tuple[Phrase, ...]:
    values = {"district": recipient.district, "topic": picks.ranked[0].topic}
    return tuple(_fill_each(words, **values) for words in picks.known_subjects)


def _for_every_role(words: Phrase) -> Iterator[Phrase]:
    """Yield a closing as it reads for each role on a committee; one without a role as it is."""
    if "role" not in placeholders(words.en):
        yield words
        return
    for role in ROLES.values():
        yield _fill_each(words, role=role)


def _fill_each(template: Phrase, **values: Phrase) -> Phrase:
    return Phrase(
        en=fill(template.en, {name: value.en for name, value in values.items()}),
        es=fill(template.es, {name: value.es for name, value in values.items()}),
    )


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _characters(words: Sequence[str]) -> int:
    return sum(count(word) for word in words)
