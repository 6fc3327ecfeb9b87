"""A server on the loopback that hands out files, and can cut an answer off."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread


@dataclass(slots=True)
class FileServer:
    """The running server: its files by path, and what it was asked for."""

    address: str
    files: dict[str, Path] = field(default_factory=dict)
    cut_at: list[int] = field(default_factory=list)
    """After how many bytes the next answers break off."""
    marked: bool = False
    """Whether it marks its files (ETag), and goes on only with the one that was meant."""
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Every path with the range that was wanted of it."""


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[ThreadingHTTPServer]:
    """Run a server on the loopback until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def file_server() -> Iterator[FileServer]:
    """Run a server of files until the block ends."""
    with serving(_Handler) as server:
        files = FileServer(f"http://127.0.0.1:{server.server_address[1]}")
        server.files = files
        yield files


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        files: FileServer = self.server.files
        wanted = self.headers.get("Range", "")
        files.asked.append((self.path, wanted))
        if self.path not in files.files:
            self.send_error(404)
            return
        body = files.files[self.path].read_bytes()
        found = re.fullmatch(r"bytes=(\d+)-", wanted)
        start = int(found[1]) if found else 0
        mark = f'"{hashlib.sha256(body).hexdigest()}"'
        if files.marked and self.headers.get("If-Range", mark) != mark:
            start = 0
        if start and start >= len(body):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        if files.marked:
            self.send_header("ETag", mark)
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        end = files.cut_at.pop(0) if files.cut_at else len(body)
        self.wfile.write(body[start:end])

    def log_message(self, *arguments: object) -> None:
        """Stay quiet."""
