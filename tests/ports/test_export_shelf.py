"""The promises of every shelf for files: the fake, and the one that seals what lies in a folder."""

from pathlib import Path

import pytest

from campaign.adapters.export_shelf import PIECE_BYTES, SealedShelf
from campaign.domain.errors import NotFound
from campaign.domain.ports import ExportShelf
from tests.fakes import FakeShelf

WORDS = b"Ana,ana@example.org\r\n"


@pytest.fixture(params=["fake", "sealed"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> ExportShelf:
    return FakeShelf() if request.param == "fake" else SealedShelf(tmp_path / "exports", "a key")


def put(shelf: ExportShelf, name: str, *pieces: bytes) -> None:
    """Put a whole file there."""
    with shelf.write(name) as sink:
        for piece in pieces:
            sink(piece)


def break_off(shelf: ExportShelf, name: str) -> None:
    """Put half a file there. Raises OSError."""
    with shelf.write(name) as sink:
        sink(WORDS)
        raise OSError("full")


@pytest.mark.parametrize(
    "content",
    [b"", WORDS, WORDS * 50_000, b"x" * PIECE_BYTES, b"x" * (2 * PIECE_BYTES)],
    ids=["nothing", "a line", "a megabyte", "a piece", "two pieces"],
)
def test_what_was_put_there_comes_back(shelf: ExportShelf, content: bytes) -> None:
    put(shelf, "one", content[:7], content[7:])

    assert b"".join(shelf.open("one")) == content
    assert shelf.names() == {"one"}


def test_a_file_that_broke_off_is_not_there(shelf: ExportShelf) -> None:
    with pytest.raises(OSError, match="full"):
        break_off(shelf, "one")

    assert shelf.names() == set()
    with pytest.raises(NotFound):
        shelf.open("one")


def test_a_half_written_file_is_known_and_cannot_be_read(shelf: ExportShelf) -> None:
    with shelf.write("one") as sink:
        sink(WORDS)

        assert shelf.names() == {"one"}
        with pytest.raises(NotFound):
            shelf.open("one")


def test_a_file_is_read_to_its_end_though_it_is_discarded(shelf: ExportShelf) -> None:
    put(shelf, "one", WORDS * 50_000)
    pieces = shelf.open("one")

    shelf.discard("one")

    assert shelf.names() == set()
    assert b"".join(pieces) == WORDS * 50_000


def test_nothing_happens_where_there_is_nothing(shelf: ExportShelf) -> None:
    shelf.discard("one")

    assert shelf.names() == set()
