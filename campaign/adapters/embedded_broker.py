"""The embedded broker: a file of SQLite, which several processes may begin at the same moment.

kombu looks whether a table or a queue is there and then makes it. Where another process was
quicker in between, the worker would fall; here it looks once more.
"""

from typing import TYPE_CHECKING, Any

from kombu.transport.sqlalchemy import Channel, Transport
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

if TYPE_CHECKING:
    from collections.abc import Callable

MADE_MEANWHILE = "already exists"


class SharedChannel(Channel):
    """A channel that finds what another process made between its look and its write."""

    def _open(self) -> tuple[Engine, sessionmaker[Session]]:
        try:
            return super()._open()
        except OperationalError as error:
            if MADE_MEANWHILE not in str(error):
                raise
            return super()._open()

    def _get_or_create(self, queue: str) -> Any:  # noqa: ANN401  # A row of kombu's.
        find: Callable[[str], Any] = super()._get_or_create  # type: ignore[misc]  # Not in its stubs.
        try:
            return find(queue)
        except IntegrityError:
            self.session.rollback()
            return find(queue)


def share() -> None:
    """Have every connection of this process to an embedded broker use such channels."""
    Transport.Channel = SharedChannel
