"""The whole journey in a browser that runs no script."""

from tests.journeys.conftest import Parents


def test_the_journey_needs_no_javascript(parents: Parents) -> None:
    ana = parents(java_script_enabled=False)
    ana.choose(4, 5, 6)
    ana.find("94110")
    ana.go_on()
    ana.go_on()
    assert "One sentence of your own" in ana.reads
    ana.write("I teach, and I want this for every child in my class.")
    ana.sign("Linh", "Nguyễn", street="24 Valencia St", city="San Francisco")
    ana.go_on()
    ana.confirm()
    assert ana.heading == "Thank you, Linh. You spoke up."

    while ana.named("Look again").count():
        ana.press("Look again")

    assert ana.page.locator(".badge.good").all_inner_texts() == ["In the test mailbox"] * 2
