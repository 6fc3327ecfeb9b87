"""A mail server of our own with every fault in every phase, and a ledger of what it kept."""

import socket
import socketserver
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from tests.faults import At, Fault, Kept


class FaultySmtp:
    """Listens on a free port of loopback; each fault strikes once, in the given order.

    With `pipelining` it announces that commands may come together.
    """

    def __init__(self, faults: Iterable[Fault] = (), *, pipelining: bool = False) -> None:
        self.pipelining = pipelining
        self.faults = deque(faults)
        self.kept: list[Kept] = []
        self.sessions = 0
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.relay = self
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def fault_at(self, moment: At) -> Fault | None:
        """Take the next fault, if it strikes now."""
        with self._lock:
            if self.faults and self.faults[0].at is moment:
                return self.faults.popleft()
        return None


@contextmanager
def faulty_smtp(faults: Iterable[Fault] = (), *, pipelining: bool = False) -> Iterator[FaultySmtp]:
    """Run a faulty server for the length of a block."""
    server = FaultySmtp(faults, pipelining=pipelining)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    relay: FaultySmtp


class _Cut(Exception):
    """Say that this connection ends here."""


class _Handler(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True
    server: _Server

    def handle(self) -> None:
        """Hold one session."""
        self.relay = self.server.relay
        self.relay.sessions += 1
        self.sender = self.recipient = ""
        try:
            self._answer(At.GREETING, "220 faulty.test ESMTP")
            while line := self.rfile.readline():
                self._command(line.decode().strip())
        except (_Cut, ConnectionError):
            self._reset()

    def _command(self, line: str) -> None:
        verb = line[:4].upper()
        if verb in {"EHLO", "HELO"}:
            self._say("250-faulty.test\r\n250 PIPELINING" if self.relay.pipelining else "250 ok")
        elif verb == "MAIL":
            self.sender = line.partition("<")[2].rstrip(">")
            self._answer(At.SENDER, "250 2.1.0 ok")
        elif verb == "RCPT":
            recipient = line.partition("<")[2].rstrip(">")
            self.recipient = recipient if self._answer(At.RECIPIENT, "250 2.1.5 ok") else ""
        elif verb == "DATA":
            if self._answer(At.DATA, "354 go on"):
                self._body()
        elif verb == "QUIT":
            self._answer(At.QUIT, "221 bye")
            raise _Cut
        else:
            self._say("250 ok")

    def _body(self) -> None:
        if self.relay.fault_at(At.BODY):
            self.rfile.readline()
            raise _Cut
        content = bytearray()
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise _Cut
            content += line[1:] if line.startswith(b".") else line
        kept = Kept(self.sender, self.recipient, bytes(content))
        if not self.recipient:
            self._say("554 5.5.1 nobody to keep it for")
            return
        fault = self.relay.fault_at(At.DOT)
        if fault is None or fault.keeps:
            self.relay.kept.append(kept)
        self._give(fault, f"250 2.0.0 queued as {len(self.relay.kept)}")

    def _answer(self, moment: At, usual: str) -> bool:
        """Answer as usual or as the fault wants; return whether it was as usual."""
        fault = self.relay.fault_at(moment)
        self._give(fault, usual)
        return fault is None or not fault.reply

    def _give(self, fault: Fault | None, usual: str) -> None:
        if fault is None:
            self._say(usual)
            return
        time.sleep(fault.hangs)
        if not fault.reply and not fault.hangs:
            raise _Cut
        self._say(fault.reply or usual)

    def _say(self, reply: str) -> None:
        self.wfile.write(reply.encode() + b"\r\n")
        self.wfile.flush()

    def _reset(self) -> None:
        """End the connection with a reset, as a machine that fell over would."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.connection.close()
