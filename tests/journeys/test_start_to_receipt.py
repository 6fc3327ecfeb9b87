"""Ana writes in English; staff then see her letters, her sign-up, and her in the list."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.insiders import app_code
from tests.journeys.conftest import Parents, People
from tests.parents import Parent, Person
from tests.running_site import RunningSite, text

STORY = "My daughter is in fifth grade and her school has no counselor."
KRELL, ASHBY = "assemblymember.krell@assembly.ca.gov", "senator.ashby@senate.ca.gov"


def test_both_letters_arrive_and_staff_see_them(
    parents: Parents, people: People, site: RunningSite, tmp_path: Path
) -> None:
    sam = people()
    sign_in(sam)
    assert sam.heading == "Letters and sign-ups"
    letters, sign_ups = counts(sam)

    ana = parents()
    write(ana, family_name="Reyes-Núñez")
    ana.confirm()

    assert ana.heading == "Thank you, Ana. You spoke up."
    expect(ana.page.locator(".badge.good")).to_have_text(["In the test mailbox"] * 2)
    assert offices_told(site, "Reyes-Núñez") == [KRELL, ASHBY]
    look_into_the_mailbox(ana)
    assert counts(sam) == (letters + 2, sign_ups + 1)
    (line,) = (line for line in exported(sam, tmp_path) if ana.email in line)
    assert "Reyes-Núñez" in line
    somebody = people()
    sign_in(somebody)
    assert somebody.heading == "This link does not work any more"


def test_going_back_and_pressing_again_makes_no_second_letter(
    parents: Parents, site: RunningSite
) -> None:
    ana = parents()
    write(ana, family_name="Twice")
    waiting = ana.path
    ana.page.go_back()
    ana.go_on()

    assert ana.path == waiting

    ana.confirm()
    expect(ana.page.locator(".badge.good")).to_have_count(2)

    assert offices_told(site, "Twice") == [KRELL, ASHBY]


def write(ana: Parent, *, family_name: str) -> None:
    """Come from the first page to the one that takes the code."""
    ana.choose(1, 8)
    ana.find("95814")
    assert "Assembly District 6" in ana.reads
    assert "Senate District 8" in ana.reads
    ana.go_on()
    ana.write(STORY)
    assert not ana.page.is_checked("[name=consent_coalition]")
    ana.page.check("[name=consent_coalition]")
    ana.sign("Ana", family_name, street="915 L Street", city="Sacramento")
    assert ana.reads.count(STORY) == 2
    ana.go_on()


def offices_told(site: RunningSite, family_name: str) -> list[str]:
    """Return the addresses of the offices that have a letter of this writer in the mailbox."""
    letters = [mail for mail in site.mails() if f"Ana {family_name}" in text(mail)]
    return sorted(mail["To"] for mail in letters if mail["Reply-To"])


def look_into_the_mailbox(ana: Parent) -> None:
    """Read the letter to the first office where the site shows its mails."""
    ana.open("/mailbox")
    rows = ana.page.get_by_role("row")
    assert rows.filter(has_text=ASHBY).count() >= 1
    ana.press(rows.filter(has_text=KRELL).first.get_by_role("link"))
    assert STORY in ana.reads


def sign_in(sam: Person) -> None:
    """Follow the link of the terminal, and press the button on its page."""
    sam.open(urlsplit(sam.site.staff_link).path)
    sam.press("Sign in")


def counts(sam: Person) -> tuple[int, int]:
    """Return the letters and the sign-ups that the console shows."""
    sam.open("/console/counts")
    letters, sign_ups = (
        sam.page.locator(".stat", has_text=label).first.locator("b").inner_text()
        for label in ("Letters", "Sign-ups")
    )
    return int(letters), int(sign_ups)


def exported(sam: Person, folder: Path) -> list[str]:
    """Take the coalition's list, and return its lines."""
    sam.open("/console/exports/new/supporters")
    sam.press("Use an app on my phone")
    sam.page.fill("[name=code]", app_code(sam.page.locator("code").inner_text().replace("-", "")))
    sam.press("Finish")
    sam.open("/console/exports/new/supporters")
    sam.page.select_option("[name=purpose]", label="Updates from the coalition")
    sam.page.fill("[name=reason]", "To invite them to the fair")
    with sam.page.expect_download() as download:
        sam.named("Take the file").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file.read_text(encoding="utf-8-sig").splitlines()
