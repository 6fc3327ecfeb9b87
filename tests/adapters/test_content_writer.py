"""A campaign's folder is written as people write it, and read again it is the same campaign."""

import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from campaign.adapters.content_folder import read
from campaign.adapters.content_page import Page
from campaign.adapters.content_writer import files_of, write
from campaign.domain.content import CampaignContent, Phrase
from campaign.domain.content_rules import Rule
from campaign.domain.places import Chamber
from tests.contents import WHOLE

SHIPPED = (
    Path(__file__).resolve().parents[2] / "campaign" / "content" / "every-school-every-community"
)
TEXTS = st.text(
    st.characters(categories=["L", "M", "N", "P", "S", "Zs"]), min_size=1, max_size=300
).map(str.strip)


def saved(content: CampaignContent, root: Path) -> Path:
    folder = root / content.slug
    write(content, folder)
    return folder


def test_the_shipped_folder_is_written_as_it_stands_but_for_its_comments() -> None:
    for name, text in files_of(read(SHIPPED)).items():
        lines = (SHIPPED / name).read_text(encoding="utf-8").splitlines(keepends=True)

        assert text == "".join(line for line in lines if not line.startswith("#")), name


def test_what_is_saved_is_read_as_the_same_campaign(tmp_path: Path) -> None:
    closings = {"budget": (Phrase("{role}: " + "x" * 90, "{role}: " + "y" * 90),)}
    content = replace(
        WHOLE,
        not_after=date(2027, 6, 30),
        chambers=(Chamber.UPPER,),
        statewide=("governor",),
        letter=replace(WHOLE.letter, committee_closings=closings),
    )

    folder = saved(content, tmp_path)

    assert read(folder) == content
    first = {path.name: path.read_bytes() for path in folder.rglob("*.yaml")}
    write(read(folder), folder)
    assert {path.name: path.read_bytes() for path in folder.rglob("*.yaml")} == first


def test_other_recommendations_go_and_other_files_stay(tmp_path: Path) -> None:
    folder = saved(WHOLE, tmp_path)
    (folder / "SOURCE.md").write_text("Where it was said.")
    turned = tuple(
        replace(item, position=position)
        for position, item in enumerate(reversed(WHOLE.recommendations), 1)
    )

    write(replace(WHOLE, recommendations=turned), folder)

    assert read(folder).recommendations == turned
    assert (folder / "SOURCE.md").read_text() == "Where it was said."


@given(TEXTS, TEXTS)
@example("a  b " * 40, "- no")
@example('say "yes": no', "# not a comment")
@example("'", "2020-01-01")
@example("true", "~")
@example("\\n is no line break", "{title}: %")
@example("word " * 60 + ": end", "a" * 200)
def test_any_text_comes_back_as_it_was(tmp_path: Path, en: str, es: str) -> None:
    content = replace(WHOLE, title=Phrase(en.strip() or "x", es.strip() or "y"))
    errors = []

    folder = saved(content, tmp_path)
    page = Page(folder / "campaign.yaml", errors).fields("title", optional=tuple(KEYS))

    assert page["title"].phrase(Rule(most=10_000, may_match=True)) == normal(content.title)
    assert [error for error in errors if error.fault.key == "not_yaml"] == []


KEYS = (
    "slug", "position", "jurisdiction", "status", "starts_on", "not_after", "goal", "time_zone",
    "platform_date", "contact", "organization", "tagline", "summary", "about",
)  # fmt: skip


def normal(phrase: Phrase) -> Phrase:
    """Return a text as every reader brings it into one form."""
    return Phrase(
        unicodedata.normalize("NFC", phrase.en).strip(),
        unicodedata.normalize("NFC", phrase.es).strip(),
    )
