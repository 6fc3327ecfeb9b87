"""A small campaign for tests, whole in both languages."""

from datetime import date

from campaign.domain.content import CampaignContent, CampaignStatus, Phrase, Section
from tests.letters import BUSES, HOUSING, LIBRARIES, TEXTS, phrase

CONTENT = CampaignContent(
    slug="three-asks",
    position=1,
    jurisdiction="california",
    status=CampaignStatus.LIVE,
    starts_on=date(2026, 1, 1),
    not_after=None,
    goal=25,
    time_zone="America/Los_Angeles",
    platform_date="2020",
    contact="hello@coalition.example",
    title=Phrase(en="Three Asks", es="Tres peticiones"),
    organization=Phrase(en="The Coalition", es="La coalición"),
    tagline=phrase("Ask three things"),
    summary=phrase("Three things that we ask for."),
    about=(
        Section(phrase("Who we are"), phrase("People like you.")),
        Section(phrase("What we want"), phrase("This."), (phrase("One"), phrase("Two"))),
    ),
    recommendations=(HOUSING, LIBRARIES, BUSES),
    letter=TEXTS,
)
