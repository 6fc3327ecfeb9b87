"""What can be wrong with a campaign's content, where it is, and what mends it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

WORDS: Mapping[str, tuple[str, str]] = {
    "hidden_character": (
        "it has a line break or a hidden character",
        "Write it as one paragraph",
    ),
    "too_long": ("it is too long, {length} characters", "Take {excess} away"),
    "too_short": ("it is too short, {length} characters", "Write at least {least}"),
    "placeholder_unknown": ("the placeholder {name} is unknown here", "Known here: {allowed}"),
    "placeholder_missing": ("the placeholder {name} is missing", "Put {name} into the text"),
    "brace_alone": ("a brace stands alone", "Write a placeholder as {{name}}, or no brace"),
    "same_words": ("both languages say the same words", "Translate the text"),
    "placeholders_differ": (
        "the languages differ in their placeholders",
        "Use the same ones in both",
    ),
    "key_missing": ("{key} is missing", "Add {key}"),
    "key_unknown": ("this key is unknown", "Remove it, or take one of {known}"),
    "text_missing": ("nothing stands here", "Write it in both languages"),
    "nothing_here": ("nothing stands here", "Write {expected}"),
    "not_expected": ("this is not what belongs here", "Write {expected}"),
    "too_few": ("it has {found} items, not at least {least}", "Write at least {least}"),
    "not_so_many": ("it has {found} items, not {wanted}", "Write {wanted}"),
    "jurisdiction_malformed": ("{text} is not well formed", "Write it like california"),
    "address_malformed": ("{text} is not well formed", "Write an e-mail address"),
    "office_malformed": ("{text} is not well formed", "Write an office like governor"),
    "slug_malformed": ("{text} is not well formed", "Use small letters, digits and hyphens"),
    "ends_before_start": ("it is before starts_on", "Leave it empty, or take a later day"),
    "slug_differs": ("{slug} is not the name on disk, {name}", "Make the two the same"),
    "slug_taken": ("the slug {slug} is taken", "Give each recommendation its own slug"),
    "no_campaign": ("there is no campaign in this folder", "Add a folder for one"),
    "no_recommendations": ("there are no recommendations", "Add 01-<slug>.yaml"),
    "file_misnamed": (
        "the file's name is not a number and a slug",
        "Name it like 04-basic-needs.yaml",
    ),
    "out_of_order": (
        "the number {number} is out of order, {expected} was expected",
        "Number the files 01, 02, 03 and on, without a gap or a double",
    ),
    "file_missing": ("the file is missing or cannot be read", "Put it there"),
    "not_utf8": ("the file is not UTF-8 text", "Save it as UTF-8"),
    "not_yaml": ("this is not YAML: {problem}", "Look at indents, quotes and colons"),
    "not_a_zip": ("this is not a ZIP file", "Pack one campaign's folder"),
    "zip_locked": ("a password is needed to open it", "Pack it without one"),
    "zip_too_large": (
        "it is larger than any campaign, unpacked",
        "Pack nothing but one campaign's folder",
    ),
    "not_one_folder": (
        "it does not hold one folder with a campaign's name",
        "Pack the folder itself",
    ),
    "stray_file": ("this file does not belong into a campaign's folder", "Take it out"),
}
"""The problem and the cure of each fault, as a terminal says them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, as a key of `WORDS` and the values of its sentences."""

    key: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def problem(self) -> str:
        """Return what is wrong."""
        return WORDS[self.key][0].format_map(self.values)

    @property
    def cure(self) -> str:
        """Return what mends it."""
        return WORDS[self.key][1].format_map(self.values)


@dataclass(frozen=True, slots=True)
class ContentError:
    """One fault in a content folder: in which file and line, and at which value."""

    file: str
    line: int
    name: str
    fault: Fault

    @property
    def problem(self) -> str:
        """Return what is wrong, and at which value."""
        return f"{self.name}: {self.fault.problem}" if self.name else self.fault.problem

    @property
    def cure(self) -> str:
        """Return what mends it."""
        return self.fault.cure

    def __str__(self) -> str:
        """Return the fault as one line that an editor can jump to."""
        return f"{self.file}:{self.line}: {self.problem}. {self.cure}."


class BrokenContent(Exception):
    """Refuse a content folder, with every fault that was found in it."""

    def __init__(self, errors: tuple[ContentError, ...]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors
