"""Screen 1: one to three recommendations."""

from flask import Flask

from tests.pages import Page, Visitor


def ticked(page: Page) -> list[str]:
    """Return the recommendations that are picked on a page."""
    boxes = page.all("input", name="recommendation")
    return [box.attributes["value"] for box in boxes if "checked" in box.attributes]


def test_what_was_picked_is_kept(visitor: Visitor) -> None:
    visitor.choose("libraries", "housing")

    assert ticked(visitor.step()) == ["housing", "libraries"]


def test_picking_nothing_is_told_beside_the_cards_and_on_top(visitor: Visitor) -> None:
    visitor.step()

    page = visitor.send({"recommendation": None})

    assert page.status == 422
    assert page.problems == {"recommendation": "Pick at least one recommendation."}


def test_it_is_told_in_spanish(visitante: Visitor) -> None:
    visitante.step()

    page = visitante.send({"recommendation": None})

    assert page.problems == {"recommendation": "Elija por lo menos una recomendación."}


def test_a_recommendation_that_the_campaign_has_not_is_none(visitor: Visitor) -> None:
    visitor.step()

    page = visitor.send({"recommendation": ["a-castle", "\x00"]})

    assert page.status == 422


def test_a_link_picks_a_recommendation(visitor: Visitor) -> None:
    page = visitor.step("?recommendation=buses&recommendation=nonsense")

    assert ticked(page) == ["buses"]


def test_a_page_that_was_open_too_long_comes_back_with_its_ticks(visitor: Visitor) -> None:
    visitor.step()
    visitor.forget_session()

    page = visitor.send({"recommendation": ["libraries", "buses"]})

    assert page.status == 422
    assert list(page.problems) == ["main"]
    assert ticked(page) == ["libraries", "buses"]


def test_that_page_can_be_sent_at_once(visitor: Visitor) -> None:
    visitor.step()
    visitor.forget_session()
    visitor.send({"recommendation": ["libraries"]})

    assert visitor.send().path == "/en/find"


def test_a_letter_that_was_begun_is_offered(visitor: Visitor) -> None:
    assert "You began a letter here" not in visitor.step().text

    visitor.choose()

    assert "You began a letter here" in visitor.step().text


def test_somebody_elses_cookie_is_worth_nothing(site: Flask, visitor: Visitor) -> None:
    planted = "a-cookie-that-another-planted"
    visitor.client.set_cookie("draft", planted)
    visitor.choose()

    other = Visitor(site)
    other.client.set_cookie("draft", planted)

    assert visitor.client.get_cookie("draft").value != planted
    assert ticked(other.step()) == []
