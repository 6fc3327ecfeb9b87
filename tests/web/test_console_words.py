"""Every word that the console shows for a state, a reason or a role has words for people."""

import re
from collections.abc import Iterable
from enum import StrEnum
from string import Formatter

import pytest
from flask import Flask, get_template_attribute

from campaign.domain.content_faults import WORDS
from campaign.domain.deliveries import DeliveryState, HoldReason
from campaign.domain.exports import ExportKind, ExportState, FileFormat
from campaign.domain.ladder import Health
from campaign.domain.staff import AuditVerb, StaffRole
from campaign.web.presenters.content_faults import FAULTS


@pytest.mark.parametrize(
    ("macro", "words"),
    [
        ("state_word", DeliveryState),
        ("hold_word", HoldReason),
        ("verb_word", AuditVerb),
        ("role_word", StaffRole),
        ("health_word", Health),
        ("export_state_word", ExportState),
        ("export_kind_word", ExportKind),
        ("export_format_word", FileFormat),
    ],
)
def test_each_word_has_words_of_its_own(app: Flask, macro: str, words: Iterable[StrEnum]) -> None:
    with app.test_request_context("/console/"):
        say = get_template_attribute(f"console/parts/{macro}.html", macro)
        said = {word: say(word).strip() for word in words}

    assert all(said.values())
    assert len(set(said.values())) == len(said)


def test_each_fault_of_a_content_has_words_for_people() -> None:
    assert FAULTS.keys() == WORDS.keys()


@pytest.mark.parametrize("key", WORDS)
def test_a_fault_names_no_value_that_its_terminal_does_not_name(key: str) -> None:
    named = {name for words in WORDS[key] for _, name, _, _ in Formatter().parse(words) if name}

    assert set(re.findall(r"%\((\w+)\)s", str(FAULTS[key]))) <= named
