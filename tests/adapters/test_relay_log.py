"""A relay's log, as Postfix and Exim write it, and as somebody lists it by hand.

`logs/postfix.log` was written by a real Postfix 3.7 to which five mails were handed: taken and
sent on, taken and bounced, taken and put off, cut in the content, and silent in the content.
"""

import gzip
import io
import random
from pathlib import Path

import pytest

from campaign.adapters.relay_log import RelayLogFiles
from campaign.domain.relay_log import Sighting

POSTFIX = Path(__file__).parent / "logs" / "postfix.log"
SENT, BOUNCED, PUT_OFF, CUT, SILENT = (f"{digit * 32}@campaign.example" for digit in "12345")
ALL = [SENT, BOUNCED, PUT_OFF, CUT, SILENT]
IN_POSTFIX = {
    SENT: Sighting(reference="ABBCA20C753"),
    BOUNCED: Sighting(reference="AC50E20C003", bounced="5.1.1"),
    PUT_OFF: Sighting(reference="ADEB320C753"),
}
EXIM = f"""\
2026-11-24 20:14:01 1vNaQb-000000004a1-1xYz <= letters@campaign.example H=localhost [127.0.0.1] \
P=esmtp S=812 id={SENT}
2026-11-24 20:14:02 1vNaQb-000000004a1-1xYz => office@assembly.example R=dnslookup T=remote_smtp
2026-11-24 20:14:02 1vNaQb-000000004a1-1xYz Completed
2026-11-24 20:14:03 +0000 [4711] 1vNaQd-0001Ab-2C <= letters@campaign.example P=esmtp \
id={BOUNCED}
2026-11-24 20:14:04 +0000 [4711] 1vNaQd-0001Ab-2C ** office@assembly.example R=dnslookup: \
550 5.1.1 no such user
2026-11-24 20:14:05 1vNaQe-0001Ab-2D <= somebody@else.example P=esmtp S=9 id=other@else.example
2026-11-24 20:14:05 1vNaQe-0001Ab-2D ** nobody@else.example: Unrouteable address
2026-11-24 20:14:06 unexpected disconnection while reading SMTP command from localhost
"""


def find(tmp_path: Path, text: str, *wanted: str) -> dict[str, Sighting]:
    """Look for mails in a log of this text."""
    file = tmp_path / "relay.log"
    file.write_text(text, encoding="utf-8")
    return RelayLogFiles([str(file)]).find(wanted or ALL)


def test_postfix_took_what_it_queued_and_not_what_only_began_to_arrive() -> None:
    assert RelayLogFiles([str(POSTFIX)]).find(ALL) == IN_POSTFIX


def test_only_what_is_asked_for_is_found() -> None:
    assert RelayLogFiles([str(POSTFIX)]).find([PUT_OFF, "other@campaign.example"]) == {
        PUT_OFF: IN_POSTFIX[PUT_OFF]
    }


def test_exim_says_when_it_took_a_mail(tmp_path: Path) -> None:
    assert find(tmp_path, EXIM) == {
        SENT: Sighting(reference="1vNaQb-000000004a1-1xYz"),
        BOUNCED: Sighting(reference="1vNaQd-0001Ab-2C", bounced="5.1.1"),
    }


def test_a_list_may_have_its_brackets_or_not(tmp_path: Path) -> None:
    text = f"# taken on Tuesday\n<{SENT}>\n  {CUT}\n\nother@campaign.example\n"

    assert find(tmp_path, text) == dict.fromkeys([SENT, CUT], Sighting(reference="listed"))


def test_a_queue_id_that_comes_again_stands_for_another_mail(tmp_path: Path) -> None:
    line = "Nov 24 20:14:0{} relay postfix/{}[1]: ABBCA20C753: {}\n"
    text = line.format(1, "cleanup", f"message-id=<{CUT}>")
    text += line.format(2, "cleanup", "message-id=<other@else.example>")
    text += line.format(2, "qmgr", "from=<a@else.example>, size=3, nrcpt=1 (queue active)")

    assert find(tmp_path, text) == {}


def test_a_name_in_somebodys_words_proves_nothing(tmp_path: Path) -> None:
    text = (
        f"Nov 24 20:14:01 relay postfix/smtpd[1]: NOQUEUE: reject: RCPT from x: <{SENT}>: no\n"
        f"Nov 24 20:14:01 relay postfix/cleanup[1]: ABBCA20C753: message-id=<{SENT}>\n"
        "Nov 24 20:14:01 relay postfix/cleanup[1]: ABBCA20C753: milter-reject: END-OF-MESSAGE\n"
        "Nov 24 20:14:01 relay something: removed\n"
    )

    assert find(tmp_path, text) == {}


def test_several_files_are_one_log_and_may_be_compressed(tmp_path: Path) -> None:
    lines = POSTFIX.read_text(encoding="utf-8").splitlines(keepends=True)
    older, newer = tmp_path / "mail.log.1.gz", tmp_path / "mail.log"
    older.write_bytes(gzip.compress("".join(lines[:4]).encode()))
    newer.write_text("".join(lines[4:]), encoding="utf-8")

    assert RelayLogFiles([str(older), str(newer)]).find(ALL) == IN_POSTFIX


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(POSTFIX.read_bytes())))

    assert RelayLogFiles(["-"]).find(ALL) == IN_POSTFIX


def test_nonsense_is_passed_over(tmp_path: Path, rng: random.Random) -> None:
    file = tmp_path / "relay.log"
    file.write_bytes(rng.randbytes(20_000) + b"\n" + POSTFIX.read_bytes())

    assert RelayLogFiles([str(file)]).find(ALL) == IN_POSTFIX


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        RelayLogFiles([str(tmp_path / "nothing")]).find(ALL)
