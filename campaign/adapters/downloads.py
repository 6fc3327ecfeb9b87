"""Published files, fetched with resumption and kept in the state folder."""

from pathlib import Path
from urllib.parse import urlsplit

import requests

from campaign.adapters.zip_files import check_zip
from campaign.domain.ports import Progress
from campaign.domain.roster import Problem, RosterError

TIME_OUT_SECONDS = (10.0, 60.0)
CHUNK_BYTES = 256 * 1024
FILE_LIMIT_BYTES = 2 * 1024**3
TRIES = 3


class _Unfit(Exception):
    """Say that an answer is not the file: its status, or its size."""


class KeptDownloads:
    """Fetches files into a folder; with a mirror, from there by the same paths."""

    def __init__(self, folder: Path, *, mirror: str = "") -> None:
        self._folder = folder
        self._mirror = mirror.rstrip("/")

    def fetch(self, address: str, *, jurisdiction: str, progress: Progress) -> Path:
        """Return the whole file of an address. Raises RosterError with what to do by hand."""
        path = self._folder / jurisdiction / "downloads" / Path(urlsplit(address).path).name
        if path.exists():
            check_zip(path)
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        reason = ""
        for _ in range(TRIES):
            try:
                self._fetch(self._address(address), part, progress)
                check_zip(part)
            except _Unfit as error:
                reason = str(error)
            # requests offers urllib3's base error under this name; its stubs leave the name out.
            except (requests.RequestException, requests.exceptions.BaseHTTPError) as error:  # type: ignore[attr-defined]
                reason = type(error).__name__
            except RosterError:
                # Begun from an older file and ended from a newer one, or damaged on its way.
                reason = "it came damaged"
                part.unlink()
            else:
                return part.replace(path)
        cure = f"download {address} by hand and put it at {path}"
        raise RosterError([Problem(f"fetching {path.name}", reason, cure)])

    def _address(self, address: str) -> str:
        return self._mirror + urlsplit(address).path if self._mirror else address

    def _fetch(self, address: str, part: Path, progress: Progress) -> None:
        """Fetch what is still missing of a file."""
        done = part.stat().st_size if part.exists() else 0
        headers = {"Accept-Encoding": "identity"}
        if done:
            headers["Range"] = f"bytes={done}-"
        with requests.get(
            address, headers=headers, timeout=TIME_OUT_SECONDS, stream=True
        ) as response:
            if response.status_code == requests.codes.requested_range_not_satisfiable:
                # Nothing is missing; whether it is whole, its checksums say.
                return
            if response.status_code not in {requests.codes.ok, requests.codes.partial_content}:
                raise _Unfit(f"the answer was {response.status_code}")
            if response.status_code == requests.codes.ok:
                done = 0
            total = done + int(response.headers.get("Content-Length", 0))
            with part.open("ab" if done else "wb") as file:
                # What has come is kept, however little: the next try goes on from there.
                while chunk := response.raw.read1(CHUNK_BYTES):
                    file.write(chunk)
                    done += len(chunk)
                    if done > FILE_LIMIT_BYTES:
                        raise _Unfit("it is too large")
                    progress(part.name.removesuffix(".part"), done, total)
            if total > done:
                raise _Unfit("it was cut off")
