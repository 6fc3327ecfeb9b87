"""Published files, fetched with resumption and kept in the state folder."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import requests

from campaign.adapters.zip_files import check_zip
from campaign.domain.ports import Progress
from campaign.domain.roster import Problem, RosterError

TIME_OUT_SECONDS = (10.0, 60.0)
CHUNK_BYTES = 256 * 1024
FILE_LIMIT_BYTES = 2 * 1024**3
TABLE_LIMIT_BYTES = 20 * 1024**2
TRIES = 3


class _Unfit(Exception):
    """Say that an answer is not the file: its status, or its size."""


class KeptDownloads:
    """Fetches files into a folder; with a mirror, from there by the same paths."""

    def __init__(self, folder: Path, *, mirror: str = "") -> None:
        self._folder = folder
        self._mirror = mirror.rstrip("/")

    def fetch(self, address: str, *, jurisdiction: str, progress: Progress) -> Path:
        """Return the whole zip of an address. Raises RosterError with what to do by hand."""
        path = self._place(address, jurisdiction)
        if path.exists():
            check_zip(path)
            return path
        self._fetch_whole(_Wanted(address, path, FILE_LIMIT_BYTES, check_zip), progress)
        return path

    def fetch_newest(
        self, address: str, *, jurisdiction: str, day: date, progress: Progress
    ) -> Path:
        """Return a day's table of an address. Raises RosterError with what to do by hand."""
        place = self._place(address, jurisdiction)
        path = place.with_stem(f"{place.stem}-{day}")
        try:
            self._fetch_whole(_Wanted(address, path, TABLE_LIMIT_BYTES), progress)
        except RosterError:
            if not path.exists():
                raise
        return path

    def _place(self, address: str, jurisdiction: str) -> Path:
        return self._folder / jurisdiction / "downloads" / Path(urlsplit(address).path).name

    def _fetch_whole(self, wanted: "_Wanted", progress: Progress) -> None:
        """Put a whole file in its place. Raises RosterError."""
        wanted.path.parent.mkdir(parents=True, exist_ok=True)
        reason = ""
        for _ in range(TRIES):
            try:
                self._fetch(wanted, progress)
                if wanted.check is not None:
                    wanted.check(wanted.part)
            except _Unfit as error:
                reason = str(error)
            except (
                requests.RequestException,
                requests.exceptions.BaseHTTPError,  # type: ignore[attr-defined]  # Not in stubs.
            ) as error:
                reason = type(error).__name__
            except RosterError:
                # Begun from an older file and ended from a newer one, or damaged on its way.
                reason = "it came damaged"
                wanted.part.unlink()
            else:
                wanted.part.replace(wanted.path)
                wanted.tag.unlink(missing_ok=True)
                return
        cure = f"download {wanted.address} by hand and put it at {wanted.path}"
        raise RosterError([Problem(f"fetching {wanted.path.name}", reason, cure)])

    def _address(self, address: str) -> str:
        return self._mirror + urlsplit(address).path if self._mirror else address

    def _fetch(self, wanted: "_Wanted", progress: Progress) -> None:
        """Fetch what is still missing of a file."""
        done = wanted.done()
        with requests.get(
            self._address(wanted.address),
            headers=wanted.headers(done),
            timeout=TIME_OUT_SECONDS,
            stream=True,
        ) as response:
            if response.status_code == requests.codes.requested_range_not_satisfiable:
                # Nothing is missing; whether it is whole, its checksums say.
                return
            if response.status_code not in {requests.codes.ok, requests.codes.partial_content}:
                raise _Unfit(f"the answer was {response.status_code}")
            if response.status_code == requests.codes.ok:
                done = 0
            wanted.remember(response.headers.get("ETag", ""))
            total = done + int(response.headers.get("Content-Length", 0))
            with wanted.part.open("ab" if done else "wb") as file:
                # What has come is kept, however little: the next try goes on from there.
                while chunk := response.raw.read1(CHUNK_BYTES):
                    file.write(chunk)
                    done += len(chunk)
                    if done > wanted.limit:
                        raise _Unfit("it is too large")
                    progress(wanted.path.name, done, total)
            if total > done:
                raise _Unfit("it was cut off")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A file to fetch, and what has come of it.

    `check` raises RosterError where it is not whole; a table has no such checksums, so that it
    goes on only where the server says that it is still the same.
    """

    address: str
    path: Path
    limit: int
    check: Callable[[Path], None] | None = None

    @property
    def part(self) -> Path:
        """Return where what has come is kept."""
        return self.path.with_name(f"{self.path.name}.part")

    @property
    def tag(self) -> Path:
        """Return where the server's mark of the file is kept, its ETag."""
        return self.path.with_name(f"{self.path.name}.tag")

    def done(self) -> int:
        """Return how many bytes need not come again."""
        may_go_on = self.part.exists() and (self.check is not None or self.tag.exists())
        return self.part.stat().st_size if may_go_on else 0

    def headers(self, done: int) -> dict[str, str]:
        """Return what is asked of the server."""
        headers = {"Accept-Encoding": "identity"}
        if done:
            headers["Range"] = f"bytes={done}-"
        if done and self.tag.exists():
            headers["If-Range"] = self.tag.read_text("ascii")
        return headers

    def remember(self, mark: str) -> None:
        """Keep the server's mark; a weak one says nothing about bytes."""
        if mark.startswith('"') and mark.isascii():
            self.tag.write_text(mark, "ascii")
        else:
            self.tag.unlink(missing_ok=True)
