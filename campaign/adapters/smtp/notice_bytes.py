"""The bytes of a notice: text and HTML as alternatives, by the standard library."""

import hashlib
from email.message import EmailMessage
from email.policy import SMTP

from campaign.adapters.smtp.letter_bytes import header_lines
from campaign.domain.mail import Mail


def notice_bytes(mail: Mail) -> bytes:
    """Return a mail of two alternatives as bytes; the same mail gives the same bytes.

    The headers that carry names are ours: the standard library would read a name that looks
    like an encoded word, and on some Pythons make headers out of it. Raises Unsendable.
    """
    content = EmailMessage(policy=SMTP)
    content.set_content(mail.text, cte="quoted-printable")
    content.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    content.set_boundary(hashlib.sha256(mail.message_id.encode()).hexdigest()[:32])
    headers = "\r\n".join(header_lines(mail)) + "\r\n"
    return headers.encode("ascii") + content.as_bytes()
