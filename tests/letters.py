"""Small letters for tests: texts with marked words, so that a test sees which went where."""

from campaign.domain.content import LetterTexts, Paragraph, Phrase, Recommendation
from campaign.domain.letters import Picks, Recipient, Writer
from campaign.domain.people import AgeBand


def phrase(words: str) -> Phrase:
    """Return words in both languages, marked by language."""
    return Phrase(en=f"{words} (en)", es=f"{words} (es)")


def recommendation(slug: str, position: int = 1, variants: int = 3) -> Recommendation:
    """Return a recommendation whose texts name it and say what they are."""
    return Recommendation(
        slug=slug,
        position=position,
        title=phrase(f"Title of {slug}"),
        topic=phrase(f"topic of {slug}"),
        summary=phrase(f"Summary of {slug}."),
        ask=phrase(f"Please do {slug}."),
        prompts=tuple(phrase(f"Question {number} on {slug}?") for number in (1, 2, 3)),
        paragraphs=tuple(
            Paragraph(
                full=phrase(f"All about {slug}, told in way {variant}."),
                short=phrase(f"A little about {slug}, told in way {variant}."),
            )
            for variant in range(variants)
        ),
        means=phrase(f"What {slug} means."),
        affected=phrase(f"Whom {slug} is about."),
        examples=tuple(phrase(f"Example {number} on {slug}.") for number in (1, 2, 3)),
    )


TEXTS = LetterTexts(
    greeting=Phrase(en="Dear {title} {family_name},", es="Estimable {title} {family_name}:"),
    sign_off=Phrase(en="Sincerely,", es="Atentamente,"),
    subjects=tuple(
        Phrase(en=f"{{district}} on {{topic}}, {way}", es=f"{{topic}} en el {{district}}, {way}")
        for way in range(4)
    ),
    openings=tuple(
        Phrase(en=f"I live in {{city}}, {{district}}, {way}.", es=f"{{city}}, {{district}}, {way}.")
        for way in range(4)
    ),
    closings=tuple(phrase(f"Thank you, {way}.") for way in range(2)),
)

HOUSING = recommendation("housing", 1)
LIBRARIES = recommendation("libraries", 2)
BUSES = recommendation("buses", 3)

PICKS = Picks(TEXTS, (HOUSING, LIBRARIES, BUSES), seed="one seed")

KRELL = Recipient(
    title=Phrase(en="Assembly Member", es="Asambleísta"),
    full_name="Maggy Krell",
    family_name="Krell",
    chamber="lower",
    district=Phrase(en="Assembly District 6", es="Distrito 6 de la Asamblea"),
)
ASHBY = Recipient(
    title=Phrase(en="Senator", es="Senadora"),
    full_name="Angelique Ashby",
    family_name="Ashby",
    chamber="upper",
    district=Phrase(en="Senate District 8", es="Distrito 8 del Senado"),
)

ANA = Writer(
    given_name="Ana",
    family_name="Reyes Núñez",
    street="1234 K Street",
    city="Sacramento",
    state="CA",
    zip="95814",
    age_band=AgeBand.ADULT,
)
