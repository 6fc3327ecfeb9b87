"""An inbox yields each mail once; the one in memory, the folder and the server alike."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from campaign.adapters.incoming.imap import ImapInbox
from campaign.adapters.incoming.maildir import MaildirInbox
from campaign.domain.ports import Inbox
from config import ImapInbox as Place
from tests import imap_server
from tests.fakes import FakeInbox
from tests.imap_server import PASSWORD, USER, Box


@dataclass
class Case:
    """An inbox, how a mail gets into it, and which mails got a star."""

    inbox: Inbox
    put: Callable[[bytes], None]
    stars: Callable[[], int]


def place(port: int, password: str = PASSWORD) -> Place:
    """Return where the server of the tests is."""
    return Place(
        host="127.0.0.1", port=port, username=USER, password=password, folder="INBOX", tls=False
    )


@pytest.fixture
def imap() -> Iterator[tuple[int, Box]]:
    """A mail server."""
    with imap_server.serving() as serving:
        yield serving


@pytest.fixture(params=["fake", "maildir", "imap"])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Case:
    """Each inbox in turn."""
    if request.param == "fake":
        fake = FakeInbox({})
        return Case(
            fake,
            lambda content: fake.mails.update({str(len(fake.mails)): content}),
            lambda: len(fake.stars),
        )
    if request.param == "maildir":
        for folder in ("new", "cur", "tmp"):
            (tmp_path / folder).mkdir()
        return Case(
            MaildirInbox(tmp_path),
            lambda content: put_into(tmp_path, content),
            lambda: len(list((tmp_path / "cur").glob("*:2,FS"))),
        )
    port, box = request.getfixturevalue("imap")
    return Case(
        ImapInbox(place(port)),
        box.put,
        lambda: sum("\\Flagged" in flags for flags in box.flags.values()),
    )


def put_into(folder: Path, content: bytes) -> None:
    """Let a mail arrive in a Maildir."""
    number = len(list(folder.rglob("*.host")))
    (folder / "new" / f"{number}.host").write_bytes(content)


def test_every_mail_is_yielded_as_it_arrived(case: Case) -> None:
    mails = [b"From: a\r\n\r\none\r\n.\r\n", b"\xff\0 not a mail )\r\n"]
    for mail in mails:
        case.put(mail)

    assert [content for _, content in case.inbox.unread()] == mails


def test_what_was_marked_is_not_yielded_again(case: Case) -> None:
    for mail in (b"one\r\n", b"two\r\n", b"three\r\n"):
        case.put(mail)

    for name, content in case.inbox.unread():
        if content != b"three\r\n":
            case.inbox.mark_read(name, wants_a_person=content == b"one\r\n")

    assert [content for _, content in case.inbox.unread()] == [b"three\r\n"]
    assert case.stars() == 1


def test_an_empty_inbox_yields_nothing(case: Case) -> None:
    assert list(case.inbox.unread()) == []


def test_a_folder_that_is_not_there_is_an_inbox_away(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        list(MaildirInbox(tmp_path / "nowhere").unread())


def test_two_readers_of_one_folder_do_not_trip_over_each_other(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    for content in (b"one", b"two"):
        put_into(tmp_path, content)
    first, second = MaildirInbox(tmp_path), MaildirInbox(tmp_path)

    seen = []
    for name, content in first.unread():
        seen.append(content)
        for other, _ in second.unread():
            second.mark_read(other, wants_a_person=False)
        first.mark_read(name, wants_a_person=False)

    assert seen == [b"one"]


@pytest.mark.parametrize("refused", ["LOGIN", "SELECT", "SEARCH", "FETCH"])
def test_a_server_that_refuses_is_an_inbox_away(imap: tuple[int, Box], refused: str) -> None:
    port, box = imap
    box.put(b"one")
    box.refuses = refused

    with pytest.raises(OSError, match=r".+"):
        list(ImapInbox(place(port)).unread())


def test_a_wrong_password_is_an_inbox_away_and_is_not_told(imap: tuple[int, Box]) -> None:
    with pytest.raises(OSError, match=r".+") as raised:
        list(ImapInbox(place(imap[0], "wrong")).unread())

    assert "wrong" not in str(raised.value)


def test_a_run_over_imap_is_one_session(imap: tuple[int, Box]) -> None:
    port, box = imap
    for _ in range(3):
        box.put(b"one")
    inbox = ImapInbox(place(port))

    for name, _ in inbox.unread():
        inbox.mark_read(name, wants_a_person=False)

    assert box.sessions == 1
    with pytest.raises(OSError, match="no session"):
        inbox.mark_read("1", wants_a_person=False)
