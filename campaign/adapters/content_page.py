"""One YAML file of a campaign's folder, read value by value; a fault is noted, not raised."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError

from campaign.domain.content import LOCALES, ContentError, Phrase
from campaign.domain.letters import fill, placeholders

_WIDEST = {"city": 24, "district": 26, "title": 15, "family_name": 20, "topic": 60, "role": 29}
_STAND_INS = {name: "x" * width for name, width in _WIDEST.items()}
"""What placeholders are filled with to measure a text: as long as such a value gets."""

_NO_DAY = date(1, 1, 1)
_MISSING = object()
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


class Node:
    """A value in a page, its name, and the line on which it stands.

    Every reader notes what is wrong and then returns an empty value, so that one look at a page
    finds all its faults. The values of a missing key are empty without a further fault.
    """

    def __init__(self, page: "Page", name: str, value: object, line: int) -> None:
        self._page = page
        self._name = name
        self._value = value
        self._line = line

    def fault(self, problem: str, cure: str) -> None:
        """Note a fault at this value's line."""
        place = f"{self._name}: " if self._name else ""
        self._page.fault(self._line, f"{place}{problem}", cure)

    def fields(self, *required: str, optional: tuple[str, ...] = ()) -> dict[str, "Node"]:
        """Return the values of a mapping by key; no key may be missing, and none unknown."""
        known = (*required, *optional)
        value = self._value
        if not isinstance(value, CommentedMap):
            self._expect(f"a mapping with {', '.join(known)}")
            return {key: self._child(key, _MISSING, self._line) for key in known}
        for key in value:
            if key not in known:
                node = self._child(str(key), None, _line_of(value, key, self._line))
                node.fault("this key is unknown", f"Remove it, or take one of {', '.join(known)}")
        for key in required:
            if key not in value:
                self.fault(f"{key} is missing", f"Add {key}")
        return {
            key: self._child(key, value.get(key, _MISSING), _line_of(value, key, self._line))
            for key in known
        }

    def items(self, least: int = 0, most: int | None = None) -> list["Node"]:
        """Return the values of a list."""
        value = self._value
        if not isinstance(value, CommentedSeq):
            self._expect("a list, each item with a hyphen")
            return []
        if len(value) < least or (most is not None and len(value) > most):
            wanted = str(least) if least == most else f"at least {least}"
            self.fault(f"it has {len(value)} items, not {wanted}", f"Write {wanted}")
        return [
            Node(self._page, f"{self._name}, item {index + 1}", item, value.lc.item(index)[0] + 1)
            for index, item in enumerate(value)
        ]

    def phrases(self, rule: Rule, least: int, most: int | None = None) -> tuple[Phrase, ...]:
        """Return a list of texts in each language."""
        return tuple(node.phrase(rule) for node in self.items(least, most))

    def phrase(self, rule: Rule) -> Phrase:
        """Return a text in each language."""
        fields = self.fields(*LOCALES)
        texts = {locale: fields[locale].text(rule) for locale in LOCALES}
        phrase = Phrase(**texts)
        if all(texts.values()):
            self._compare(phrase, may_match=rule.may_match)
        return phrase

    def text(self, rule: Rule) -> str:
        """Return a text of one paragraph, in NFC."""
        if not isinstance(self._value, str):
            self._expect("text")
            return ""
        text = unicodedata.normalize("NFC", self._value).strip()
        if not all(character.isprintable() for character in text):
            self.fault("it has a line break or a hidden character", "Write it as one paragraph")
        self._measure(text, rule)
        names = placeholders(text)
        for name in sorted(names - rule.allowed):
            allowed = ", ".join(f"{{{known}}}" for known in sorted(rule.allowed)) or "none"
            self.fault(f"the placeholder {{{name}}} is unknown here", f"Known here: {allowed}")
        for name in sorted(rule.required - names):
            self.fault(f"the placeholder {{{name}}} is missing", f"Put {{{name}}} into the text")
        if any(brace in fill(text, _STAND_INS) for brace in "{}") and names <= rule.allowed:
            self.fault("a brace stands alone", "Write a placeholder as {name}, or no brace")
        return text

    def whole_number(self) -> int:
        """Return a whole number from 1 up."""
        value = self._value
        if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
            return int(value)
        self._expect("a whole number from 1 up")
        return 1

    def day(self) -> date:
        """Return a day."""
        value = self._value
        if type(value) is date:
            return value
        self._expect("a day such as 2026-01-31")
        return _NO_DAY

    def day_or_none(self) -> date | None:
        """Return a day, or None where nothing stands."""
        return None if self._value is None else self.day()

    def choice(self, choices: Collection[str]) -> str:
        """Return one of the allowed words; the first of them where another stands."""
        if isinstance(self._value, str) and self._value in choices:
            return str(self._value)
        few = len(choices) <= len(_WIDEST)
        self._expect(f"one of {', '.join(choices)}" if few else "a known name")
        return next(iter(choices))

    def _child(self, key: str, value: object, line: int) -> "Node":
        name = f"{self._name}, {key}" if self._name else key
        return Node(self._page, name, value, line)

    def _expect(self, expected: str) -> None:
        if self._value is _MISSING:
            return
        problem = "nothing stands here" if self._value is None else "this is not what belongs here"
        self.fault(problem, f"Write {expected}")

    def _measure(self, text: str, rule: Rule) -> None:
        length = len(fill(text, _STAND_INS))
        if length > rule.most:
            excess = length - rule.most
            self.fault(f"it is too long, {length} characters", f"Take {excess} away")
        if length < rule.least:
            self.fault(f"it is too short, {length} characters", f"Write at least {rule.least}")

    def _compare(self, phrase: Phrase, *, may_match: bool) -> None:
        if phrase.en == phrase.es and not may_match:
            self.fault("both languages say the same words", "Translate the text")
        if placeholders(phrase.en) != placeholders(phrase.es):
            self.fault("the languages differ in their placeholders", "Use the same ones in both")


class Page:
    """One file, and the list on which its faults are noted."""

    def __init__(self, path: Path, errors: list[ContentError]) -> None:
        self.path = path
        self._errors = errors

    def fault(self, line: int, problem: str, cure: str) -> None:
        """Note a fault at a line."""
        self._errors.append(ContentError(str(self.path), line, problem, cure))

    def fields(self, *required: str, optional: tuple[str, ...] = ()) -> dict[str, Node]:
        """Return the file's values by key."""
        return Node(self, "", self._load(), 1).fields(*required, optional=optional)

    def _load(self) -> Any:  # noqa: ANN401  # YAML gives whatever the file holds.
        try:
            return YAML(typ="rt").load(self.path.read_text(encoding="utf-8"))
        except OSError:
            self.fault(1, "the file is missing or cannot be read", "Put it there")
        except UnicodeDecodeError:
            self.fault(1, "the file is not UTF-8 text", "Save it as UTF-8")
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            problem = str(error.problem or error.context).strip().splitlines()[0]
            self.fault(line, f"this is not YAML: {problem}", "Look at indents, quotes and colons")
        return _MISSING


def _line_of(mapping: CommentedMap, key: object, fallback: int) -> int:
    """Return the line of a key, or of the mapping where the key is missing."""
    position = mapping.lc.data.get(key) if mapping.lc.data else None
    return position[0] + 1 if position else fallback
