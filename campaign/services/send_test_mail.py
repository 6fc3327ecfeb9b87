"""Send one test mail, to see with one's own eyes what arrives and what comes back."""

from datetime import datetime

from campaign.db import new_id
from campaign.domain.line import Line
from campaign.domain.mail import Mail
from campaign.domain.ports import Mailer
from campaign.domain.relay import Answer
from campaign.domain.site import Site

TEXT = """\
This is a test of the mail of {base_url}.

Look at the source of this mail, in the header Authentication-Results:
- spf=pass, for the domain that bounces go to
- dkim=pass, for {domain}
- dmarc=pass, for {domain}

If you see it in the folder for spam, or one of the three is missing,
`campaign mail doctor` says what to publish.
"""


def send_test_mail(recipient: str, *, mailer: Mailer, site: Site, now: datetime) -> Answer:
    """Hand one mail over and return the relay's answer. Nothing is written down.

    Raises ChannelDown when the relay takes no mail, Unknown when it may have it, and Unsendable.
    """
    mail = Mail(
        message_id=f"{new_id()}@{site.mail_domain}",
        sent_at=now,
        from_name=site.mail_from_name,
        from_address=site.mail_from,
        recipient=recipient,
        subject="A test of our mail",
        text=TEXT.format(base_url=site.base_url, domain=site.mail_domain),
        headers=(("Auto-Submitted", "auto-generated"),),
    )
    line = Line(mailer)
    try:
        return line.carry(mail, mailer.build(mail))
    finally:
        line.close()
