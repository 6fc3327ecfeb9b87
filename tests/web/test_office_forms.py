"""The page that helps a writer with an office's own form."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.domain.ladder import Health
from campaign.models.deliveries import Delivery
from campaign.models.roster import set_health
from campaign.services.restored import restored
from tests.pages import Page, Visitor
from tests.postbox import Postbox
from tests.writers import offices


@pytest.fixture
def receipt(site: Flask, visitor: Visitor, postbox: Postbox, now: datetime) -> str:
    """The receipt of two letters, of which the first one waits for its writer."""
    fail_first_office(site, now)
    visitor.come_to_code()
    return visitor.send({"code": postbox.code()}).path


def fail_first_office(site: Flask, now: datetime) -> None:
    """Let the e-mail of the first office fail."""
    with site.app_context():
        set_health(db.session(), offices()[0].id, Health.FAILING, "staff", now=now)
        db.session.commit()


def ways(site: Flask) -> list[str]:
    """Return the rungs of all letters, and how they stand there."""
    with site.app_context():
        rows = db.session.execute(
            select(Delivery.channel, Delivery.status).where(Delivery.letter_id.is_not(None))
        )
        return sorted(f"{channel} {status}" for channel, status in rows)


def copies(page: Page) -> list[str]:
    """Return what the page's buttons copy, in order."""
    buttons = page.all("button", type="button")
    found = [button.attributes.get("data-copy") for button in buttons]
    return [value for value in found if value]


def test_the_receipt_leads_to_the_page_of_the_form(visitor: Visitor, receipt: str) -> None:
    page = visitor.open(receipt)

    links = [link.attributes.get("href") for link in page.all("a")]
    assert links.count(f"{receipt}/form/1") == 1
    assert f"{receipt}/form/2" not in links


def test_every_field_can_be_copied_with_and_without_javascript(
    visitor: Visitor, receipt: str
) -> None:
    page = visitor.open(f"{receipt}/form/1")

    copied = copies(page)
    assert copied[:7] == ["Ana", "Reyes", "ana@example.org", "1 Main St.", "Town", "ZZ", "90001"]
    assert "My school has no library." in copied[-1]
    for value in copied:
        assert " ".join(value.split()) in page.text
    assert "https://legislature.example/1" in page.html


def test_after_a_restore_the_receipt_asks_whether_the_form_was_sent(
    site: Flask, visitor: Visitor, receipt: str, now: datetime
) -> None:
    with site.app_context():
        restored("A backup", now=now)

    page = visitor.open(receipt)
    assert "we do not know whether you have sent it by the office's form" in page.text
    assert [link.attributes.get("href") for link in page.all("a")].count(f"{receipt}/form/1") == 1

    visitor.open(f"{receipt}/form/1")
    visitor.send({"said": "sent"})
    assert "form sent" in ways(site)


def test_looking_changes_nothing(site: Flask, visitor: Visitor, receipt: str) -> None:
    visitor.open(f"{receipt}/form/1")

    assert ways(site) == ["email queued", "form held"]


def test_what_the_writer_sent_stands_on_the_receipt_as_their_word(
    site: Flask, visitor: Visitor, receipt: str
) -> None:
    visitor.open(f"{receipt}/form/1")

    page = visitor.send({"said": "sent"})

    assert page.path == receipt
    assert "You told us that you sent it by the office's form." in page.text
    assert "Accepted by the office's server" not in page.text
    assert ways(site) == ["email queued", "form sent"]


def test_where_the_form_did_not_work_the_receipt_promises_paper(
    site: Flask, visitor: Visitor, receipt: str
) -> None:
    visitor.open(f"{receipt}/form/1")

    page = visitor.send({"said": "failed"})

    assert "We print the letter and hand it over on paper." in page.text
    assert ways(site) == ["email queued", "form failed", "print held"]
    assert len(page.all("article")) == 2


def test_a_button_that_does_not_exist_is_refused(visitor: Visitor, receipt: str) -> None:
    visitor.open(f"{receipt}/form/1")

    page = visitor.send({"said": "perhaps"})

    assert page.status == 422
    assert list(page.problems) == ["said"]


def test_a_page_that_was_open_for_too_long_is_refused(
    site: Flask, visitor: Visitor, receipt: str
) -> None:
    visitor.open(f"{receipt}/form/1")
    visitor.forget_session()

    assert visitor.send({"said": "sent"}).status == 422
    assert ways(site) == ["email queued", "form held"]


@pytest.mark.parametrize("n", [3, 0])
def test_a_letter_that_there_is_not_has_no_such_page(
    visitor: Visitor, receipt: str, n: int
) -> None:
    assert visitor.open(f"{receipt}/form/{n}").status == 404


def test_the_page_of_a_letter_that_goes_by_mail_leads_to_the_receipt(
    site: Flask, receipt: str
) -> None:
    answer = site.test_client().get(f"{receipt}/form/2")

    assert (answer.status_code, answer.location) == (303, receipt)


def test_the_page_leads_back_once_the_word_was_said(visitor: Visitor, receipt: str) -> None:
    visitor.open(f"{receipt}/form/1")
    visitor.send({"said": "sent"})

    assert visitor.open(f"{receipt}/form/1").path == receipt


def test_it_is_never_cached_and_tells_nobody_its_address(visitor: Visitor, receipt: str) -> None:
    headers = visitor.open(f"{receipt}/form/1").response.headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_a_young_writer_is_told_that_no_street_is_kept(
    site: Flask, visitor: Visitor, postbox: Postbox, now: datetime
) -> None:
    fail_first_office(site, now)
    visitor.choose()
    visitor.find(age_band="13-17")
    visitor.write()
    visitor.sign()
    visitor.send()
    receipt = visitor.send({"code": postbox.code()}).path

    page = visitor.open(f"{receipt}/form/1")

    assert "We keep no street for you." in page.text
    assert "1 Main St." not in page.html


def test_the_letter_of_a_spanish_writer_fits_with_its_original(
    site: Flask, visitante: Visitor, postbox: Postbox, now: datetime
) -> None:
    fail_first_office(site, now)
    visitante.come_to_code()
    receipt = visitante.send({"code": postbox.code()}).path

    page = visitante.open(f"{receipt}/form/1")

    assert "The writer's original, in Spanish:" in copies(page)[-1]
