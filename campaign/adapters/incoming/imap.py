"""An inbox on a mail server, over IMAP."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from campaign.adapters.incoming.reader import CONTENT_LIMIT

if TYPE_CHECKING:
    from config import ImapInbox as ImapPlace

MOST_MAILS = 100
SECONDS = 30


class InboxAway(OSError):
    """Say that the server refused what was asked."""


class ImapInbox:
    """Takes what is unseen, and flags what was read as seen; each run is one session."""

    def __init__(self, place: "ImapPlace") -> None:
        self._place = place
        self._server: imaplib.IMAP4 | None = None

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and content of each mail that was not read before. Raises OSError."""
        with self._session() as server:
            for name in _ask(server, "SEARCH", "UNSEEN")[0].split()[:MOST_MAILS]:
                part = f"(BODY.PEEK[]<0.{CONTENT_LIMIT}>)"
                for item in _ask(server, "FETCH", name.decode("ascii"), part):
                    if isinstance(item, tuple):
                        yield name.decode("ascii"), item[1]

    def mark_read(self, name: str, *, wants_a_person: bool) -> None:
        """Flag a mail as seen, with a star on it where a person should look. Raises OSError."""
        if self._server is None:
            raise InboxAway("no session")
        flags = r"(\Seen \Flagged)" if wants_a_person else r"(\Seen)"
        _ask(self._server, "STORE", name, "+FLAGS.SILENT", flags)

    @contextmanager
    def _session(self) -> Iterator[imaplib.IMAP4]:
        try:
            with self._connect() as server:
                server.login(self._place.username, self._place.password)
                word, _ = server.select(f'"{self._place.folder}"')
                if word != "OK":
                    raise InboxAway("no such folder")
                self._server = server
                yield server
        except imaplib.IMAP4.error as error:
            raise InboxAway(type(error).__name__) from error
        finally:
            self._server = None

    def _connect(self) -> imaplib.IMAP4:
        place = self._place
        if not place.tls:
            return imaplib.IMAP4(place.host, place.port, timeout=SECONDS)
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(place.host, place.port, ssl_context=context, timeout=SECONDS)


# Any, because imaplib's answers are bytes, pairs of them, or nothing.
def _ask(server: imaplib.IMAP4, command: str, *words: str) -> list[Any]:
    word, answer = server.uid(command, *words)
    if word != "OK":
        raise InboxAway(command)
    return [item for item in answer if item is not None] or [b""]
