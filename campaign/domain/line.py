"""The line to a relay: sessions one after the other, as long as they come to something."""

from collections.abc import Callable

from campaign.domain.mail import Mail
from campaign.domain.ports import Mailer, MailSession, always_ours
from campaign.domain.relay import Answer, ChannelDown, ChannelStopped, ClaimOver, Unknown, Verdict

MOST_TROUBLES = 2
"""Sessions that may break in a row, without one answer between, before the line is faulty."""

MOST_REFUSALS = 3
"""Refusals of ourselves in a row, without one mail taken between, that can be no office's rule."""


class Line:
    """Carries mails over one session, and over a new one when that broke.

    `fault` says why the relay takes no more, or nothing; `stopped` whether only a person can
    change that; `worked` whether the relay ever answered. To a relay that failed before, a line
    is a `probe`: one session that breaks is enough.
    """

    def __init__(self, mailer: Mailer, *, probe: bool = False) -> None:
        self._mailer = mailer
        self._most_troubles = 1 if probe else MOST_TROUBLES
        self._session: MailSession | None = None
        self._troubles = 0
        self._refused_by: list[str] = []
        """The domains that refused us since a mail was last taken."""
        self.fault = ""
        self.stopped = False
        self.worked = False

    def carry(
        self,
        mail: Mail,
        content: bytes,
        *,
        still_ours: Callable[[], bool] = always_ours,
        following: Mail | None = None,
    ) -> Answer:
        """Hand one mail over while it is still ours; `following` is the one that is next.

        Raises ChannelDown or ClaimOver when it did not leave, Unknown when it may have. Who
        is refused for what it is by two domains, or thrice in a row, is refused by all.
        """
        after = following.envelope if following else None
        try:
            session, answer = self._offer(mail)
            if answer.verdict is Verdict.ACCEPTED:
                answer = session.hand_over(content, still_ours=still_ours, following=after)
            self._weigh(mail, answer)
        except ClaimOver:
            self.close()
            raise
        except (ChannelDown, Unknown) as error:
            self._note(error)
            raise
        self._troubles = 0
        self.worked = True
        return answer

    def _weigh(self, mail: Mail, answer: Answer) -> None:
        """Tell one office's rule from a fault of ours. Raises ChannelStopped for the latter."""
        if answer.verdict is Verdict.ACCEPTED:
            self._refused_by.clear()
        elif answer.verdict is Verdict.REFUSES_US:
            self._refused_by.append(mail.recipient.rpartition("@")[2].lower())
            if len(set(self._refused_by)) > 1 or len(self._refused_by) >= MOST_REFUSALS:
                raise ChannelStopped(f"{answer.code} {answer.reply}")

    def close(self, *, for_good: bool = True) -> None:
        """End the session, if one is open, or leave it to the line that comes next."""
        if self._session is not None:
            self._session.close(for_good=for_good)
            self._session = None

    def give_up(self, fault: str) -> None:
        """Carry nothing more: something happened that no relay answers."""
        self.close()
        self.fault = fault

    def _note(self, error: ChannelDown | Unknown) -> None:
        self.close()
        self._troubles += 1
        self.stopped = isinstance(error, ChannelStopped)
        if self.stopped or self._troubles >= self._most_troubles:
            self.fault = str(error)

    def _offer(self, mail: Mail) -> tuple[MailSession, Answer]:
        """Offer a mail; a relay that ended the last session is asked once more in a new one."""
        envelope = mail.envelope
        if self._session is not None:
            try:
                return self._session, self._session.offer(envelope.sender, envelope.recipient)
            except ChannelStopped:
                raise
            except ChannelDown:
                self.close()
        session = self._open()
        return session, session.offer(envelope.sender, envelope.recipient)

    def _open(self) -> MailSession:
        try:
            self._session = self._mailer.open()
        except ChannelDown as error:
            self.fault = str(error)
            raise
        return self._session
