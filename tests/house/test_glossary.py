"""The words that the program uses stand in the glossary, and the glossary's words are used."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from campaign.domain.arrivals import Arrival
from campaign.domain.calls import CallOutcome
from campaign.domain.content import CampaignStatus, EditionSource
from campaign.domain.content_changes import Stretch
from campaign.domain.deliveries import Channel, DeliveryKind, DeliveryState, HoldReason
from campaign.domain.disclosure import Veil
from campaign.domain.exports import ExportKind, ExportState, FileFormat
from campaign.domain.imports import ImportColumn, ImportKind, ImportState, RowFault
from campaign.domain.ladder import Health
from campaign.domain.notices import NoticeKind
from campaign.domain.office_form import FormField
from campaign.domain.people import AgeBand, Purpose
from campaign.domain.places import Chamber, GeocoderWord, Rung
from campaign.domain.relay import Verdict
from campaign.domain.returns import ReturnKind
from campaign.domain.roster import Role
from campaign.domain.roster_changes import ChangeKind
from campaign.domain.sources import SourceMedium
from campaign.domain.staff import AuditVerb, StaffRole
from campaign.domain.stories import StoryState, StoryUse
from campaign.domain.streets import Parity, StreetWord
from campaign.domain.tallies import OwnWords, TallyKind
from campaign.domain.translations import TranslationState
from campaign.domain.wishes import Asker, WishWay
from campaign.models.campaigns import PartKind
from campaign.web.audiences import Audience

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (.+?) \| (.*?) ?\| (.+?) \|$", re.MULTILINE)
LISTS: dict[str, type[StrEnum]] = {
    "States of a delivery": DeliveryState,
    "Reasons to hold": HoldReason,
    "Channels": Channel,
    "Kinds of delivery": DeliveryKind,
    "Notices": NoticeKind,
    "What comes back": ReturnKind,
    "Roles": StaffRole,
    "Audiences": Audience,
    "What the audit writes down": AuditVerb,
    "States of an export": ExportState,
}
OTHERS: tuple[type[StrEnum], ...] = (
    AgeBand,
    Purpose,
    Chamber,
    CampaignStatus,
    EditionSource,
    Stretch,
    TallyKind,
    OwnWords,
    Health,
    PartKind,
    ChangeKind,
    Role,
    Verdict,
    Veil,
    GeocoderWord,
    FormField,
    ImportKind,
    ImportState,
    ImportColumn,
    RowFault,
    Rung,
    Parity,
    StreetWord,
    ExportKind,
    FileFormat,
    SourceMedium,
    Arrival,
    Asker,
    WishWay,
    CallOutcome,
    StoryUse,
    StoryState,
    TranslationState,
)


def section(title: str) -> list[set[str]]:
    """Return the words in backticks of each row of a section."""
    part = TEXT.partition(f"## {title}\n")[2].partition("\n## ")[0]
    rows = [set(re.findall(r"`([^`]+)`", first)) for first, _, _ in ROW.findall(part)]
    return [row for row in rows if row]


@pytest.mark.parametrize("title", LISTS)
def test_a_section_lists_the_programs_words_and_no_other(title: str) -> None:
    words = [word for row in section(title) for word in row]

    assert sorted(words) == sorted(LISTS[title])


def test_the_other_words_stand_together() -> None:
    rows = section("Other words of the program")

    assert sorted(map(sorted, rows)) == sorted(sorted(words) for words in OTHERS)


def test_no_word_is_explained_twice_in_one_section() -> None:
    for part in TEXT.split("\n## ")[1:]:
        words = [first for first, _, _ in ROW.findall(part)]

        assert len(words) == len(set(words)), part.splitlines()[0]
