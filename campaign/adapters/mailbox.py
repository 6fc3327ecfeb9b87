"""The local mailbox of the embedded run: a small mail server over a Maildir, and its reader."""

import re
import secrets
import signal
import threading
import time
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from campaign.domain.errors import NotFound
from campaign.domain.mail import KeptMail

MOST_LISTED = 1000
LARGEST_MAIL = 1024 * 1024

_FOLDERS = ("tmp", "new", "cur")
_NAME = re.compile(r"\d{20}\.[0-9a-f]{8}")
_PARSER = BytesParser(policy=policy.default)


class MailboxServer:
    """Takes every mail on one port of this machine and keeps it."""

    def __init__(self, folder: Path, *, host: str, port: int) -> None:
        self._keeper = _Keeper(folder)
        self._controller = Controller(
            self._keeper,
            hostname=host,
            port=port,
            server_hostname="mailbox.localhost",
            data_size_limit=LARGEST_MAIL,
        )

    @property
    def port(self) -> int:
        """The port on which it listens."""
        return int(self._controller.port)

    def start(self) -> None:
        """Begin to take mail, in a thread. Raises OSError when the port is taken."""
        self._controller.start()

    def stop(self) -> None:
        """Take no more."""
        self._controller.stop()

    def serve(self) -> None:
        """Take mail until this process is told to end."""
        told = threading.Event()
        for word in (signal.SIGTERM, signal.SIGINT):
            signal.signal(word, lambda *_: told.set())
        self.start()
        told.wait()
        self.stop()


class _Keeper:
    """Writes each mail whole or not at all, and only then says that it was taken."""

    def __init__(self, folder: Path) -> None:
        for name in _FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        self._folder = folder

    async def handle_DATA(  # noqa: N802  # aiosmtpd's own name.
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep one mail."""
        del server, session
        content = envelope.original_content or b""
        name = f"{time.time_ns():020d}.{secrets.token_hex(4)}"
        draft = self._folder / "tmp" / name
        draft.write_bytes(content)
        draft.replace(self._folder / "new" / name)
        return f"250 2.0.0 kept as {name}"


class MailboxReader:
    """Shows what the mailbox keeps."""

    def __init__(self, folder: Path) -> None:
        self._mails = folder / "new"

    def mails(self) -> list[KeptMail]:
        """Return the mails, the newest first."""
        if not self._mails.is_dir():
            return []
        names = sorted((file.name for file in self._mails.iterdir()), reverse=True)
        return [self._read(name) for name in names[:MOST_LISTED]]

    def mail(self, mail_id: str) -> KeptMail:
        """Return one mail. Raises NotFound."""
        if not _NAME.fullmatch(mail_id):
            raise NotFound(mail_id)
        return self._read(mail_id)

    def _read(self, name: str) -> KeptMail:
        try:
            content = (self._mails / name).read_bytes()
        except FileNotFoundError as error:
            raise NotFound(name) from error
        message = _PARSER.parsebytes(content)
        nanoseconds = int(name.partition(".")[0])
        return KeptMail(
            id=name,
            to=str(message["To"] or ""),
            subject=str(message["Subject"] or ""),
            at=datetime.fromtimestamp(nanoseconds / 1e9, UTC),
            headers=tuple((header, str(value)) for header, value in message.items()),
            body=_plain_text(message),
        )


def _plain_text(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    return str(part.get_content()) if part is not None else ""
