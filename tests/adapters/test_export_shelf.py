"""Files that wait are sealed: nobody reads, changes, swaps or shortens one beside the program."""

import stat
from pathlib import Path

import pytest

from campaign.adapters.export_shelf import PIECE_BYTES, PREFIX_BYTES, TAG_BYTES, SealedShelf

WORDS = b"Ana,ana@example.org\r\n"
SEALED = PIECE_BYTES + TAG_BYTES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "exports"


@pytest.fixture
def shelf(folder: Path) -> SealedShelf:
    shelf = SealedShelf(folder, "a key")
    with shelf.write("one") as sink:
        sink(WORDS * 50_000)
    return shelf


def test_nobody_else_may_read_it_and_no_word_stands_there(shelf: SealedShelf, folder: Path) -> None:
    del shelf

    assert stat.S_IMODE((folder / "one").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert b"example" not in (folder / "one").read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content[:-1] + bytes([content[-1] ^ 1]),
        lambda content: content[: PREFIX_BYTES + SEALED],
        lambda content: content[:PREFIX_BYTES],
        lambda content: (
            content[:PREFIX_BYTES]
            + content[PREFIX_BYTES + SEALED : PREFIX_BYTES + 2 * SEALED]
            + content[PREFIX_BYTES : PREFIX_BYTES + SEALED]
            + content[PREFIX_BYTES + 2 * SEALED :]
        ),
        lambda content: content + b"more",
    ],
    ids=["changed", "cut at a piece", "emptied", "in another order", "longer"],
)
def test_what_somebody_changed_is_not_handed_out_whole(
    shelf: SealedShelf, folder: Path, change: object
) -> None:
    file = folder / "one"
    file.write_bytes(change(file.read_bytes()))

    with pytest.raises(ValueError, match="a file that waits"):
        list(shelf.open("one"))


def test_one_file_cannot_take_the_place_of_another(shelf: SealedShelf, folder: Path) -> None:
    (folder / "one").rename(folder / "two")

    with pytest.raises(ValueError, match="changed"):
        list(shelf.open("two"))


def test_another_key_reads_nothing(shelf: SealedShelf, folder: Path) -> None:
    del shelf

    with pytest.raises(ValueError, match="changed"):
        list(SealedShelf(folder, "another key").open("one"))
