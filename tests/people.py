"""The cast: who appears in the stories that the tests tell."""

from dataclasses import dataclass

from campaign.domain.people import AgeBand


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody, as they sign their letters."""

    given_name: str
    family_name: str = ""
    email: str
    street: str = "1234 K Street"
    city: str = "Sacramento"
    zip: str = "90001"
    age_band: AgeBand = AgeBand.ADULT
    locale: str = "en"

    @property
    def name(self) -> str:
        """Return the whole name; some people have only one."""
        return f"{self.given_name} {self.family_name}".strip()


ANA = Person(given_name="Ana", family_name="Reyes Núñez", email="ana@example.org")
"""The supporter."""

ROSA = Person(given_name="Rosa", family_name="Reyes", email=ANA.email, locale="es")
"""Ana's mother, at the same address."""

TEO = Person(given_name="Teo", family_name="Reyes Núñez", email=ANA.email, age_band=AgeBand.TEEN)
"""Ana's brother of fifteen, at the same address."""

BEN = Person(
    given_name="Bến",
    email="ben@example.org",
    street="9 Elm Road",
    city="Fresno",
    zip="89001",
)
"""In the next district, with one name."""

OLGA = Person(given_name="Olga", family_name="Ortiz", email="olga@coalition.example")
"""The organizer."""

SAM = Person(given_name="Sam", family_name="Song", email="sam@coalition.example")
"""Of staff."""

NOBODY = Person(given_name="", email="nobody@example.org", street="", city="", zip="")
"""Somebody we know nothing of."""
