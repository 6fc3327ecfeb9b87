"""Who may read a story: asked on the way, decided in the console, shown to everybody."""

import pytest
from flask import Flask

from campaign.domain.staff import StaffRole
from tests.insiders import Insider, sign_in
from tests.pages import Page, Visitor
from tests.postbox import Postbox

WORDS = "Our roof leaks <b>onto</b> the books."


@pytest.fixture
def receipt(visitor: Visitor, postbox: Postbox) -> str:
    """The receipt of a writer who lets everybody read their story."""
    visitor.choose()
    visitor.find()
    visitor.write(WORDS)
    visitor.sign(story_use="may_be_published")
    visitor.step("check")
    visitor.send()
    return visitor.send({"code": postbox.code()}).path


def stories(site: Flask, query: str = "") -> list[str]:
    """Return the words of the public stories."""
    page = Page(site.test_client().get(f"/es/stories{query}"))
    return [each.text for each in page.all("blockquote")]


def decide(insider: Insider, decision: str) -> None:
    """Press a button at the only story that waits."""
    page = Page(insider.get("/console/stories"))
    (form,) = [form for form in page.forms if form.action.startswith("/console/stories/")]
    answer = insider.post(form.action, {"decision": decision}, of="/console/stories")
    assert answer.status_code == 303


def test_who_wrote_no_story_is_not_asked(visitor: Visitor) -> None:
    visitor.choose()
    visitor.find()
    visitor.step("letter")
    visitor.send({"nudged": "1"})

    assert "Who may read your story?" not in visitor.step("sign").text


def test_a_young_writer_is_never_offered_to_be_published(visitor: Visitor) -> None:
    visitor.choose()
    visitor.find(age_band="13-17")
    visitor.write(WORDS)

    page = visitor.step("sign")

    assert "Who may read your story?" in page.text
    assert "It may be published" not in page.text
    assert visitor.sign(story_use="may_be_published").status == 422


def test_without_a_word_only_the_office_reads_it(visitor: Visitor, postbox: Postbox) -> None:
    visitor.come_to_code()
    page = visitor.send({"code": postbox.code()})

    assert "Take my story back" not in page.text


def test_a_person_publishes_it_and_everybody_reads_it(site: Flask, receipt: str) -> None:
    del receipt
    assert stories(site) == []
    decide(sign_in(site, StaffRole.MODERATOR), "story_published")

    assert stories(site) == [WORDS]
    assert stories(site, "?recommendation=housing") == [WORDS]
    assert stories(site, "?recommendation=buses") == []
    assert stories(site, "?recommendation=nonsense&page=-3") == [WORDS]


def test_what_waits_leads_to_the_stories(site: Flask, receipt: str) -> None:
    del receipt
    mo = sign_in(site, StaffRole.MODERATOR)

    assert "1 story waits for a reader" in mo.get("/console/needs-a-person").text


def test_organizers_see_what_was_published_alone(site: Flask, receipt: str) -> None:
    del receipt
    olga = sign_in(site, StaffRole.ORGANIZER)

    assert WORDS not in Page(olga.get("/console/stories?what=waiting")).text
    decide(sign_in(site, StaffRole.STAFF), "story_published")
    page = Page(olga.get("/console/stories"))
    assert WORDS in page.text
    assert not [form for form in page.forms if form.action.startswith("/console/stories/")]


def test_another_word_decides_nothing(site: Flask, receipt: str) -> None:
    del receipt
    decide(sign_in(site, StaffRole.STAFF), "story_waiting")

    assert stories(site) == []


def test_its_writer_takes_it_back_in_one_tap(site: Flask, visitor: Visitor, receipt: str) -> None:
    decide(sign_in(site, StaffRole.STAFF), "story_published")
    visitor.open(receipt)

    page = visitor.send(path=f"{receipt}/story/take-back")

    assert "Only the office that got your letter has your story now." in page.text
    assert stories(site) == []
    assert "Take my story back" not in visitor.open(receipt).text
