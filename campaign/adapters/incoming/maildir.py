"""An inbox that is a folder in the form of Maildir."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from campaign.adapters.incoming.reader import CONTENT_LIMIT

MOST_MAILS = 100


class MaildirInbox:
    """Takes what lies in `new`, and moves what was read to `cur`.

    What is gone by then was read by somebody else.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and content of each mail that was not read before."""
        names = islice(sorted(file.name for file in (self._folder / "new").iterdir()), MOST_MAILS)
        for name in names:
            try:
                content = self._content(name)
            except FileNotFoundError:
                continue
            yield name, content

    def mark_read(self, name: str, *, wants_a_person: bool) -> None:
        """Move a mail to those that were read, with a star on it where a person should look."""
        base = name.partition(":")[0]
        self._folder.joinpath("cur").mkdir(exist_ok=True)
        flags = "FS" if wants_a_person else "S"
        with suppress(FileNotFoundError):
            (self._folder / "new" / name).rename(self._folder / "cur" / f"{base}:2,{flags}")

    def _content(self, name: str) -> bytes:
        with (self._folder / "new" / name).open("rb") as file:
            return file.read(CONTENT_LIMIT)
