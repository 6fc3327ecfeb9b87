"""The stand-in relay behaves as a relay may, and writes down what it keeps before it says so."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults import At, Fault, Manners
from tests.faulty_smtp import FaultySmtp, faulty_smtp

HEAD = b"MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n"
MAIL = HEAD + b"DATA\r\n"
CONTENT = b"Message-ID: <1@b.example>\r\n\r\n..one\r\nbare\n.\nend\r\n.\r\n"


class Wire:
    """One connection to the relay."""

    def __init__(self, wire: socket.socket) -> None:
        self._wire = wire
        self._lines = wire.makefile("rb")

    def say(self, what: bytes) -> None:
        """Send bytes, as one packet if the system likes."""
        self._wire.sendall(what)

    def hear(self, replies: int) -> list[str]:
        """Return the codes of the next replies, or of those that came before the end."""
        codes: list[str] = []
        while len(codes) < replies and (line := self._lines.readline()):
            if line[3:4] != b"-":
                codes.append(line[:3].decode())
        return codes


@contextmanager
def talk(relay: FaultySmtp) -> Iterator[Wire]:
    """Open a connection, past the greeting and the hello."""
    with socket.create_connection(("127.0.0.1", relay.port), timeout=5) as connection:
        wire = Wire(connection)
        wire.say(b"EHLO here\r\n")
        wire.hear(2)
        yield wire


def test_commands_in_one_packet_are_answered_in_order() -> None:
    with faulty_smtp(manners=Manners(pipelining=True)) as relay, talk(relay) as wire:
        wire.say(MAIL)
        first = wire.hear(3)
        wire.say(CONTENT + HEAD + MAIL + b"QUIT\r\n.\r\nRSET\r\nQUIT\r\n")
        rest = wire.hear(9)

    assert first == ["250", "250", "354"]
    assert rest == ["250", "250", "250", "503", "250", "354", "250", "250", "221"]
    assert [mail.content for mail in relay.kept][-2:] == [b"QUIT\r\n"] * 2


def test_a_content_arrives_as_it_was_sent_and_only_a_whole_end_ends_it() -> None:
    with faulty_smtp() as relay, talk(relay) as wire:
        wire.say(MAIL)
        wire.hear(3)
        wire.say(CONTENT)
        wire.hear(1)

    assert relay.kept[0].content == CONTENT[:-3].replace(b"..one", b".one")
    assert relay.kept[0].message_id == "1@b.example"


def test_several_recipients_are_answered_one_by_one() -> None:
    refused = Fault(At.RECIPIENT, "550 5.1.1 no such user")
    with faulty_smtp([refused]) as relay, talk(relay) as wire:
        wire.say(HEAD + b"RCPT TO:<e@f.example>\r\nDATA\r\n")
        codes = wire.hear(4)
        wire.say(CONTENT)
        wire.hear(1)

    assert codes == ["250", "550", "250", "354"]
    assert [mail.recipient for mail in relay.kept] == ["e@f.example"]


@pytest.mark.parametrize(("goes_ahead", "code"), [(False, "554"), (True, "354")])
def test_without_a_recipient_there_is_no_mail(code: str, *, goes_ahead: bool) -> None:
    refused = Fault(At.RECIPIENT, "550 5.1.1 no such user")
    manners = Manners(pipelining=True, goes_ahead=goes_ahead)
    with faulty_smtp([refused], manners=manners) as relay, talk(relay) as wire:
        wire.say(MAIL)
        codes = wire.hear(3)
        wire.say(b".\r\n")
        last = wire.hear(1)

    assert codes == ["250", "550", code]
    assert last == ["554" if goes_ahead else "502"]
    assert relay.kept == []


def test_the_ledger_is_written_before_the_answer(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    with faulty_smtp(ledger=ledger) as relay, talk(relay) as wire:
        wire.say(MAIL)
        wire.hear(3)
        wire.say(CONTENT)
        wire.hear(1)
        line = json.loads(ledger.read_text(encoding="utf-8"))

    assert line["message_id"] == "1@b.example"
    assert line["content"].encode("latin-1") == relay.kept[0].content


def test_manners_hold_for_everybody() -> None:
    manners = Manners(mails_a_session=1, mails_a_second=1)
    with faulty_smtp(manners=manners) as relay, talk(relay) as wire:
        wire.say(HEAD + b"RCPT TO:<e@f.example>\r\nDATA\r\n" + CONTENT + HEAD)
        codes = wire.hear(9)

    assert codes == ["250", "250", "450", "354", "250", "421"]


def test_a_seed_repeats_the_mixed_faults() -> None:
    mixed = (Fault(At.DOT), Fault(At.SENDER, "421 4.3.2 busy"))
    relays = [FaultySmtp(manners=Manners(share=0.5, mixed=mixed, seed=7)) for _ in range(2)]

    first, second = ([relay.draw() for _ in range(100)] for relay in relays)

    assert first == second
    assert 30 < sum(fault is not None for fault in first) < 70
