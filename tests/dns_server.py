"""A DNS of our own on loopback: it knows the records it was given, and can fail in every way."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from campaign.domain.dns import LONGEST_STRING


@dataclass
class DnsServer:
    """Answers from `records`, each `kind name value`; `mood` is a name of what goes wrong."""

    records: tuple[str, ...] = ()
    mood: str = ""
    port: int = 0
    asked: list[str] = field(default_factory=list)

    def answer(self, wire: bytes, *, over_tcp: bool) -> bytes | None:
        """Return the answer to a question, or None for silence."""
        question = dns.message.from_wire(wire)
        name, kind = question.question[0].name, question.question[0].rdtype
        self.asked.append(f"{dns.rdatatype.to_text(kind)} {name}")
        if self.mood == "silent":
            return None
        if self.mood == "garbage":
            return b"\0\1garbage"
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.AA
        if self.mood in {"SERVFAIL", "REFUSED"}:
            answer.set_rcode(dns.rcode.from_text(self.mood))
            return answer.to_wire()
        self._fill(answer, name, kind)
        whole = answer.to_wire(max_size=65_535)
        if over_tcp or len(whole) <= 512:
            return whole
        short = dns.message.make_response(question)
        short.flags |= dns.flags.TC
        return short.to_wire()

    def _fill(
        self, answer: dns.message.Message, name: dns.name.Name, kind: dns.rdatatype.RdataType
    ) -> None:
        here = [each for each in map(_parts, self.records) if each[1] == str(name).lower()]
        values = [value for its, _, value in here if its == dns.rdatatype.to_text(kind)]
        if values:
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *values))
        elif not here:
            answer.set_rcode(dns.rcode.NXDOMAIN)


def _parts(record: str) -> tuple[str, str, str]:
    kind, name, value = record.split(" ", 2)
    if kind == "TXT":
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        pieces = [
            escaped[at : at + LONGEST_STRING] for at in range(0, len(escaped), LONGEST_STRING)
        ]
        value = " ".join(f'"{piece}"' for piece in pieces)
    elif kind in {"MX", "NS", "PTR"} and not value.endswith("."):
        value += "."
    return kind, f"{name.lower()}.", value


@contextmanager
def dns_server(*records: str, mood: str = "") -> Iterator[DnsServer]:
    """Run a DNS for the length of a block, over UDP and TCP on one free port."""
    server = DnsServer(records, mood)

    class Udp(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            wire, socket = self.request
            if (answer := server.answer(wire, over_tcp=False)) is not None:
                socket.sendto(answer, self.client_address)

    class Tcp(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            (length,) = struct.unpack("!H", self.request.recv(2))
            answer = server.answer(self.request.recv(length), over_tcp=True)
            if answer is not None:
                self.request.sendall(struct.pack("!H", len(answer)) + answer)

    with (
        socketserver.ThreadingTCPServer(("127.0.0.1", 0), Tcp) as tcp,
        socketserver.ThreadingUDPServer(tcp.server_address, Udp) as udp,
    ):
        server.port = tcp.server_address[1]
        for each in (tcp, udp):
            threading.Thread(target=each.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server
        finally:
            tcp.shutdown()
            udp.shutdown()
