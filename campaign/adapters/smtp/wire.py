"""The connection beneath a session: commands out, replies in."""

import contextlib
import selectors
import smtplib
import socket
import ssl
import struct
from typing import BinaryIO

MOST_REPLY_LINES = 100
LONGEST_REPLY_LINE = 4096

_HELD_BACK = getattr(socket, "MSG_MORE", 0)
"""Linux waits for the next write then, so that a small mail and its dot are one packet."""

_AT_ONCE = struct.pack("ii", 1, 0)
"""Linger, for no time."""


class Wire:
    """A socket over which smtplib has greeted, encrypted and logged in."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        if smtp.sock is None:
            raise ConnectionError("the relay has gone")
        self.pipelining = smtp.has_extn("pipelining")
        self._socket = smtp.sock
        self._encrypted = isinstance(self._socket, ssl.SSLSocket)
        self._replies: BinaryIO = self._socket.makefile("rb")

    def wait(self, seconds: float) -> None:
        """Say how long a reply may take from now on."""
        self._socket.settimeout(seconds)

    def send(self, *commands: str) -> None:
        """Send commands in one write. Raises OSError."""
        self._socket.sendall("".join(f"{command}\r\n" for command in commands).encode("ascii"))

    def send_content(self, content: bytes) -> None:
        """Send what a final dot will follow. Raises OSError."""
        self._socket.sendall(content, 0 if self._encrypted else _HELD_BACK)

    def send_end(self, end: bytes, *commands: str) -> None:
        """Send the end of a content, and commands behind it. Raises OSError when it did not leave.

        What goes wrong with the commands shows when their replies are read.
        """
        tail = end + "".join(f"{command}\r\n" for command in commands).encode("ascii")
        sent = 0
        while sent < len(tail):
            try:
                sent += self._socket.send(tail[sent:])
            except OSError:
                if sent < len(end):
                    raise
                return

    def reply(self) -> tuple[int, str]:
        """Read one reply: its code and its words, a line each. Raises OSError.

        What does not look like a reply has the code 0.
        """
        words: list[str] = []
        for _ in range(MOST_REPLY_LINES):
            line = self._replies.readline(LONGEST_REPLY_LINE)
            if not line:
                raise ConnectionError("the relay has closed the connection")
            text = _plain(line.decode("utf-8", "replace"))
            words.append(text[4:].strip())
            if not (text[:3].isascii() and text[:3].isdigit()):
                return 0, text[:80].strip()
            if text[3:4] != "-":
                return int(text[:3]), "\n".join(words)
        return 0, "a reply without an end"

    def is_quiet(self) -> bool:
        """Tell whether the relay has said nothing, not even farewell, since the last reply."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            return not selector.select(timeout=0)

    def close(self, *, at_once: bool) -> None:
        """Close the connection; at once means that what has not left yet is thrown away."""
        with contextlib.suppress(OSError):
            if at_once:
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self._replies.close()
        self._socket.close()


def _plain(line: str) -> str:
    """Return a line without what no database and no terminal should be handed."""
    line = line.rstrip()
    return line if line.isprintable() else "".join(c if c.isprintable() else " " for c in line)
