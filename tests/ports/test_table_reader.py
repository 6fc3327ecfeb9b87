"""The promises of every reader of lists: the fake and the real one."""

import pytest

from campaign.adapters.lists.reader import ListReader
from campaign.domain.errors import Refused
from campaign.domain.imports import MOST_ROWS, ImportKind
from campaign.domain.ports import TableReader
from tests.fakes import FakeTableReader


@pytest.fixture(params=[FakeTableReader, ListReader])
def reader(request: pytest.FixtureRequest) -> TableReader:
    return request.param()


def test_rows_come_in_order_without_the_empty_cells_at_their_ends(reader: TableReader) -> None:
    rows = list(reader.rows("nombre,correo,,\nNúñez,a@example.org\n,,\n\nx\n".encode()))

    assert rows == [["nombre", "correo"], ["Núñez", "a@example.org"], [], [], ["x"]]


def test_rows_are_never_held_all_at_once(reader: TableReader) -> None:
    rows = reader.rows(b"a,b\n" * 1_000)

    assert next(rows) == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "file_empty"),
        (b" \r\n ", "file_empty"),
        (b"%PDF-1.7", "file_wrong_type"),
        (b"a,b\n\0,c\n", "file_wrong_type"),
        (b"PK\x03\x04 no workbook", "file_"),
        (b"a,\x81\x8d\n", "file_encoding"),
        (b"x," * 200 + b"x\n", "file_too_wide"),
        (b"x\n" * (MOST_ROWS + 2), "file_too_many_rows"),
    ],
    ids=["nothing", "blank", "pdf", "nul", "zip", "letters", "wide", "long"],
)
def test_what_is_no_list_is_refused(reader: TableReader, content: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        list(reader.rows(content))


def test_a_file_says_by_its_content_what_it_is(reader: TableReader) -> None:
    assert reader.kind(b"email\na@example.org\n") is ImportKind.CSV
