"""Published files are fetched once, whole, and from where a fetch broke off."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from campaign.adapters.downloads import KeptDownloads
from campaign.domain.places import Chamber
from campaign.domain.roster import RosterError
from tests.file_server import FileServer, file_server
from tests.grounds import write_outlines

ADDRESS = "https://census.example/SLDL/tl_2024_99_sldl.zip"
PATH = "/SLDL/tl_2024_99_sldl.zip"
TABLE = "https://people.example/current/zz.csv"
TABLE_PATH = "/current/zz.csv"
DAY = date(2026, 12, 7)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FileServer]:
    with file_server() as running:
        running.files[PATH] = write_outlines(tmp_path / "published" / "sldl.zip", Chamber.LOWER)
        yield running


def fetch(server: FileServer, folder: Path) -> Path:
    downloads = KeptDownloads(folder, mirror=server.address)
    return downloads.fetch(ADDRESS, jurisdiction="invented", progress=lambda *_: None)


@pytest.fixture
def table(server: FileServer, tmp_path: Path) -> Path:
    """A published table, of which newer ones take the place."""
    path = tmp_path / "published" / "zz.csv"
    path.write_bytes(b"id,name\r\n" * 100)
    server.files[TABLE_PATH] = path
    return path


def fetch_newest(server: FileServer, folder: Path) -> Path:
    downloads = KeptDownloads(folder, mirror=server.address)
    return downloads.fetch_newest(TABLE, jurisdiction="invented", day=DAY, progress=lambda *_: None)


def test_a_file_is_fetched_once(server: FileServer, tmp_path: Path) -> None:
    path = fetch(server, tmp_path / "places")
    fetch(server, tmp_path / "places")

    assert path.read_bytes() == server.files[PATH].read_bytes()
    assert path == tmp_path / "places" / "invented" / "downloads" / "tl_2024_99_sldl.zip"
    assert len(server.asked) == 1


def test_a_fetch_goes_on_where_it_was_cut_off(server: FileServer, tmp_path: Path) -> None:
    server.cut_at = [100, 300]

    path = fetch(server, tmp_path / "places")

    assert path.read_bytes() == server.files[PATH].read_bytes()
    assert [wanted for _, wanted in server.asked] == ["", "bytes=100-", "bytes=300-"]


def test_the_next_call_goes_on_too(server: FileServer, tmp_path: Path) -> None:
    server.cut_at = [100, 100, 100]
    with pytest.raises(RosterError):
        fetch(server, tmp_path / "places")

    fetch(server, tmp_path / "places")

    assert server.asked[-1] == (PATH, "bytes=100-")


def test_a_file_that_changed_meanwhile_is_fetched_anew(server: FileServer, tmp_path: Path) -> None:
    folder = tmp_path / "places" / "invented" / "downloads"
    folder.mkdir(parents=True)
    (folder / "tl_2024_99_sldl.zip.part").write_bytes(b"of another file, and longer" * 1000)

    path = fetch(server, tmp_path / "places")

    assert path.read_bytes() == server.files[PATH].read_bytes()


def test_what_cannot_be_fetched_says_what_to_do_by_hand(server: FileServer, tmp_path: Path) -> None:
    server.files.clear()

    with pytest.raises(RosterError) as refused:
        fetch(server, tmp_path / "places")

    told = str(refused.value)
    assert "the answer was 404" in told
    assert f"download {ADDRESS} by hand and put it at {tmp_path}" in told


def test_a_table_is_asked_for_each_time_and_kept_by_its_day(
    server: FileServer, table: Path, tmp_path: Path
) -> None:
    fetch_newest(server, tmp_path / "places")
    table.write_bytes(b"id,name,newer\r\n")

    path = fetch_newest(server, tmp_path / "places")

    assert path == tmp_path / "places" / "invented" / "downloads" / "zz-2026-12-07.csv"
    assert path.read_bytes() == b"id,name,newer\r\n"
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_table_goes_on_where_the_server_says_that_it_is_the_same(
    server: FileServer, table: Path, tmp_path: Path
) -> None:
    server.marked, server.cut_at = True, [100]

    path = fetch_newest(server, tmp_path / "places")

    assert path.read_bytes() == table.read_bytes()
    assert server.asked[-1] == (TABLE_PATH, "bytes=100-")


def test_of_a_table_that_changed_meanwhile_nothing_old_is_kept(
    server: FileServer, table: Path, tmp_path: Path
) -> None:
    server.marked, server.cut_at = True, [100, 0, 0]
    with pytest.raises(RosterError, match="by hand"):
        fetch_newest(server, tmp_path / "places")
    table.write_bytes(b"of another day\r\n" * 100)

    path = fetch_newest(server, tmp_path / "places")

    assert path.read_bytes() == table.read_bytes()


def test_a_table_without_a_mark_is_fetched_from_its_beginning(
    server: FileServer, table: Path, tmp_path: Path
) -> None:
    server.cut_at = [100]

    path = fetch_newest(server, tmp_path / "places")

    assert path.read_bytes() == table.read_bytes()
    assert [wanted for _, wanted in server.asked] == ["", ""]


def test_a_table_that_was_put_at_hand_is_taken_where_nothing_comes(
    server: FileServer, tmp_path: Path
) -> None:
    with pytest.raises(RosterError) as refused:
        fetch_newest(server, tmp_path / "places")
    told = str(refused.value)
    place = Path(told.rsplit("put it at ", 1)[1])
    place.write_bytes(b"id,name\r\n")

    path = fetch_newest(server, tmp_path / "places")

    assert f"download {TABLE} by hand" in told
    assert path.read_bytes() == b"id,name\r\n"
