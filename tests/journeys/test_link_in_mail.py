"""Confirming by the link of the mail, in another browser than the letter was written in."""

from playwright.sync_api import expect

from tests.journeys.conftest import Parents, People


def test_the_link_confirms_with_a_button(parents: Parents, people: People) -> None:
    ana = parents()
    ana.choose(7)
    ana.find("94110")
    ana.go_on()
    ana.write("Our school has had four principals in three years.")
    ana.sign("Ana", "Link", street="24 Valencia St", city="San Francisco")
    ana.go_on()
    reader = people()

    reader.open(ana.link())
    assert reader.heading == "One last tap"
    assert "Nothing is sent" in reader.reads
    reader.press("Yes, send my letter")

    assert reader.heading == "Thank you, Ana. You spoke up."
    expect(reader.page.locator(".badge.good")).to_have_count(2)
    reader.open(ana.link())
    assert reader.heading == "This letter is already confirmed"
    ana.page.reload()
    ana.look()
    assert ana.heading == "This letter is already confirmed"
