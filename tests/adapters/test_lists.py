"""Files of lists: every encoding that can be told, and every trick that is known."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from campaign.adapters.lists.delimited import encoding_of
from campaign.adapters.lists.reader import ListReader
from campaign.domain.errors import Refused
from campaign.domain.imports import ImportKind
from tests.lists import xlsx_of

MIB = 1024 * 1024
TEXT = "nombre,correo\nNúñez Peña,a@example.org\nO\u2019Brien,b@example.org\n"
WORKBOOK = xlsx_of(("email", "zip"), ("a@example.org", 90001))
SHEET = "xl/worksheets/sheet1.xml"
WORDS = "xl/sharedStrings.xml"
TYPES = "[Content_Types].xml"
SAYS_WORDS = (
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
NESTED = '<!ENTITY a0 "lol">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9)
)
PEAK = """
import re, sys
from pathlib import Path
from campaign.adapters.lists.reader import ListReader
from campaign.domain.errors import Refused
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
content = Path(sys.argv[1]).read_bytes()
before = peak()
try:
    rows = sum(1 for _ in ListReader().rows(content))
except Refused as refused:
    rows = refused.key
print(rows, peak() - before)
"""
"""Prints what became of a file, and how much memory it took beyond its own bytes, in KiB."""


def read(content: bytes) -> list[list[str]]:
    """Return the rows of a file."""
    return list(ListReader().rows(content))


def refusal(content: bytes) -> str:
    """Return why a file is refused."""
    with pytest.raises(Refused) as refused:
        read(content)
    return refused.value.key


def changed(content: bytes, **parts: str) -> bytes:
    """Return a workbook with other parts; `sheet`, `words` and `book` are short for their names."""
    names = {"sheet": SHEET, "words": WORDS, "book": "xl/workbook.xml"}
    new = {names.get(name, name): text for name, text in parts.items()}
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in old.namelist():
            text = old.read(name).decode()
            if name == TYPES and "words" in parts:
                text = text.replace("</Types>", f"{SAYS_WORDS}</Types>")
            archive.writestr(name, new.pop(name, text))
        for name, text in new.items():
            archive.writestr(name, text)
    return file.getvalue()


def sheet_of(cells: str, before: str = "") -> str:
    """Return a sheet of one row."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    row = f'<sheetData><row r="1">{cells}</row></sheetData>'
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{space}">{row}</worksheet>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_an_encoding_that_can_be_told_is_read_right(encoding: str) -> None:
    assert read(TEXT.encode(encoding))[1:] == [
        ["Núñez Peña", "a@example.org"],
        ["O\u2019Brien", "b@example.org"],
    ]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_letters_without_a_mark_are_told_by_their_empty_bytes(encoding: str) -> None:
    assert encoding_of(TEXT.encode(encoding)) == encoding


def test_latin_1_is_read_as_what_it_shares_with_windows() -> None:
    assert read("nombre\nNúñez\n".encode("latin-1")) == [["nombre"], ["Núñez"]]


@pytest.mark.parametrize("encoding", ["mac_roman", "shift_jis", "koi8-r", "cp437", "cp850"])
def test_an_encoding_that_cannot_be_told_is_refused(encoding: str) -> None:
    names = {"shift_jis": "名前", "koi8-r": "Наташа"}.get(encoding, "José Núñez")

    assert refusal(f"nombre\n{names}\n".encode(encoding)) == "file_encoding"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_delimiter_is_told_by_the_first_row(delimiter: str) -> None:
    assert read(f'a{delimiter}b\n"x{delimiter}y"{delimiter}z\n'.encode()) == [
        ["a", "b"],
        [f"x{delimiter}y", "z"],
    ]


def test_a_first_line_may_name_the_delimiter() -> None:
    assert read(b"sep=;\r\na,b;c\r\n") == [["a,b", "c"]]


def test_a_line_break_in_a_cell_parts_no_row() -> None:
    assert read(b'a,b\r\n"x\r\ny",z\r\n') == [["a", "b"], ["x\r\ny", "z"]]


def test_a_quotation_that_never_ends_is_refused() -> None:
    assert refusal(b'a,b\n"x,y\nz,w\n') == "file_broken"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7",
        b"\x89PNG\r\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"<html><table><tr><td>a@example.org",
        b"\xef\xbb\xbf<?xml version='1.0'?>",
        b"{\\rtf1",
        b"a,b\n" * 2_000 + b"\0,x\n",
        b"\x1f\x8b\x08\x00",
    ],
    ids=["pdf", "png", "old-excel", "html", "xml", "rtf", "nul", "gzip"],
)
def test_another_type_is_refused_whatever_its_name(content: bytes) -> None:
    assert refusal(content) == "file_wrong_type"


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")

    assert refusal(file.getvalue()) == "file_wrong_type"


def test_a_workbook_is_read() -> None:
    content = xlsx_of(("Email", "n"), ("a@example.org", 1.5), (None, None), ("b@example.org", True))

    assert ListReader().kind(content) is ImportKind.XLSX
    assert read(content) == [
        ["Email", "n"],
        ["a@example.org", "1.5"],
        [],
        ["b@example.org", "True"],
    ]


def test_a_formula_is_the_value_that_it_had() -> None:
    book = Workbook()
    book.active.append(["email", '=HYPERLINK("http://example.org","x")'])
    file = io.BytesIO()
    book.save(file)

    assert read(file.getvalue()) == [["email"]]


def test_only_the_first_sheet_is_read() -> None:
    book = Workbook()
    book.active.append(["email"])
    book.create_sheet().append(["other"])
    file = io.BytesIO()
    book.save(file)

    assert read(file.getvalue()) == [["email"]]


@pytest.mark.parametrize("part", ["sheet", "words"])
@pytest.mark.parametrize(
    "entity", [NESTED, '<!ENTITY a8 SYSTEM "file:///etc/passwd">'], ids=["nested", "outside"]
)
def test_entities_are_refused(part: str, entity: str) -> None:
    cell = '<c r="A1" t="inlineStr"><is><t>&a8;</t></is></c>'
    bomb = sheet_of(cell, before=f"<!DOCTYPE x [{entity}]>")

    assert refusal(changed(xlsx_of(("email",)), **{part: bomb})) == "file_broken"


def test_links_to_other_files_are_not_followed() -> None:
    link = '<externalLink xmlns="http://example.org"><externalBook r:id="rId1"/></externalLink>'
    content = changed(xlsx_of(("email",)), **{"xl/externalLinks/externalLink1.xml": link})

    assert read(content) == [["email"]]


def test_a_workbook_that_unpacks_to_too_much_is_never_unpacked() -> None:
    content = changed(xlsx_of(("email",)), sheet=" " * (200 * MIB))

    assert len(content) < MIB
    assert refusal(content) == "file_unpacks"


@pytest.mark.parametrize("part", ["words", "xl/styles.xml", "xl/worksheets/other.xml"])
def test_what_would_be_held_whole_may_be_small_alone(part: str) -> None:
    assert refusal(changed(xlsx_of(("email",)), **{part: " " * (20 * MIB)})) == "file_unpacks"


def test_a_workbook_that_lies_about_its_size_gives_no_more_than_it_says() -> None:
    honest = changed(xlsx_of(("email",)), sheet=" " * (4 * MIB))
    content = honest.replace((4 * MIB).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))

    assert refusal(content) == "file_broken"


def test_a_word_far_out_makes_no_room_for_what_is_not_there() -> None:
    book = Workbook()
    book.active["A1"] = "email"
    book.active["CV1048576"] = "x"
    file = io.BytesIO()
    book.save(file)

    assert refusal(file.getvalue()) == "file_too_many_rows"


def test_a_workbook_of_too_many_columns_is_refused() -> None:
    assert refusal(xlsx_of(("email",), ["x"] * 1_000)) == "file_too_wide"


@pytest.mark.parametrize("cut", [40, 200, 1_000, 3_000])
def test_a_workbook_that_was_cut_off_is_refused(cut: int) -> None:
    assert refusal(xlsx_of(("email",), ("a@example.org",))[:cut]) == "file_broken"


@pytest.mark.parametrize("part", ["sheet", "words", "book"])
def test_a_workbook_with_a_broken_part_is_refused(part: str) -> None:
    assert refusal(changed(xlsx_of(("email",)), **{part: "<broken"})) == "file_broken"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what one program held")
def test_reading_takes_little_memory_however_long_the_list(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(b"email,name\n" + b"writer@example.org,Ana Reyes\n" * 300_000)
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(file)], capture_output=True, text=True, check=True
    )
    refused, taken = done.stdout.split()

    assert refused == "file_too_many_rows"
    assert int(taken) < 16 * 1024


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        rows = read(content)
    except Refused:
        return

    assert all("\0" not in cell for row in rows for cell in row)


@given(st.data())
def test_any_change_of_a_workbook_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(WORKBOOK)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    try:
        rows = read(bytes(content))
    except Refused:
        return

    assert all(isinstance(cell, str) for row in rows for cell in row)
