"""A letter on paper: every text goes in as data."""

import re

import pytest

from campaign.adapters.typst_printer import TypstPrinter
from campaign.domain.paper import PaperLetter, PaperPacket
from campaign.wiring import TEMPLATES

PRINTER = TypstPrinter(TEMPLATES / "paper")


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
