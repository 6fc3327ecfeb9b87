"""The whole letter with the keyboard alone, and what stays visible where colours are forced."""

from playwright.sync_api import Locator, Page

from tests.journeys.conftest import DESK, Parents
from tests.parents import Parent

MOST_TABS = 120
IS_HERE = "element => element === document.activeElement"
IS_SEEN = """element => [element, element.closest("label")].some((one) => {
  if (!one) return false;
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  return outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
})"""
"""Whether something that is focused has an outline, itself or its card."""


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until something is focused, and see that it is shown."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate(IS_HERE):
            assert wanted.evaluate(IS_SEEN), "nobody sees where they are"
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def press(parent: Parent, wanted: Locator) -> None:
    """Go to a button or a link and press it."""
    tab_to(parent.page, wanted)
    with parent.page.expect_navigation():
        parent.page.keyboard.press("Enter")


def type_into(parent: Parent, name: str, text: str) -> None:
    """Go to a field and type."""
    tab_to(parent.page, parent.page.locator(f"[name={name}]"))
    parent.page.keyboard.type(text)


def go_on(parent: Parent) -> None:
    """Press the button of the step."""
    press(parent, parent.page.locator(".bar .btn"))


def test_a_letter_is_written_and_sent_with_the_keyboard_alone(parents: Parents) -> None:
    ana = parents(viewport=DESK)
    ana.step()
    for number in (1, 4):
        tab_to(ana.page, ana.page.locator("[name=recommendation]").nth(number))
        ana.page.keyboard.press("Space")
    go_on(ana)
    type_into(ana, "zip", "95814")
    tab_to(ana.page, ana.page.locator("[name=age_band]").first)
    ana.page.keyboard.press("ArrowDown")
    ana.page.keyboard.press("ArrowDown")
    go_on(ana)
    go_on(ana)
    type_into(ana, "story-1", "My school has no library.")
    press(ana, ana.page.locator("[name=first]"))
    go_on(ana)
    signed = {
        "given_name": "Ana",
        "family_name": "Reyes",
        "email": ana.email,
        "street": "915 L Street",
        "city": "Sacramento",
    }
    for name, text in signed.items():
        type_into(ana, name, text)
    go_on(ana)
    go_on(ana)
    type_into(ana, "code", ana.code())
    press(ana, ana.page.locator("form:has([name=code]) button"))

    assert ana.heading == "Thank you, Ana. You spoke up."


def test_where_colours_are_forced_a_card_keeps_its_border(parents: Parents) -> None:
    ana = parents(forced_colors="active", reduced_motion="reduce")
    ana.page.goto(f"{ana.site.address}/en/")  # Axe does not know of forced colours.
    card = ana.page.locator(".pick").first
    card.locator("input").check()

    style = card.evaluate(
        "card => { const { borderTopWidth, borderTopStyle, transitionDuration } ="
        " getComputedStyle(card);"
        " return [parseFloat(borderTopWidth), borderTopStyle, parseFloat(transitionDuration)]; }"
    )

    assert style[0] >= 1
    assert style[1] == "solid"
    assert style[2] < 0.01
