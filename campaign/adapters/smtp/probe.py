"""A look at the relay: how it is reached, how it encrypts, and how long its certificate holds."""

import contextlib
import ipaddress
import smtplib
import socket
import ssl
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography import x509

from campaign.domain.relay import ChannelDown, RelayFacts

if TYPE_CHECKING:
    from config import Relay

PATIENCE_SECONDS = 10


class SmtpProbe:
    """Looks at one relay; unless mail may leave, only at one on this machine."""

    def __init__(
        self, relay: "Relay", *, may_leave: bool, trust: ssl.SSLContext | None = None
    ) -> None:
        self._relay = relay
        self._may_leave = may_leave
        self._trust = trust or ssl.create_default_context()

    def look(self) -> RelayFacts:
        """Open a session, look, and end it. Raises ChannelDown when there is none."""
        try:
            addresses = self._addresses()
            here = all(ipaddress.ip_address(address).is_loopback for address in addresses)
            if not (here or self._may_leave):
                raise ChannelDown(f"test mode: {self._relay.host} is not this machine")
            return self._look(addresses, here=here)
        except (OSError, smtplib.SMTPException) as error:
            raise ChannelDown(f"no session with the relay: {error}") from error

    def _addresses(self) -> tuple[str, ...]:
        found = socket.getaddrinfo(self._relay.host, self._relay.port, type=socket.SOCK_STREAM)
        return tuple(dict.fromkeys(str(entry[4][0]).split("%")[0] for entry in found))

    def _look(self, addresses: tuple[str, ...], *, here: bool) -> RelayFacts:
        fault = ""
        try:
            encryption, ends_at = self._session(self._trust)
        except ssl.SSLCertVerificationError as error:
            fault = error.verify_message
            encryption, ends_at = self._session(_trusting())
        return RelayFacts(
            host=self._relay.host,
            addresses=addresses,
            is_on_this_machine=here,
            encryption=encryption,
            certificate_fault=fault,
            certificate_ends_at=ends_at,
        )

    def _session(self, trust: ssl.SSLContext) -> tuple[str, datetime | None]:
        """Return how one session is encrypted, and until when the certificate holds."""
        with self._open(trust) as smtp:
            smtp.ehlo_or_helo_if_needed()
            if self._relay.implicit_tls:
                return "implicit", _end_of_certificate(smtp)
            if not smtp.has_extn("starttls"):
                return "none", None
            smtp.starttls(context=trust)
            return "starttls", _end_of_certificate(smtp)

    @contextlib.contextmanager
    def _open(self, trust: ssl.SSLContext) -> Iterator[smtplib.SMTP]:
        host, port, name = self._relay.host, self._relay.port, socket.gethostname()
        smtp: smtplib.SMTP = (
            smtplib.SMTP_SSL(
                host, port, local_hostname=name, timeout=PATIENCE_SECONDS, context=trust
            )
            if self._relay.implicit_tls
            else smtplib.SMTP(host, port, local_hostname=name, timeout=PATIENCE_SECONDS)
        )
        try:
            yield smtp
        finally:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()


def _trusting() -> ssl.SSLContext:
    """Return a context that only looks: nothing is handed over in its session."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _end_of_certificate(smtp: smtplib.SMTP) -> datetime | None:
    if not isinstance(smtp.sock, ssl.SSLSocket):
        return None
    certificate = smtp.sock.getpeercert(binary_form=True)
    return x509.load_der_x509_certificate(certificate).not_valid_after_utc if certificate else None
