"""A mail server of our own with every fault in every phase, and a ledger of what it kept.

One thread carries all sessions, thousands of mails a second. It is strict where relays are: a
second MAIL within a mail is refused, and only CRLF, dot, CRLF ends a content.
"""

import asyncio
import json
import random
import socket
import ssl
import struct
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.faults import At, Fault, Kept, Manners

END = b"\r\n.\r\n"
CHUNK = 65_536
PLAIN = Manners()
RESET = struct.pack("ii", 1, 0)


class FaultySmtp:
    """Listens on a free port of loopback; each of the faults strikes once, in the given order.

    What it keeps is in `kept`, and before its 250 a line of JSON in the file `ledger`, if any.
    `pace` is how many mails a second it takes from all together, each after its turn has come.
    With `tls` it encrypts from the first byte.
    """

    def __init__(
        self,
        faults: Iterable[Fault] = (),
        *,
        manners: Manners = PLAIN,
        ledger: Path | None = None,
        pace: float = 0.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.faults = deque(faults)
        self.manners = manners
        self.pace = pace
        self._tls = tls
        self.kept: list[Kept] = []
        self.sessions = 0
        self.struck: list[Fault] = []
        self._chance = random.Random(manners.seed)  # noqa: S311  # A seed repeats it.
        self._ledger = ledger.open("ab", buffering=0) if ledger else None
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self._listener.getsockname()[1]
        self._first_seen: dict[tuple[str, str], float] = {}
        self._taken: deque[float] = deque()
        self._next_turn = 0.0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="faulty-smtp", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening, and cut every session."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._listener.close()
        if self._ledger is not None:
            self._ledger.close()

    def fault_at(self, moment: At) -> Fault | None:
        """Take the next fault, if it strikes now."""
        if self.faults and self.faults[0].at is moment:
            return self.faults.popleft()
        return None

    def draw(self) -> Fault | None:
        """Return the fault that chance wants for the next mail, if any."""
        if not self.manners.mixed or self._chance.random() >= self.manners.share:
            return None
        return self._chance.choice(self.manners.mixed)

    def keep(self, mail: Kept) -> None:
        """Write a mail down before anybody hears of it."""
        self.kept.append(mail)
        if self._ledger is not None:
            words = {
                "at": mail.at,
                "message_id": mail.message_id,
                "recipient": mail.recipient,
                "content": mail.content.decode("latin-1"),
            }
            self._ledger.write(json.dumps(words).encode() + b"\n")

    def greylists(self, sender: str, recipient: str) -> bool:
        """Tell whether a pair of addresses is too new."""
        first = self._first_seen.setdefault((sender, recipient), time.monotonic())
        return time.monotonic() - first < self.manners.greylists_for

    def is_too_much(self) -> bool:
        """Tell whether one mail more is too many within this second."""
        now = time.monotonic()
        while self._taken and self._taken[0] <= now - 1:
            self._taken.popleft()
        if 0 < self.manners.mails_a_second <= len(self._taken):
            return True
        self._taken.append(now)
        return False

    def seconds_to_turn(self) -> float:
        """Take the next turn, and return how far ahead it lies."""
        if not self.pace:
            return 0.0
        now = time.monotonic()
        turn = max(self._next_turn, now)
        self._next_turn = turn + 1 / self.pace
        return turn - now

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._hold, sock=self._listener, ssl=self._tls)
        )
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _hold(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sessions += 1
        await _Session(self, reader, writer).hold()


@contextmanager
def faulty_smtp(
    faults: Iterable[Fault] = (),
    *,
    manners: Manners = PLAIN,
    ledger: Path | None = None,
    pace: float = 0.0,
    tls: ssl.SSLContext | None = None,
) -> Iterator[FaultySmtp]:
    """Run a faulty server for the length of a block."""
    server = FaultySmtp(faults, manners=manners, ledger=ledger, pace=pace, tls=tls)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class _Cut(Exception):
    """Say that this connection ends here, with a reset."""


class _Over(Exception):
    """Say that this connection ends here, in good order."""


class _Session:
    """One connection: commands may come in one packet, their replies go out in one (RFC 2920)."""

    def __init__(
        self, relay: FaultySmtp, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._relay = relay
        self._reader = reader
        self._writer = writer
        self._came = bytearray()
        self._replies = bytearray()
        self._drawn: Fault | None = None
        self._mails = 0
        self._sender: str | None = None
        self._recipients: list[str] = []

    async def hold(self) -> None:
        """Hold the session until one side ends it."""
        with suppress(ConnectionError, asyncio.CancelledError):
            try:
                await self._answer(At.GREETING, "220 faulty.test ESMTP")
                while True:
                    await self._command((await self._line()).decode("latin-1").strip())
            except _Over:
                await self._flush()
            except _Cut:
                self._reset()
        with suppress(ConnectionError, RuntimeError):
            self._writer.close()

    async def _command(self, line: str) -> None:
        match line[:4].upper():
            case "EHLO" | "HELO":
                self._forget()
                await self._answer(At.HELLO, self._welcome())
            case "AUTH":
                await self._answer(At.LOGIN, "235 2.7.0 ok")
            case "MAIL":
                await self._begin(_address(line))
            case "RCPT":
                await self._address(_address(line))
            case "DATA":
                await self._data()
            case "QUIT":
                await self._answer(At.QUIT, "221 2.0.0 bye")
                raise _Over
            case "RSET":
                self._forget()
                self._say("250 2.0.0 ok")
            case _:
                self._say("502 5.5.2 what?")

    def _welcome(self) -> str:
        said = ["faulty.test"]
        if self._relay.manners.pipelining:
            said.append("PIPELINING")
        if self._relay.manners.asks_for_login:
            said.append("AUTH PLAIN")
        *first, last = [*said, "ENHANCEDSTATUSCODES"]
        return "\r\n".join([*(f"250-{word}" for word in first), f"250 {last}"])

    async def _begin(self, sender: str) -> None:
        most = self._relay.manners.mails_a_session
        if most and self._mails >= most:
            self._say("421 4.7.0 enough for one session")
            raise _Over
        if self._sender is not None:
            self._say("503 5.5.1 one mail at a time")
            return
        self._drawn = self._relay.draw()
        if await self._answer(At.SENDER, "250 2.1.0 ok"):
            self._sender = sender

    async def _address(self, recipient: str) -> None:
        if self._sender is None:
            self._say("503 5.5.1 MAIL first")
        elif self._relay.is_too_much():
            self._say("450 4.7.1 rate limit exceeded, try again later")
        elif self._relay.greylists(self._sender, recipient):
            self._say("450 4.2.0 greylisted, try again later")
        elif await self._answer(At.RECIPIENT, "250 2.1.5 ok"):
            self._recipients.append(recipient)

    async def _data(self) -> None:
        if not self._recipients and not self._relay.manners.goes_ahead:
            self._say("554 5.5.1 no valid recipients")
        elif await self._answer(At.DATA, "354 go on"):
            await self._body()

    async def _body(self) -> None:
        fault = self._strikes(At.BODY)
        if fault is not None:
            await self._line()
            await asyncio.sleep(fault.hangs)
            raise _Cut
        content = await self._content()
        sender, recipients = self._sender or "", self._recipients
        self._forget()
        if not recipients:
            self._say("554 5.5.1 no valid recipients")
            return
        self._mails += 1
        await asyncio.sleep(self._relay.seconds_to_turn())
        fault = self._strikes(At.DOT)
        if fault is None or fault.keeps:
            for recipient in recipients:
                self._relay.keep(Kept(sender, recipient, content, time.time()))
        await self._give(fault, f"250 2.0.0 queued as {len(self._relay.kept)}")

    def _forget(self) -> None:
        self._sender, self._recipients = None, []

    def _strikes(self, moment: At) -> Fault | None:
        fault = self._relay.fault_at(moment)
        if fault is None and self._drawn is not None and self._drawn.at is moment:
            fault, self._drawn = self._drawn, None
        if fault is not None:
            self._relay.struck.append(fault)
        return fault

    async def _answer(self, moment: At, usual: str) -> bool:
        """Answer as usual or as the fault wants; return whether that was a yes all the same."""
        fault = self._strikes(moment)
        await self._give(fault, usual)
        return fault is None or not fault.reply or fault.reply[0] == usual[0]

    async def _give(self, fault: Fault | None, usual: str) -> None:
        if fault is None:
            self._say(usual)
            return
        if fault.hangs:
            await self._flush()
            await asyncio.sleep(fault.hangs)
        if not fault.reply and not fault.hangs and not fault.drips:
            await self._flush()
            raise _Cut
        self._say(fault.reply or usual)
        if fault.drips:
            await self._drip(fault.drips)
        if fault.ends:
            raise _Over

    async def _drip(self, seconds: float) -> None:
        slowly, self._replies = bytes(self._replies), bytearray()
        for byte in slowly:
            self._writer.write(bytes([byte]))
            await asyncio.sleep(seconds)

    def _say(self, reply: str) -> None:
        self._replies += reply.encode() + b"\r\n"

    async def _flush(self) -> None:
        if self._replies:
            said, self._replies = bytes(self._replies), bytearray()
            self._writer.write(said)
            await self._writer.drain()

    async def _line(self) -> bytes:
        """Return the next line; what was said goes out before there is a wait for more."""
        while (end := self._came.find(b"\n")) < 0:
            await self._hear()
        return self._take(end + 1)

    async def _content(self) -> bytes:
        """Return a content without its dots, up to CRLF, dot, CRLF."""
        self._came[:0] = b"\r\n"  # So that a lone dot at once is an end too.
        looked = 0
        while (end := self._came.find(END, looked)) < 0:
            looked = max(0, len(self._came) - len(END))
            await self._hear()
        whole = self._take(end + len(END))
        return whole[: -len(END) + 2].replace(b"\r\n.", b"\r\n")[2:]

    async def _hear(self) -> None:
        await self._flush()
        came = await self._reader.read(CHUNK)
        if not came:
            raise _Over
        self._came += came

    def _take(self, size: int) -> bytes:
        taken = bytes(self._came[:size])
        del self._came[:size]
        return taken

    def _reset(self) -> None:
        """End the connection with a reset, as a machine that fell over would."""
        wire = self._writer.get_extra_info("socket")
        if wire is not None:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self._writer.transport.abort()


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]
