"""A relay's log, read line by line: Postfix, Exim, or a plain list of Message-IDs.

A log may be far larger than the memory; only what concerns the wanted mails is kept.
"""

import gzip
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from campaign.domain.relay_log import Sighting

STANDARD_INPUT = "-"
LISTED = "listed"
"""The reference of a mail that stands in a plain list, where no queue id is known."""

_NAMED = re.compile(r": ([0-9A-Za-z]{6,20}): (?:resent-)?message-id=<([^>]+)>")
_QUEUED = re.compile(r": ([0-9A-Za-z]{6,20}): (?:from=.*\(queue active\)|removed\s*$|to=<)")
_STATUS = re.compile(r"\bdsn=([245](?:\.\d{1,3}){2}), status=(\w+)")
_EXIM_ID = r"(\w{6}-\w{6,11}-\w{2,4})"
_EXIM_TOOK = re.compile(rf" {_EXIM_ID} <= .* id=(\S+)")
_EXIM_BOUNCED = re.compile(rf" {_EXIM_ID} \*\* ")
_EXIM_STATUS = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")
_LISTED = re.compile(r"<?([^\s<>@]+@[^\s<>@]+)>?")


class RelayLogFiles:
    """Finds our mails in one or more files of a log, the oldest first; `-` is standard input."""

    def __init__(self, files: Sequence[str]) -> None:
        self._files = files

    def find(self, message_ids: Collection[str]) -> dict[str, Sighting]:
        """Return what the log says of those of these mails that the relay took.

        Raises OSError when a file cannot be read.
        """
        reading = _Reading(frozenset(message_ids))
        for file in self._files:
            with _opened(file) as lines:
                reading.read(lines)
        return reading.found


@contextmanager
def _opened(file: str) -> Iterator[IO[str]]:
    if file == STANDARD_INPUT:
        sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]  # It is a real one.
        yield sys.stdin
    elif file.endswith(".gz"):
        with gzip.open(file, "rt", encoding="utf-8", errors="replace") as lines:
            yield lines
    else:
        with Path(file).open(encoding="utf-8", errors="replace") as lines:
            yield lines


class _Reading:
    """One pass over a log."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self.found: dict[str, Sighting] = {}
        self._wanted = wanted
        self._names: dict[str, str] = {}
        """Which of our mails each queue id stands for, at this point of the log."""

    def read(self, lines: Iterable[str]) -> None:
        """Take in some lines; the cheap questions come first, for there may be many millions."""
        for line in lines:
            if "message-id=<" in line:
                self._postfix_names(line)
            elif "<= " in line:
                self._exim_takes(line)
            elif "** " in line:
                self._exim_bounces(line)
            elif self._names and (
                ": to=<" in line or "(queue active)" in line or "removed" in line
            ):
                self._postfix_goes_on(line)
            elif "@" in line and (listed := _LISTED.fullmatch(line.strip())):
                self._take(listed.group(1), LISTED)

    def _postfix_names(self, line: str) -> None:
        """Remember a queue id. That the content began to arrive says nothing about its end."""
        if named := _NAMED.search(line):
            queue_id, message_id = named.groups()
            self._names.pop(queue_id, None)
            if message_id in self._wanted:
                self._names[queue_id] = message_id

    def _postfix_goes_on(self, line: str) -> None:
        """Note that a mail is in the queue: only what arrived whole ever is."""
        queued = _QUEUED.search(line)
        message_id = self._names.get(queued.group(1)) if queued else None
        if queued is None or message_id is None:
            return
        status = _STATUS.search(line)
        bounced = status.group(1) if status and status.group(2) == "bounced" else ""
        self._take(message_id, queued.group(1), bounced)
        if line.rstrip().endswith("removed"):
            del self._names[queued.group(1)]

    def _exim_takes(self, line: str) -> None:
        took = _EXIM_TOOK.search(line)
        if took and took.group(2) in self._wanted:
            self._names[took.group(1)] = took.group(2)
            self._take(took.group(2), took.group(1))

    def _exim_bounces(self, line: str) -> None:
        bounced = _EXIM_BOUNCED.search(line)
        if bounced and bounced.group(1) in self._names:
            status = _EXIM_STATUS.search(line)
            said = status.group() if status else "5.0.0"
            self._take(self._names[bounced.group(1)], bounced.group(1), said)

    def _take(self, message_id: str, reference: str, bounced: str = "") -> None:
        if message_id not in self._wanted:
            return
        before = self.found.get(message_id)
        self.found[message_id] = Sighting(
            reference=before.reference if before else reference,
            bounced=bounced or (before.bounced if before else ""),
        )
