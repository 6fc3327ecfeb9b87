"""The way out for mail: bytes for each mail, and sessions with one relay over SMTP."""

import ipaddress
import smtplib
import socket
import ssl
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from campaign.adapters.smtp.dkim import DkimSigner
from campaign.adapters.smtp.letter_bytes import letter_bytes
from campaign.adapters.smtp.notice_bytes import notice_bytes
from campaign.adapters.smtp.session import SmtpSession
from campaign.adapters.smtp.wire import Wire
from campaign.domain.mail import Mail
from campaign.domain.relay import ChannelDown, ChannelStopped

if TYPE_CHECKING:
    from config import Relay

CONNECT_SECONDS = 10
KEPT_SECONDS = 5.0
"""So long a session waits for the next run; relays wait longer, and need not."""

_FIRST_PERMANENT_CODE = 500


class SmtpMailer:
    """Opens sessions with one relay; unless mail may leave, only with one on this machine."""

    def __init__(self, relay: "Relay", *, may_leave: bool, dkim: DkimSigner | None = None) -> None:
        self._relay = relay
        self._may_leave = may_leave
        self._kept: deque[tuple[float, SmtpSession]] = deque()
        self._dkim = dkim

    def build(self, mail: Mail) -> bytes:
        """Return the bytes of a mail; the same mail gives the same bytes. Raises Unsendable."""
        content = notice_bytes(mail) if mail.html else letter_bytes(mail)
        return self._dkim.signed(content, mail.sent_at) if self._dkim else content

    def open(self) -> SmtpSession:
        """Open a session with the relay. Raises ChannelDown when there is none.

        Without leave, nothing is opened to an address that is not this machine's own, whatever
        name it hides behind.
        """
        kept = self._kept_session()
        if kept is not None:
            return kept
        try:
            here = self._address_on_this_machine()
            if here is None and not self._may_leave:
                raise ChannelDown(
                    f"test mode: {self._relay.host} is not this machine; "
                    "set CAMPAIGN_LIVE=1 to let mail leave"
                )
            return SmtpSession(Wire(self._connect(here)), keep=self._keep)
        except smtplib.SMTPAuthenticationError as error:
            refused = ChannelStopped if error.smtp_code >= _FIRST_PERMANENT_CODE else ChannelDown
            raise refused(f"the relay refuses the password: {error}") from error
        except (OSError, smtplib.SMTPException) as error:
            raise ChannelDown(f"no session with the relay: {error}") from error

    def _keep(self, session: SmtpSession) -> None:
        """Keep a session for whoever opens one within seconds."""
        self._kept.append((time.monotonic() + KEPT_SECONDS, session))
        timer = threading.Timer(KEPT_SECONDS, self._end_the_idle)
        timer.daemon = True
        timer.start()

    def _kept_session(self) -> SmtpSession | None:
        """Return a session that was left a moment ago, unless its relay has ended it."""
        while True:
            try:
                ends_at, session = self._kept.pop()
            except IndexError:
                return None
            if time.monotonic() < ends_at and session.is_quiet():
                return session
            session.close()

    def _end_the_idle(self) -> None:
        """End the sessions that nobody took up."""
        while self._kept and self._kept[0][0] <= time.monotonic():
            try:
                _, session = self._kept.popleft()
            except IndexError:
                return
            session.close()

    def _address_on_this_machine(self) -> str | None:
        """Return a loopback address of the relay, or None when any address of it is elsewhere."""
        found = socket.getaddrinfo(self._relay.host, self._relay.port, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in found]
        if all(ipaddress.ip_address(address.split("%")[0]).is_loopback for address in addresses):
            return addresses[0]
        return None

    def _connect(self, here: str | None) -> smtplib.SMTP:
        tls = _unverified() if here else ssl.create_default_context()
        smtp = self._greet(here or self._relay.host, tls)
        try:
            self._introduce(smtp, tls, here=here)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _introduce(self, smtp: smtplib.SMTP, tls: ssl.SSLContext, *, here: str | None) -> None:
        smtp.ehlo_or_helo_if_needed()
        encrypted = self._relay.implicit_tls
        if not encrypted and smtp.has_extn("starttls"):
            smtp.starttls(context=tls)
            smtp.ehlo()
            encrypted = True
        if not self._relay.username:
            return
        if not encrypted and here is None:
            raise ChannelDown("the relay offers no encryption for the password")
        smtp.login(self._relay.username, self._relay.password)

    def _greet(self, host: str, tls: ssl.SSLContext) -> smtplib.SMTP:
        name, port = socket.gethostname(), self._relay.port
        if self._relay.implicit_tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, local_hostname=name, timeout=CONNECT_SECONDS, context=tls
            )
        else:
            smtp = smtplib.SMTP(host, port, local_hostname=name, timeout=CONNECT_SECONDS)
        if smtp.sock is not None:
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return smtp


def _unverified() -> ssl.SSLContext:
    """Return a context for a relay on this machine, whose certificate names nobody."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
