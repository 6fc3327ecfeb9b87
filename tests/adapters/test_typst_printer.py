"""A letter on paper: every text goes in as data."""

import pytest

from campaign.adapters.typst_printer import TypstPrinter
from campaign.domain.paper import PaperLetter
from campaign.wiring import TEMPLATES

PRINTER = TypstPrinter(TEMPLATES / "paper" / "letter.typ")


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
