"""What is printed: every text goes in as data, and a page is a page."""

import io
import json
import re
from dataclasses import asdict, replace

import pytest
import segno
import typst

from campaign.adapters.typst_printer import TypstPrinter
from campaign.domain.paper import (
    BriefAsk,
    BriefPart,
    PaperBrief,
    PaperLetter,
    PaperPacket,
    PaperPoster,
    PaperSheets,
    PosterSide,
)
from campaign.wiring import TEMPLATES
from tests.png import darkness

PRINTER = TypstPrinter(TEMPLATES / "paper")
CODE_INCHES = 5.2
DOTS = 100
"""Of an inch, when a poster is looked at."""


@pytest.mark.parametrize(
    "name",
    ["Ana Reyes Núñez", "Nguyễn Thị Bến", "王小明", "#panic() $x$ \\ *bold* @ref <label>", "👩‍👧"],
)
def test_any_name_can_be_printed(name: str) -> None:
    paper = PaperLetter(
        locale="es",
        title="A letter",
        address_lines=("Senator Ashby", "1021 O Street"),
        date_line="October 14, 2026",
        subject=f"From {name}",
        body=f"Dear Senator,\n\nPlease.\n\nSincerely,\n{name}",
        original=f"Estimada:\n\nPor favor.\n\n{name}",
        original_note="The writer's original, in Spanish:",
    )

    pdf = PRINTER.letter(paper)

    assert pdf.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in pdf


def test_a_packet_has_a_cover_and_a_page_for_each_letter() -> None:
    letter = PaperLetter(
        locale="en",
        title="A letter",
        address_lines=("Senator Ashby", "1021 O Street"),
        date_line="October 14, 2026",
        subject="From #Ana",
        body="Dear Senator,\n\nPlease.\n\nSincerely,\nAna",
    )
    packet = PaperPacket(
        title="Letters to Senator Ashby",
        address_lines=("Senator Ashby", "1021 O Street"),
        date_line="October 15, 2026",
        senders=("#panic(), The Coalition",),
        letters=(letter, letter, letter),
    )

    pdf = PRINTER.packet(packet)

    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 4
    assert b"/StructTreeRoot" in pdf


LONG = "María Guadalupe Fernández-Castellanos de la Torre y Hernández-Villaseñor"
BRIEF = PaperBrief(
    locale="en",
    title="Letters to somebody",
    kicker="Every School. Every Community.",
    name=f"Assembly Member {LONG}",
    facts=(
        "Assembly District 53",
        "Chair of the Education Committee",
        "Member of the Budget Committee",
        "Member of the Appropriations Committee",
        "Capitol telephone: 916-319-2053",
    ),
    lead="1,214 letters from this district since March 2026. The goal is 25.",
    asks_heading="What the letters ask for",
    asks_heads=("Recommendation", "Letters"),
    asks=tuple(
        BriefAsk(
            title=f"{n}. Prioritize Health and Wellness Through Community Schools and Much More",
            ask="Please make the health and wellness of our students a priority, through community "
            "schools and more, so that nobody has to carry it alone in any school of this state.",
            letters=f"1,{n:03}",
        )
        for n in range(10)
    ),
    others=BriefPart("What the campaign also asks for", ((LONG, ""), (LONG, ""))),
    towns=BriefPart(
        "Where the letters come from",
        tuple((f"Rancho Santa Margarita y las Flores {n}", f"{90 - n}") for n in range(30)),
        "140 letters from other towns.",
    ),
    stories=BriefPart(
        "In their own words", tuple(("", f"“{LONG} {LONG} {LONG}”") for _ in range(3))
    ),
    mail=BriefPart(
        "What became of the letters",
        tuple(
            (f"Accepted by the e-mail server of the office {n}", "most letters") for n in "12345"
        ),
        "People of the office answered 12 letters.",
    ),
    foot="November 25, 2026 · The Coalition · Numbers under 5 are left out.",
)


def pages_of(pdf: bytes) -> int:
    """Return the number of pages of a PDF."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_letters_to_finish_by_hand_stand_on_a_page_each() -> None:
    letter = PaperLetter(
        locale="en",
        title="Letters",
        address_lines=("Senator Ashby",),
        date_line="____",
        subject="Our schools",
        body="Dear Senator Ashby,\n\n____\n____\n\nSincerely,",
    )

    pdf = PRINTER.sheets(PaperSheets("Letters", (letter, letter)))

    assert pages_of(pdf) == 2
    assert b"/StructTreeRoot" in pdf


@pytest.mark.parametrize("locale", ["en", "es"])
def test_a_memo_is_one_page_however_much_there_is_to_say(locale: str) -> None:
    pdf = PRINTER.brief(replace(BRIEF, locale=locale))

    assert pages_of(pdf) == 1
    assert b"/StructTreeRoot" in pdf
    assert f"/Lang({locale})".encode() in pdf.replace(b" ", b"")


def test_a_memo_without_letters_leaves_no_empty_heading() -> None:
    nothing = BriefPart("Nothing here")

    pdf = PRINTER.brief(replace(BRIEF, asks=(), towns=nothing, mail=nothing))

    assert pages_of(pdf) == 1


@pytest.mark.parametrize("text", ["Nguyễn", "#panic() $x$ *bold*", "\u202ea\u202c <b>"])
def test_a_memo_prints_any_name(text: str) -> None:
    assert pages_of(PRINTER.brief(replace(BRIEF, name=text, lead=text))) == 1


def poster(address: str, partner: str = LONG) -> PaperPoster:
    """Return a poster whose sides say a lot."""
    side = PosterSide(
        "en", "Every School. Every Community.", "Tell Sacramento.", "Word " * 60, "Scan:"
    )
    drawing = io.BytesIO()
    segno.make(f"https://{address}", micro=False, error="m", boost_error=False).save(
        drawing, kind="svg", scale=10, border=4, light="#fff", xmldecl=False
    )
    return PaperPoster(
        title="A poster",
        sides=(side, replace(side, locale="es", title="Cada escuela. Cada comunidad.")),
        qr=drawing.getvalue().decode(),
        qr_alt=address,
        address=address,
        partner=partner,
    )


@pytest.mark.parametrize("host", ["a.org", "write.every-school-every-community.example.org"])
def test_a_poster_is_one_page_and_its_code_can_be_read_off_it(host: str) -> None:
    paper = poster(f"{host}/s/oak-fair")
    pdf = PRINTER.poster(paper)
    code = segno.make(f"https://{host}/s/oak-fair", micro=False, error="m", boost_error=False)

    assert pages_of(pdf) == 1
    assert b"/StructTreeRoot" in pdf
    assert modules_on(paper, len(code.matrix)) == [
        [bool(cell) for cell in row] for row in code.matrix
    ]


def modules_on(paper: PaperPoster, side: int) -> list[list[bool]]:
    """Return the squares of the code on the rendered page: the widest dark square around it.

    The page is black and white, and the code is as wide as stands in the template.
    """
    rendered = typst.compile(
        str(TEMPLATES / "paper" / "poster.typ"),
        root=str(TEMPLATES / "paper"),
        format="png",
        ppi=DOTS,
        sys_inputs={"paper": json.dumps(asdict(paper))},
    )
    dark = darkness(rendered)
    module = CODE_INCHES * DOTS / (side + 8)
    left = (dark.shape[1] - CODE_INCHES * DOTS) / 2 + 4 * module
    # The upper left corner of a code is seven dark squares; only they are so long and so dark.
    long = round(6.5 * module)
    runs = dark[:, round(left + 0.25 * module) : round(left + 0.25 * module) + long].all(axis=1)
    top = next(
        row
        for row in range(len(runs))
        if runs[row] and dark[row : row + long, round(left + 0.5 * module)].all()
    )
    return [
        [
            bool(dark[round(top + (row + 0.5) * module), round(left + (column + 0.5) * module)])
            for column in range(side)
        ]
        for row in range(side)
    ]
