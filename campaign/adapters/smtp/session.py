"""One open session with a relay, good for many mails."""

import contextlib
import re
import smtplib

from campaign.domain.mail import is_plain_address
from campaign.domain.relay import Answer, ChannelDown, Phase, Unknown, Verdict, sort_answer

REPLY_SECONDS = 30
FINAL_REPLY_SECONDS = 120
"""The relay may think longer about a whole mail than about one command."""

_GO_AHEAD = 354
_END = b".\r\n"
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class SmtpSession:
    """Speaks SMTP and sorts every reply; a mail counts as taken at the 250, not at QUIT."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp
        self._begun = False
        self._wait(REPLY_SECONDS)

    def offer(self, sender: str, recipient: str) -> Answer:
        """Name the envelope and return the relay's answer. Raises ChannelDown."""
        if not (is_plain_address(sender) and is_plain_address(recipient)):
            return Answer(Verdict.UNKNOWN_RECIPIENT, 553, "5.1.3 not an address for mail")
        if self._begun:
            self._ask("RSET", Phase.SENDER)
        self._begun = True
        self._ask(f"MAIL FROM:<{sender}>", Phase.SENDER)
        return self._ask(f"RCPT TO:<{recipient}>", Phase.RECIPIENT)

    def hand_over(self, content: bytes) -> Answer:
        """Send the content and return the relay's answer. Raises ChannelDown or Unknown.

        A send that fails has not sent the final dot. Once it is sent, only the relay knows
        whether it has the mail.
        """
        try:
            code, reply = self._smtp.docmd("DATA")
            if code != _GO_AHEAD:
                return self._sorted(code, reply, Phase.CONTENT)
            self._smtp.send(_LEADING_DOT.sub(b"..", content))
            self._smtp.send(_END if content.endswith(b"\r\n") else b"\r\n" + _END)
        except (OSError, smtplib.SMTPException) as error:
            raise ChannelDown(f"cut before the end of the content: {error}") from error
        answer = self._verdict()
        self._begun = False
        return answer

    def close(self) -> None:
        """End the session; a fault while ending changes nothing."""
        with contextlib.suppress(OSError, smtplib.SMTPException):
            self._wait(1)
            self._smtp.quit()
        self._smtp.close()

    def _verdict(self) -> Answer:
        try:
            self._wait(FINAL_REPLY_SECONDS)
            code, reply = self._smtp.getreply()
            self._wait(REPLY_SECONDS)
            return self._sorted(code, reply, Phase.CONTENT)
        except (OSError, smtplib.SMTPException, ChannelDown) as error:
            raise Unknown(f"no answer after the content: {error}") from error

    def _ask(self, command: str, phase: Phase) -> Answer:
        try:
            code, reply = self._smtp.docmd(command)
        except (OSError, smtplib.SMTPException) as error:
            raise ChannelDown(f"cut at {command[:4]}: {error}") from error
        return self._sorted(code, reply, phase)

    def _sorted(self, code: int, reply: bytes, phase: Phase) -> Answer:
        """Sort a reply; what is not SMTP's comes from no relay that can be talked to."""
        words = reply.decode("utf-8", "replace")
        if not (200 <= code < 300 or 400 <= code < 600):  # noqa: PLR2004  # RFC 5321, 4.2.1.
            raise ChannelDown(f"not an answer: {code} {words[:80]}")
        return sort_answer(code, words, phase)

    def _wait(self, seconds: float) -> None:
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(seconds)
