"""The line to a relay: sessions one after the other, as long as they come to something."""

from campaign.domain.mail import Mail
from campaign.domain.ports import Mailer, MailSession
from campaign.domain.relay import Answer, ChannelDown, Unknown, Verdict

MOST_TROUBLES = 2
"""Sessions that may break in a row, without one answer between, before the line is faulty."""


class Line:
    """Carries mails over one session, and over a new one when that broke.

    `fault` says why the relay takes no more, or nothing; `worked` whether it ever answered.
    """

    def __init__(self, mailer: Mailer) -> None:
        self._mailer = mailer
        self._session: MailSession | None = None
        self._troubles = 0
        self.fault = ""
        self.worked = False

    def carry(self, mail: Mail, content: bytes) -> Answer:
        """Hand one mail over. Raises ChannelDown when it did not leave, Unknown when it may."""
        try:
            session, answer = self._offer(mail)
            if answer.verdict is Verdict.ACCEPTED:
                answer = session.hand_over(content)
        except (ChannelDown, Unknown) as error:
            self.close()
            self._troubles += 1
            if self._troubles >= MOST_TROUBLES:
                self.fault = str(error)
            raise
        self._troubles = 0
        self.worked = True
        return answer

    def close(self) -> None:
        """End the session, if one is open."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _offer(self, mail: Mail) -> tuple[MailSession, Answer]:
        """Offer a mail; a relay that ended the last session is asked once more in a new one."""
        if self._session is not None:
            try:
                return self._session, self._session.offer(mail.returns_to, mail.recipient)
            except ChannelDown:
                self.close()
        session = self._open()
        return session, session.offer(mail.returns_to, mail.recipient)

    def _open(self) -> MailSession:
        try:
            self._session = self._mailer.open()
        except ChannelDown as error:
            self.fault = str(error)
            raise
        return self._session
