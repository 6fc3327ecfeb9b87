"""Staff begin, arrange, hand out and take in campaigns."""

from datetime import datetime
from io import BytesIO

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from campaign.domain.content import CampaignStatus
from campaign.queries.authoring import workpiece, workpieces
from tests.authors import GRACIAS, HOME, LETTER, THANKS, author, save
from tests.contents import WHOLE
from tests.insiders import Insider
from tests.pages import Page
from tests.templates.test_pages import ENGLISH, dangling, spoken, unlabelled, unsafe

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def sam(app: Flask, now: datetime) -> Insider:
    return author(app, now)


def test_a_campaign_begins_as_a_copy_and_is_seen_by_nobody(app: Flask, sam: Insider) -> None:
    answer = sam.post("/console/new-campaign", {"slug": "another", "copy_of": WHOLE.slug})

    assert answer.location == "/console/campaigns/another"
    assert "Never published" in sam.get("/console/campaigns").text
    assert sam.get("/en/c/another/").status_code == 404
    with app.app_context():
        content = workpiece("another").content
    assert content.status is CampaignStatus.DRAFT
    assert content.letter == WHOLE.letter


def test_a_campaign_begins_from_nothing_and_says_what_is_missing(sam: Insider) -> None:
    sam.post("/console/new-campaign", {"slug": "empty", "copy_of": "", "jurisdiction": "invented"})
    home = "/console/campaigns/empty"
    sam.post(f"{home}/recommendations", {"change": "add", "recommendation": "parks"})

    page = sam.get(home).text
    preview = sam.get(f"{home}/preview").text

    assert "things are missing before it can be published" in page
    assert "There is no letter to show yet." in preview
    assert sam.get(f"{home}/edit/recommendations/parks").status_code == 200


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        (WHOLE.slug, "There is a campaign with the short name whole-asks already."),
        ("Not Good", "Write a short name of small letters"),
    ],
)
def test_a_short_name_that_cannot_be_is_refused(sam: Insider, slug: str, said: str) -> None:
    answer = sam.post("/console/new-campaign", {"slug": slug, "copy_of": WHOLE.slug})

    assert answer.status_code == 422
    assert said in answer.text
    assert Page(answer).value("slug") == slug


def test_recommendations_are_arranged(app: Flask, sam: Insider) -> None:
    path = f"{HOME}/recommendations"

    assert sam.post(path, {"change": "up", "recommendation": "buses"}).status_code == 303
    assert sam.post(path, {"change": "remove", "recommendation": "buses"}).status_code == 422
    assert sam.post(path, {"change": "up", "recommendation": "nowhere"}).status_code == 404
    assert sam.post(path, {"change": "burn", "recommendation": "buses"}).status_code == 400
    assert sam.post(path, {"change": "add", "recommendation": "buses"}).status_code == 422

    with app.app_context():
        items = workpiece(WHOLE.slug).content.recommendations
    assert [item.slug for item in items] == ["housing", "buses", "libraries"]


def test_a_folder_goes_out_and_comes_in_the_same(app: Flask, sam: Insider) -> None:
    packed = sam.get(f"{HOME}/content.zip")
    save(sam, LETTER, {"closing-1-en": THANKS, "closing-1-es": GRACIAS})

    refused = upload(sam, packed.data)
    sam.post(f"{HOME}/discard")
    taken = upload(sam, packed.data)

    assert packed.mimetype == "application/zip"
    assert refused.status_code == 422
    assert "Publish it or throw it away first." in refused.text
    assert taken.location == f"{HOME}/changes"
    with app.app_context():
        assert workpiece(WHOLE.slug).changes == ()


def test_a_hostile_file_is_refused_with_a_sentence(app: Flask, sam: Insider) -> None:
    answer = upload(sam, b"%PDF-1.7")

    assert answer.status_code == 422
    assert "This is not a ZIP file." in answer.text
    with app.app_context():
        assert len(workpieces()) == 2


def test_a_draft_is_thrown_away(app: Flask, sam: Insider) -> None:
    save(sam, LETTER, {"closing-1-en": THANKS, "closing-1-es": GRACIAS})

    assert sam.post(f"{HOME}/discard").status_code == 303
    assert sam.post(f"{HOME}/discard").status_code == 404
    with app.app_context():
        assert workpiece(WHOLE.slug).draft is None


@pytest.mark.parametrize("tail", ["", "/facts", "/edit/letter", "/preview", "/changes"])
def test_a_campaign_that_is_not_there_is_not_found(sam: Insider, tail: str) -> None:
    assert sam.get(f"/console/campaigns/nowhere{tail}").status_code == 404


PAGES = (
    "/console/campaigns",
    "/console/new-campaign",
    *(
        f"{home}{tail}"
        for home in (HOME, "/console/campaigns/empty")
        for tail in ("", "/facts", "/edit/letter", "/edit/texts", "/preview", "/changes")
    ),
    f"{HOME}/edit/recommendations/housing",
    f"{HOME}/preview?language=es&pick=housing&pick=buses",
    f"{HOME}/versions/1",
)


@pytest.mark.parametrize("locale", ["en", "es"])
def test_each_page_is_whole_and_speaks_one_language(sam: Insider, locale: str) -> None:
    save(sam, LETTER, {"closing-1-en": THANKS, "closing-1-es": ""})
    sam.post("/console/new-campaign", {"slug": "empty", "copy_of": "", "jurisdiction": "invented"})
    sam.post("/console/language", {"locale": locale, "back": "/console/account"})

    for path in PAGES:
        page = Page(sam.get(path))
        page.check()
        ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
        assert len(ids) == len(set(ids)), path
        assert unlabelled(page) == [], path
        assert dangling(page, set(ids)) == [], path
        assert unsafe(page) == [], path
        assert locale == "en" or not spoken(page) & ENGLISH, path


def upload(somebody: Insider, packed: bytes) -> TestResponse:
    """Send a file by the form for a campaign's folder."""
    token = Page(somebody.get("/console/new-campaign")).value("csrf_token")
    data = {"csrf_token": token, "folder": (BytesIO(packed), "campaign.zip")}
    return somebody.client.post("/console/new-campaign/zip", data=data)
