"""A small IMAP server: the handful of commands that an inbox is read with."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

USER, PASSWORD = "returns", 'a "secret" \\ of tests'


@dataclass
class Box:
    """The mails of the only folder, by their number, and the flags of each."""

    mails: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, set[str]] = field(default_factory=dict)
    sessions: int = 0
    refuses: str = ""
    """A command that is answered with NO."""

    def put(self, content: bytes) -> None:
        """Let a mail arrive."""
        number = len(self.mails) + 1
        self.mails[number], self.flags[number] = content, set()

    def unseen(self) -> list[int]:
        """Return what nobody has read."""
        return [number for number, flags in self.flags.items() if "\\Seen" not in flags]


class _Session(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        """Speak until the other side leaves."""
        self.server.box.sessions += 1
        self._say(b"* OK ready")
        while line := self.rfile.readline().decode("ascii").strip():
            tag, command, rest = [*line.split(" ", 2), "", ""][:3]
            if command == "UID":
                command, _, rest = rest.partition(" ")
            self._answer(tag, command.upper(), rest)
            if command == "LOGOUT":
                return

    def _answer(self, tag: str, command: str, rest: str) -> None:
        box = self.server.box
        if command == box.refuses or (command == "LOGIN" and not _is_right(rest)):
            self._say(f"{tag} NO not now".encode())
            return
        match command:
            case "CAPABILITY":
                self._say(b"* CAPABILITY IMAP4rev1")
            case "SELECT":
                self._say(f"* {len(box.mails)} EXISTS".encode())
            case "SEARCH":
                self._say(b" ".join([b"* SEARCH", *(str(it).encode() for it in box.unseen())]))
            case "FETCH":
                self._fetch(int(rest.partition(" ")[0]), rest)
            case "STORE":
                number, _, flags = rest.split(" ", 2)
                box.flags[int(number)] |= set(flags.strip("()").split())
            case "LOGOUT":
                self._say(b"* BYE")
            case _:
                pass
        self._say(f"{tag} OK done".encode())

    def _fetch(self, number: int, rest: str) -> None:
        limit = int(re.findall(r"<0\.(\d+)>", rest)[0])
        assert "BODY.PEEK" in rest
        content = self.server.box.mails[number][:limit]
        head = f"* {number} FETCH (UID {number} BODY[]<0> {{{len(content)}}}\r\n".encode()
        self.wfile.write(head + content + b")\r\n")

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    box: Box


@contextmanager
def serving() -> Iterator[tuple[int, Box]]:
    """Serve a box on a port of this machine until the end of the block."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.box = Box()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.server_address[1], server.box
        finally:
            server.shutdown()
            thread.join()


def _is_right(rest: str) -> bool:
    quoted = PASSWORD.replace("\\", "\\\\").replace('"', '\\"')
    return rest == f'{USER} "{quoted}"'
