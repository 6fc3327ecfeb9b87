"""One open session with a relay, good for many mails."""

import contextlib
import re
from collections.abc import Callable, Iterator

from campaign.adapters.smtp.wire import Wire
from campaign.domain.mail import Envelope, is_plain_address
from campaign.domain.ports import always_ours
from campaign.domain.relay import (
    Answer,
    BrokeOnMail,
    ChannelDown,
    ChannelStopped,
    ClaimOver,
    Phase,
    Unknown,
    Verdict,
    sort_answer,
)

REPLY_SECONDS = 30
FINAL_REPLY_SECONDS = 120
"""The relay may think longer about a whole mail than about one command."""

_GO_AHEAD = 354
_END = b".\r\n"
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class SmtpSession:
    """Speaks SMTP and sorts every reply; a mail counts as taken at the 250, not at QUIT.

    To a relay that announces PIPELINING (RFC 2920) it names the envelope and asks for the
    content in one write, and names the next envelope behind the final dot.
    """

    def __init__(self, wire: Wire, *, keep: Callable[["SmtpSession"], None]) -> None:
        self._wire = wire
        self._keep = keep
        self._begun = False
        """Whether an envelope was named that no content followed."""
        self._asked = False
        """Whether the reply to DATA is still to be read."""
        self._ahead: Envelope | None = None
        """What was named behind the last dot; its replies are still to be read."""
        self._taken = False
        """Whether the relay took the recipient of that envelope."""
        self._broken = False
        self._wire.wait(REPLY_SECONDS)

    def offer(self, sender: str, recipient: str) -> Answer:
        """Name the envelope and return the relay's answer. Raises ChannelDown or BrokeOnMail."""
        envelope = Envelope(sender, recipient)
        if not _is_plain(envelope):
            return Answer(Verdict.UNKNOWN_RECIPIENT, 553, "5.1.3 not an address for mail")
        ahead, self._ahead = self._ahead, None
        try:
            if ahead is None:
                self._clear_up()
                self._name(envelope)
            elif ahead != envelope:
                raise ChannelDown("another mail was named before")
            self._heard(Phase.SENDER)
        except OSError as error:
            raise ChannelDown(f"cut at the envelope: {error}") from error
        with _breaking_on_mail("cut at the recipient"):
            if not self._wire.pipelining:
                self._wire.send(_commands(envelope)[1])
            answer = self._heard(Phase.RECIPIENT)
        self._taken = answer.verdict is Verdict.ACCEPTED
        return answer

    def hand_over(
        self,
        content: bytes,
        *,
        still_ours: Callable[[], bool] = always_ours,
        following: Envelope | None = None,
    ) -> Answer:
        """Send the content and return the answer. Raises BrokeOnMail, ClaimOver or Unknown.

        A send that fails has not sent the final dot. Once it is sent, only the relay knows
        whether it has the mail.
        """
        try:
            with _breaking_on_mail("cut before the end of the content"):
                code, reply = self._ask_for_the_content()
                if code != _GO_AHEAD:
                    return self._refused(code, reply)
                self._wire.send_content(_LEADING_DOT.sub(b"..", content))
                if not content.endswith(b"\r\n"):
                    self._wire.send_content(b"\r\n")
                if not still_ours():
                    self._broken = True
                    raise ClaimOver
                self._end(following)
        except ChannelDown:
            self._broken = True
            raise
        return self._verdict()

    def close(self, *, for_good: bool = True) -> None:
        """End the session; a fault while ending changes nothing.

        If it may go on and nothing is open in it, it is kept for whoever opens one next.
        """
        between_mails = not (self._asked or self._broken)
        if between_mails and not for_good:
            self._keep(self)
            return
        with contextlib.suppress(OSError):
            if between_mails:
                self._wire.wait(1)
                self._wire.send("QUIT")
                self._wire.reply()
        self._wire.close(at_once=not between_mails)

    def is_quiet(self) -> bool:
        """Tell whether the relay has not ended this session meanwhile."""
        return self._wire.is_quiet()

    def _name(self, envelope: Envelope) -> None:
        """Say from whom, and in the same write to whom where the relay allows that."""
        sender, recipient = _commands(envelope)
        self._begun, self._taken = True, False
        if self._wire.pipelining:
            self._wire.send(sender, recipient, "DATA")
            self._asked = True
        else:
            self._wire.send(sender)

    def _clear_up(self) -> None:
        """Make room for a new envelope after one that came to nothing.

        A relay may ask for the content of a mail whose only recipient it refused; it is given
        the dot alone then (RFC 2920, section 3.1), which hands nothing to nobody. Where it took
        the recipient that would be an empty mail, so the session ends instead.
        """
        if self._asked:
            if self._taken:
                raise ChannelDown("a mail was named and not handed over")
            self._asked = False
            code, _ = self._wire.reply()
            if code == _GO_AHEAD:
                self._wire.send(".")
                self._wire.reply()
        if self._begun:
            self._wire.send("RSET")
            self._heard(Phase.SENDER)
            self._begun = False

    def _ask_for_the_content(self) -> tuple[int, str]:
        if not self._asked:
            self._wire.send("DATA")
        self._asked = False
        return self._wire.reply()

    def _refused(self, code: int, reply: str) -> Answer:
        answer = _sorted(code, reply, Phase.CONTENT)
        if answer.verdict is Verdict.ACCEPTED:
            raise ChannelDown(f"not an answer to DATA: {code} {reply[:80]}")
        return answer

    def _end(self, following: Envelope | None) -> None:
        """Send the dot, and name the next envelope behind it where the relay allows that."""
        self._begun = False
        if following is None or not self._wire.pipelining or not _is_plain(following):
            self._wire.send_end(_END)
            return
        self._wire.send_end(_END, *_commands(following), "DATA")
        self._ahead, self._asked, self._begun, self._taken = following, True, True, False

    def _verdict(self) -> Answer:
        try:
            self._wire.wait(FINAL_REPLY_SECONDS)
            code, reply = self._wire.reply()
            self._wire.wait(REPLY_SECONDS)
            return _sorted(code, reply, Phase.CONTENT)
        except ChannelStopped:
            raise
        except (OSError, ChannelDown) as error:
            raise Unknown(f"no answer after the content: {error}") from error

    def _heard(self, phase: Phase) -> Answer:
        return _sorted(*self._wire.reply(), phase)


@contextlib.contextmanager
def _breaking_on_mail(words: str) -> Iterator[None]:
    """Say of whatever breaks the session here that a mail had been named. Raises BrokeOnMail."""
    try:
        yield
    except (BrokeOnMail, ChannelStopped):
        raise
    except ChannelDown as error:
        raise BrokeOnMail(str(error)) from error
    except OSError as error:
        raise BrokeOnMail(f"{words}: {error}") from error


def _is_plain(envelope: Envelope) -> bool:
    return is_plain_address(envelope.sender) and is_plain_address(envelope.recipient)


def _commands(envelope: Envelope) -> tuple[str, str]:
    return f"MAIL FROM:<{envelope.sender}>", f"RCPT TO:<{envelope.recipient}>"


def _sorted(code: int, words: str, phase: Phase) -> Answer:
    """Sort a reply; what is not SMTP's comes from no relay that can be talked to."""
    if not (200 <= code < 300 or 400 <= code < 600):  # noqa: PLR2004  # RFC 5321, 4.2.1.
        raise ChannelDown(f"not an answer: {code} {words[:80]}")
    return sort_answer(code, words, phase)
