"""Published files are fetched once, whole, and from where a fetch broke off."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.adapters.downloads import KeptDownloads
from campaign.domain.places import Chamber
from campaign.domain.roster import RosterError
from tests.file_server import FileServer, file_server
from tests.grounds import write_outlines

ADDRESS = "https://census.example/SLDL/tl_2024_99_sldl.zip"
PATH = "/SLDL/tl_2024_99_sldl.zip"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FileServer]:
    with file_server() as running:
        running.files[PATH] = write_outlines(tmp_path / "published" / "sldl.zip", Chamber.LOWER)
        yield running


def fetch(server: FileServer, folder: Path) -> Path:
    downloads = KeptDownloads(folder, mirror=server.address)
    return downloads.fetch(ADDRESS, jurisdiction="invented", progress=lambda *_: None)


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
