"""The rules for a campaign's texts: how long each may be, and which placeholders it takes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from campaign.domain.content import LOCALES, Phrase
from campaign.domain.content_faults import Fault
from campaign.domain.letters import fill, placeholders

_WIDEST = {"city": 24, "district": 26, "title": 15, "family_name": 20, "topic": 60, "role": 29}
_STAND_INS = {name: "x" * width for name, width in _WIDEST.items()}
"""What placeholders are filled with to measure a text: as long as such a value gets."""

_NO_NAMES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """How long a text may be, filled in, and which placeholders it may and must hold.

    A name may be the same in all languages; any other text that is was forgotten.
    """

    most: int
    least: int = 1
    may_match: bool = False
    allowed: frozenset[str] = _NO_NAMES
    required: frozenset[str] = _NO_NAMES


LEAST_SUBJECTS = 4
LEAST_OPENINGS = 4
LEAST_CLOSINGS = 2
LEAST_PARAGRAPHS = 2
PROMPTS = 3
EXAMPLES = 3

STORY_ROOM = 500
"""Characters that the longest shared text leaves for the writer's own story."""

_ROLE = frozenset({"role"})
FULL = Rule(least=300, most=480)
SHORT = Rule(least=150, most=300)
CLOSING = Rule(least=60, most=160)
COMMITTEE_CLOSING = Rule(least=60, most=160, allowed=_ROLE)
"""One full, two short and a closing of either kind, each two characters apart, leave the story its
room."""

TITLE = Rule(most=160)
NAME = Rule(most=160, may_match=True)
TOPIC = Rule(most=60)
SUMMARY = Rule(least=40, most=160)
ASK = Rule(least=30, most=200)
PROMPT = Rule(least=20, most=140)
MEANS = Rule(least=80, most=480)
AFFECTED = Rule(least=60, most=360)
EXAMPLE = Rule(least=20, most=160)
TAGLINE = Rule(most=140)
INTRODUCTION = Rule(least=80, most=480)
HEADING = Rule(most=80)
SECTION = Rule(least=40, most=800)
POINT = Rule(most=240)

_NAMES = frozenset({"title", "family_name"})
_PLACE = frozenset({"city", "district"})
GREETING = Rule(most=60, allowed=_NAMES, required=_NAMES)
SIGN_OFF = Rule(most=30)
OPENING = Rule(most=110, allowed=_PLACE, required=_PLACE)
SUBJECT = Rule(most=120, allowed=frozenset({"district", "topic"}), required=frozenset({"topic"}))


def measured(text: str) -> int:
    """Return the length of a text with long names in its placeholders."""
    return len(fill(text, _STAND_INS))


def text_faults(text: str, rule: Rule) -> Iterator[Fault]:
    """Yield what is wrong with a text in one language."""
    if not all(character.isprintable() for character in text):
        yield Fault("hidden_character")
    length, names = measured(text), placeholders(text)
    if length > rule.most:
        yield Fault("too_long", {"length": length, "excess": length - rule.most})
    if length < rule.least:
        yield Fault("too_short", {"length": length, "least": rule.least})
    for name in sorted(names - rule.allowed):
        allowed = ", ".join(f"{{{known}}}" for known in sorted(rule.allowed)) or "none"
        yield Fault("placeholder_unknown", {"name": f"{{{name}}}", "allowed": allowed})
    for name in sorted(rule.required - names):
        yield Fault("placeholder_missing", {"name": f"{{{name}}}"})
    if any(brace in fill(text, _STAND_INS) for brace in "{}") and names <= rule.allowed:
        yield Fault("brace_alone")


def pair_faults(phrase: Phrase, rule: Rule) -> Iterator[Fault]:
    """Yield what is wrong between the languages of a text that stands in all of them."""
    if phrase.en == phrase.es and not rule.may_match:
        yield Fault("same_words")
    if placeholders(phrase.en) != placeholders(phrase.es):
        yield Fault("placeholders_differ")


def phrase_faults(phrase: Phrase, rule: Rule) -> Mapping[str, tuple[Fault, ...]]:
    """Return what is wrong with a text by language; what is between the two, by the second."""
    texts = {locale: phrase.read(locale) for locale in LOCALES}
    found = {locale: tuple(text_faults(text, rule)) for locale, text in texts.items()}
    if all(texts.values()):
        last = LOCALES[-1]
        found[last] = (*found[last], *pair_faults(phrase, rule))
    return found
