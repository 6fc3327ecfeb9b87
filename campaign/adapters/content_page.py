"""One YAML file of a campaign's folder, read value by value; a fault is noted, not raised."""

import unicodedata
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from campaign.domain.content import LOCALES, Phrase
from campaign.domain.content_faults import ContentError, Fault
from campaign.domain.content_rules import Rule, pair_faults, text_faults

_NO_DAY = date(1, 1, 1)
_MISSING = object()


MOST_NAMED = 6
"""So many words to choose from are named; of more, a person looks one up."""


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

    def fault(self, key: str, /, **values: str | int) -> None:
        """Note a fault at this value's line."""
        self._note(Fault(key, values))

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
                node.fault("key_unknown", known=", ".join(known))
        for key in required:
            if key not in value:
                self.fault("key_missing", key=key)
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
        found = len(value)
        if least == most and found != least:
            self.fault("not_so_many", found=found, wanted=least)
        elif found < least:
            self.fault("too_few", found=found, least=least)
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
            self._note(*pair_faults(phrase, rule))
        return phrase

    def text(self, rule: Rule) -> str:
        """Return a text of one paragraph, in NFC."""
        if not isinstance(self._value, str):
            self._expect("text")
            return ""
        text = unicodedata.normalize("NFC", self._value).strip()
        self._note(*text_faults(text, rule))
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
        few = len(choices) <= MOST_NAMED
        self._expect(f"one of {', '.join(choices)}" if few else "a known name")
        return next(iter(choices))

    def _child(self, key: str, value: object, line: int) -> "Node":
        name = f"{self._name}, {key}" if self._name else key
        return Node(self._page, name, value, line)

    def _expect(self, expected: str) -> None:
        if self._value is _MISSING:
            return
        self.fault("nothing_here" if self._value is None else "not_expected", expected=expected)

    def _note(self, *faults: Fault) -> None:
        for fault in faults:
            self._page.note(self._line, self._name, fault)


class Page:
    """One file, and the list on which its faults are noted."""

    def __init__(self, path: Path, errors: list[ContentError]) -> None:
        self.path = path
        self._errors = errors

    def fault(self, line: int, key: str, /, **values: str | int) -> None:
        """Note a fault of the file itself at a line."""
        self.note(line, "", Fault(key, values))

    def note(self, line: int, name: str, fault: Fault) -> None:
        """Note a fault of a value at a line."""
        self._errors.append(ContentError(str(self.path), line, name, fault))

    def fields(self, *required: str, optional: tuple[str, ...] = ()) -> dict[str, Node]:
        """Return the file's values by key."""
        return Node(self, "", self._load(), 1).fields(*required, optional=optional)

    def _load(self) -> Any:  # noqa: ANN401  # YAML gives whatever the file holds.
        try:
            return YAML(typ="rt").load(self.path.read_text(encoding="utf-8"))
        except OSError:
            self.fault(1, "file_missing")
        except UnicodeDecodeError:
            self.fault(1, "not_utf8")
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            problem = str(error.problem or error.context).strip().splitlines()[0]
            self.fault(line, "not_yaml", problem=problem)
        except (YAMLError, ValueError, OverflowError, RecursionError) as error:
            # A hidden character, a day that no month has, and lists within lists without end.
            self.fault(1, "not_yaml", problem=type(error).__name__)
        return _MISSING


def _line_of(mapping: CommentedMap, key: object, fallback: int) -> int:
    """Return the line of a key, or of the mapping where the key is missing."""
    position = mapping.lc.data.get(key) if mapping.lc.data else None
    return position[0] + 1 if position else fallback
