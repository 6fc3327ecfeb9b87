"""The page of a state's facts is read whole or refused with file, line and cure."""

from datetime import date
from pathlib import Path

import pytest

from campaign.adapters.jurisdiction_page import PAGE, read_jurisdiction
from campaign.domain.content import Phrase
from campaign.domain.office_form import FormField
from campaign.domain.places import Chamber, ZipCode
from campaign.domain.roster import RosterError

CALIFORNIA = Path(__file__).parents[2] / "campaign" / "data" / "california"


def refusal(folder: Path) -> list[str]:
    with pytest.raises(RosterError) as refused:
        read_jurisdiction(folder)
    return [str(problem).replace(str(folder), "state") for problem in refused.value.problems]


def california_with(folder: Path, old: str, new: str) -> Path:
    text = (CALIFORNIA / PAGE).read_text(encoding="utf-8")
    assert old in text
    (folder / PAGE).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_california_says_what_the_pages_need() -> None:
    california = read_jurisdiction(CALIFORNIA)

    assert california.slug == "california"
    assert california.postal_state == "CA"
    assert california.time_zone == "America/Los_Angeles"
    assert california.roster_expires_on == date(2026, 12, 7)
    assert california.contact_form[FormField.MESSAGE] == 2000
    assert list(california.contact_form)[:3] == ["title", "given_name", "family_name"]
    assert california.percent_in_shared_zips == 64
    assert california.owns(ZipCode("95814"))
    assert not california.owns(ZipCode("89501"))


def test_californias_chambers_have_names_titles_and_seats() -> None:
    california = read_jurisdiction(CALIFORNIA)

    assert {chamber: house.seats for chamber, house in california.houses.items()} == {
        Chamber.LOWER: 80,
        Chamber.UPPER: 40,
    }
    assert california.title(Chamber.LOWER, "male") == Phrase("Assembly Member", "Asambleísta")
    assert california.title(Chamber.UPPER, "female") == Phrase("Senator", "Senadora")
    assert california.district_name(Chamber.LOWER, "6") == Phrase(
        "Assembly District 6", "Distrito 6 de la Asamblea"
    )


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("slug: california", "slug: ''", "line 3: slug is '': write a text"),
        ("seats: 80", "seats: eighty", "line 36: seats is 'eighty': write a whole number above"),
        ("seats: 40", "seats: 0", "line 50: seats is '0': write a whole number above zero"),
        ("2026-12-07", "soon", "line 25: roster_expires_on is 'soon': write a day like"),
        ("Los_Angeles", "Atlantis", "time_zone is 'America/Atlantis': write a zone like"),
        ("  upper:", "  third:", "third is 'third': write one of upper, lower"),
        ("        es: Senadora\n", "", "es is '': write a text"),
        ("  phone: 20", "  fax: 20", "fax is 'fax': write one of title, given_name"),
        ("  message: 2000\n", "", "message is '': write a whole number above zero"),
    ],
)
def test_a_bad_fact_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    found = refusal(california_with(tmp_path, old, new))

    assert len(found) == 1
    assert sentence in found[0]


def test_all_bad_facts_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / PAGE).write_text("slug: somewhere\n", encoding="utf-8")

    names = [line.split(": ")[1].split(" is ")[0] for line in refusal(tmp_path)]

    assert {"name", "postal_state", "time_zone", "division", "chambers"} <= set(names)


@pytest.mark.parametrize(
    ("text", "cure"), [("slug: [", "mend the YAML"), ("- a\n- b\n", "write a map of facts")]
)
def test_a_page_that_is_no_map_is_refused(tmp_path: Path, text: str, cure: str) -> None:
    (tmp_path / PAGE).write_text(text, encoding="utf-8")

    assert refusal(tmp_path)[0].endswith(cure)


def test_an_absent_page_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path) == [
        f"state/{PAGE}: page is 'No such file or directory': put the file there"
    ]
