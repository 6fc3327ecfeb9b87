"""A campaign's folder is read whole, or refused with each fault, its line and its cure."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from campaign.adapters.content_folder import read, read_all
from campaign.domain import content_rules
from campaign.domain.content_faults import BrokenContent, ContentError
from campaign.domain.letters import MOST_RECOMMENDATIONS, WORDS_LIMIT

CONTENT = Path(__file__).resolve().parents[2] / "campaign" / "content"
SLUG = "every-school-every-community"
FIRST = "recommendations/01-racial-equity.yaml"
LAST = "recommendations/10-fund-our-schools.yaml"

Edit = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A campaign's folder that a test may break."""
    return shutil.copytree(CONTENT / SLUG, tmp_path / SLUG)


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replace the first occurrence of a text in one file of the folder."""

    def replace(name: str, old: str, new: str) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


def faults(folder: Path) -> list[ContentError]:
    """Read a broken folder and return what is wrong with it."""
    with pytest.raises(BrokenContent) as refusal:
        read(folder)
    return list(refusal.value.errors)


def only_fault(folder: Path) -> ContentError:
    """Read a folder with one fault and return it."""
    (fault,) = faults(folder)
    return fault


def line_of(folder: Path, name: str, words: str) -> int:
    """Return the line of a file on which words first stand."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def test_a_whole_folder_is_read(folder: Path) -> None:
    content = read(folder)

    assert content.slug == SLUG
    assert content.title.es == "Cada escuela. Cada comunidad."
    assert [item.position for item in content.recommendations] == list(range(1, 11))
    assert content.recommendations[1].prompts[0].en.startswith("Who at school noticed")


def test_a_folded_text_is_one_line(folder: Path) -> None:
    full = read(folder).recommendations[0].paragraphs[0].full

    assert "\n" not in full.en
    assert full.en.startswith("The historic racism and inequity in our public schools will not")


def test_the_folder_may_be_the_one_we_stand_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)

    assert read(Path()).slug == SLUG


def test_a_missing_translation_is_found_at_its_text(folder: Path, edit: Edit) -> None:
    edit("letters.yaml", '    es: "Desde su distrito: {topic}"\n', "")

    fault = only_fault(folder)

    assert fault.line == line_of(folder, "letters.yaml", "From your district")
    assert fault.problem == "subjects, item 2: es is missing"
    assert fault.cure == "Add es"


def test_an_empty_translation_is_missing_too(folder: Path, edit: Edit) -> None:
    edit("letters.yaml", "  es: Atentamente,", "  es:")

    assert only_fault(folder).problem == "sign_off, es: nothing stands here"


def test_a_text_that_was_not_translated_is_found(folder: Path, edit: Edit) -> None:
    edit("letters.yaml", "  es: Atentamente,", "  es: Sincerely,")

    assert only_fault(folder).problem == "sign_off: both languages say the same words"


def test_a_language_that_we_do_not_have_is_found(folder: Path, edit: Edit) -> None:
    edit("letters.yaml", "  es: Atentamente,", "  es: Atentamente,\n  fr: Cordialement,")

    fault = only_fault(folder)

    assert fault.problem == "sign_off, fr: this key is unknown"
    assert fault.line == line_of(folder, "letters.yaml", "Cordialement")


def test_a_variant_in_one_language_only_is_found(folder: Path, edit: Edit) -> None:
    edit(
        "letters.yaml", "closings:\n", "closings:\n  - en: Thank you for all that you do for us.\n"
    )

    problems = [fault.problem for fault in faults(folder)]

    assert "closings, item 1: es is missing" in problems


def test_too_few_variants_are_found(folder: Path) -> None:
    letters = folder / "letters.yaml"
    text = letters.read_text(encoding="utf-8")
    letters.write_text(
        text[: text.index("closings:")] + "closings:\n"
        "  - en: Thank you for reading this letter to its very end, and for answering it.\n"
        "    es: Gracias por leer esta carta hasta el final, y gracias por contestarla.\n",
        encoding="utf-8",
    )

    fault = only_fault(folder)

    assert fault.problem == "closings: it has 1 items, not at least 2"
    assert fault.cure == "Write at least 2"


def test_a_paragraph_has_two_forms(folder: Path, edit: Edit) -> None:
    edit(FIRST, "    short:", "    brief:")

    problems = [fault.problem for fault in faults(folder)]

    assert problems == [
        "paragraphs, item 1: short is missing",
        "paragraphs, item 1, brief: this key is unknown",
    ]


def test_a_fourth_prompt_is_found(folder: Path, edit: Edit) -> None:
    edit(
        FIRST, "prompts:\n", "prompts:\n  - en: And what else would you say?\n    es: ¿Y qué más?\n"
    )

    problems = [fault.problem for fault in faults(folder)]

    assert "prompts: it has 4 items, not 3" in problems


def test_an_unknown_placeholder_is_found(folder: Path, edit: Edit) -> None:
    edit("letters.yaml", "I live in {city}", "I live in {town}")

    found = {fault.problem: fault.cure for fault in faults(folder)}

    assert found == {
        "openings, item 1, en: the placeholder {town} is unknown here": (
            "Known here: {city}, {district}"
        ),
        "openings, item 1, en: the placeholder {city} is missing": "Put {city} into the text",
        "openings, item 1: the languages differ in their placeholders": (
            "Use the same ones in both"
        ),
    }


def test_a_paragraph_takes_no_placeholder(folder: Path, edit: Edit) -> None:
    edit(FIRST, "Before each vote", "Before each {vote}")

    problems = [fault.problem for fault in faults(folder)]

    assert "paragraphs, item 1, full, en: the placeholder {vote} is unknown here" in problems


@pytest.mark.parametrize("brace", ["{", "}", "{ city }", "{City}"])
def test_a_brace_that_is_no_placeholder_is_found(folder: Path, edit: Edit, brace: str) -> None:
    edit("letters.yaml", "I live in {city}", f"I live {brace} in {{city}}")

    assert only_fault(folder).problem == "openings, item 1, en: a brace stands alone"


def test_an_opening_must_say_city_and_district(folder: Path, edit: Edit) -> None:
    edit("letters.yaml", "in {district}, and you represent me", "and you represent me")
    edit("letters.yaml", "en el {district}, y usted me representa", "y usted me representa")

    problems = {fault.problem for fault in faults(folder)}

    assert problems == {
        "openings, item 1, en: the placeholder {district} is missing",
        "openings, item 1, es: the placeholder {district} is missing",
    }


def test_a_paragraph_that_is_too_long_is_found_and_measured(folder: Path, edit: Edit) -> None:
    edit(FIRST, "Before each vote", "Before each vote " + "and each vote " * 12)

    fault = only_fault(folder)

    assert fault.problem.startswith("paragraphs, item 1, full, en: it is too long, 5")
    assert fault.cure.startswith("Take ")
    assert fault.line == line_of(folder, FIRST, "full:") + 1


def test_an_opening_is_measured_with_a_long_city_in_it(folder: Path, edit: Edit) -> None:
    edit("letters.yaml", "and you represent me", "and it is you who represents me there, I hope")

    assert only_fault(folder).problem.startswith("openings, item 1, en: it is too long, 11")


def test_a_paragraph_that_is_too_short_is_found(folder: Path, edit: Edit) -> None:
    text = (folder / "letters.yaml").read_text(encoding="utf-8")
    start = text.index("closings:")
    edit("letters.yaml", text[start : text.index("  - en:", start + 20)], "closings:\n"
         "  - en: Thank you.\n    es: Gracias.\n")  # fmt: skip

    assert {fault.problem for fault in faults(folder)} == {
        "closings, item 1, en: it is too short, 10 characters",
        "closings, item 1, es: it is too short, 8 characters",
    }


def test_a_paragraph_is_one_paragraph(folder: Path, edit: Edit) -> None:
    edit(FIRST, "      en: >-\n        The historic", "      en: |-\n        The historic")

    problem = only_fault(folder).problem

    assert problem == "paragraphs, item 1, full, en: it has a line break or a hidden character"


def test_accents_are_stored_in_one_form(folder: Path, edit: Edit) -> None:
    edit(LAST, "  es: el financiamiento de las escuelas", "  es: el financiamiento, sen\u0303al")

    assert read(folder).recommendations[9].topic.es == "el financiamiento, señal"


def test_a_missing_key_is_found(folder: Path, edit: Edit) -> None:
    edit("campaign.yaml", "goal: 25\n", "")

    fault = only_fault(folder)

    assert fault.file.endswith("campaign.yaml")
    assert (fault.problem, fault.cure) == ("goal is missing", "Add goal")


def test_an_unknown_key_is_found_on_its_line(folder: Path, edit: Edit) -> None:
    edit("campaign.yaml", "goal: 25\n", "goal: 25\ngaol: 25\n")

    fault = only_fault(folder)

    assert fault.line == line_of(folder, "campaign.yaml", "gaol")
    assert fault.problem == "gaol: this key is unknown"


@pytest.mark.parametrize(
    ("old", "new", "problem", "cure"),
    [
        ("goal: 25", "goal: many", "goal: this is not", "Write a whole number from 1 up"),
        ("goal: 25", "goal: 0", "goal: this is not", "Write a whole number from 1 up"),
        ("starts_on: 2026-01-01", "starts_on: soon", "starts_on: this is not", "Write a day such"),
        ("not_after:", "not_after: 2025-12-31", "not_after: it is before starts_on", "Leave it"),
        ("status: live", "status: on", "status: this is not", "Write one of draft, live, closed"),
        ("Los_Angeles", "Lost_Angeles", "time_zone: this is not", "Write a known name"),
        ("ca-partnership@", "ca-partnership at ", "contact: 'ca-p", "Write an e-mail address"),
        ("jurisdiction: california", "jurisdiction: CA!", "jurisdiction: 'CA!'", "Write it like"),
        ('platform_date: "2020"', "platform_date: 2020", "platform_date: this is", "Write text"),
        ("title:\n", "title: Every School\nheading:\n", "title: this is not", "Write a mapping"),
        ("about:\n", "about: none\nsections:\n", "about: this is not", "Write a list"),
    ],
)
def test_a_value_of_the_wrong_kind_is_found(
    folder: Path, edit: Edit, old: str, new: str, problem: str, cure: str
) -> None:
    edit("campaign.yaml", old, new)

    found = [fault for fault in faults(folder) if fault.problem.startswith(problem)]

    assert [fault.cure.startswith(cure) for fault in found] == [True]
    assert found[0].line == line_of(folder, "campaign.yaml", new.splitlines()[0])


def test_the_slug_is_the_folders_name(folder: Path) -> None:
    other = folder.rename(folder.with_name("another-name"))

    assert only_fault(other).problem == f"slug: {SLUG} is not the name on disk, another-name"


def test_the_slug_of_a_recommendation_is_in_its_files_name(folder: Path, edit: Edit) -> None:
    edit(FIRST, "slug: racial-equity", "slug: equity")

    assert only_fault(folder).problem == "slug: equity is not the name on disk, racial-equity"


def test_a_gap_in_the_order_is_found(folder: Path) -> None:
    (folder / "recommendations/09-early-care.yaml").unlink()

    fault = only_fault(folder)

    assert fault.file.endswith("10-fund-our-schools.yaml")
    assert fault.problem == "the number 10 is out of order, 09 was expected"


def test_a_slug_that_two_recommendations_claim_is_found(folder: Path) -> None:
    shutil.copy(folder / FIRST, folder / "recommendations/11-racial-equity.yaml")

    fault = only_fault(folder)

    assert fault.file.endswith("11-racial-equity.yaml")
    assert fault.problem == "slug: the slug racial-equity is taken"


@pytest.mark.parametrize("name", ["early-care.yaml", "11-early-care.yml", "11_Early Care.yaml"])
def test_a_file_with_another_kind_of_name_is_found(folder: Path, name: str) -> None:
    (folder / "recommendations/09-early-care.yaml").rename(folder / "recommendations" / name)

    problems = [fault.problem for fault in faults(folder)]

    assert "the file's name is not a number and a slug" in problems


def test_a_folder_without_recommendations_is_refused(folder: Path) -> None:
    shutil.rmtree(folder / "recommendations")

    assert only_fault(folder).problem == "there are no recommendations"


@pytest.mark.parametrize("name", ["campaign.yaml", "letters.yaml"])
def test_a_missing_file_is_found(folder: Path, name: str) -> None:
    (folder / name).unlink()

    fault = only_fault(folder)

    assert fault.file.endswith(name)
    assert fault.problem == "the file is missing or cannot be read"


def test_a_file_that_is_not_yaml_is_found_at_its_line(folder: Path, edit: Edit) -> None:
    edit("letters.yaml", "  es: Atentamente,", "  es: [Atentamente,")

    (fault,) = faults(folder)

    assert fault.file.endswith("letters.yaml")
    assert fault.line > line_of(folder, "letters.yaml", "[Atentamente")
    assert fault.problem.startswith("this is not YAML")


def test_a_key_that_stands_twice_is_found(folder: Path, edit: Edit) -> None:
    edit("campaign.yaml", "goal: 25\n", "goal: 25\ngoal: 30\n")

    fault = only_fault(folder)

    assert fault.line == line_of(folder, "campaign.yaml", "goal: 30")
    assert "goal" in fault.problem


def test_a_file_in_another_encoding_is_found(folder: Path) -> None:
    text = (folder / "letters.yaml").read_text(encoding="utf-8")
    (folder / "letters.yaml").write_bytes(text.encode("utf-16"))

    assert only_fault(folder).problem == "the file is not UTF-8 text"


@pytest.mark.parametrize("text", ["", "just words", "- a\n- list\n"])
def test_a_file_of_another_shape_is_found(folder: Path, text: str) -> None:
    (folder / "letters.yaml").write_text(text, encoding="utf-8")

    assert only_fault(folder).cure.startswith("Write a mapping with greeting, sign_off")


def test_all_faults_are_told_at_once_in_their_order(folder: Path, edit: Edit) -> None:
    edit("campaign.yaml", "goal: 25", "goal: many")
    edit(LAST, "slug: fund-our-schools", "slug: funds")
    edit(FIRST, "slug: racial-equity", "slug: equity")

    files = [Path(fault.file).name for fault in faults(folder)]

    assert files == ["campaign.yaml", "01-racial-equity.yaml", "10-fund-our-schools.yaml"]


def test_several_campaigns_are_read_in_their_order(folder: Path) -> None:
    second = shutil.copytree(folder, folder.with_name("a-second-call"))
    page = second / "campaign.yaml"
    text = page.read_text(encoding="utf-8").replace(f"slug: {SLUG}", "slug: a-second-call")
    page.write_text(text.replace("position: 1", "position: 2"), encoding="utf-8")

    assert [content.slug for content in read_all(folder.parent)] == [SLUG, "a-second-call"]


def test_a_folder_of_campaigns_may_not_be_empty(tmp_path: Path) -> None:
    with pytest.raises(BrokenContent, match="there is no campaign in this folder"):
        read_all(tmp_path)


def test_a_stray_folder_among_campaigns_is_refused(folder: Path) -> None:
    (folder.parent / "half-done").mkdir()

    with pytest.raises(BrokenContent, match=r"half-done/campaign\.yaml"):
        read_all(folder.parent)


def test_the_longest_shared_text_leaves_the_story_its_room() -> None:
    blank_lines = 2 * (MOST_RECOMMENDATIONS + 1)
    longest = (
        content_rules.FULL.most
        + content_rules.SHORT.most * (MOST_RECOMMENDATIONS - 1)
        + content_rules.CLOSING.most
        + blank_lines
    )

    assert WORDS_LIMIT - longest >= content_rules.STORY_ROOM
