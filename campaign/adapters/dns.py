"""The DNS, asked through the servers of this machine or through one that is named."""

from dns import exception, resolver

from campaign.domain.dns import NoAnswer, RecordKind

PATIENCE_SECONDS = 5.0
"""How long all tries of one question may take."""

_WRONG_NAMES = (UnicodeError, ValueError)


class DnsResolver:
    """Asks for one record at a time; a name that does not exist has none."""

    def __init__(
        self, servers: tuple[str, ...] = (), *, port: int = 53, patience: float = PATIENCE_SECONDS
    ) -> None:
        self._servers = servers
        self._port = port
        self._patience = patience

    def look_up(self, name: str, kind: RecordKind) -> tuple[str, ...]:
        """Return the records of a name, none where there are none. Raises NoAnswer."""
        try:
            answer = self._resolver().resolve(
                name, kind, search=False, raise_on_no_answer=False, lifetime=self._patience
            )
        except resolver.NXDOMAIN:
            return ()
        except (exception.DNSException, OSError, *_WRONG_NAMES) as error:
            raise NoAnswer(f"{kind} of {name}: {error}") from error
        return tuple(_plain(kind, record) for record in answer.rrset or ())

    def _resolver(self) -> resolver.Resolver:
        if not self._servers:
            return resolver.Resolver()
        own = resolver.Resolver(configure=False)
        own.nameservers = list(self._servers)
        own.port = self._port
        return own


def _plain(kind: RecordKind, record: object) -> str:
    if kind == "TXT":
        strings: tuple[bytes, ...] = record.strings  # type: ignore[attr-defined]  # A TXT has.
        return b"".join(strings).decode("utf-8", "replace")
    return str(record).rstrip(". ")
