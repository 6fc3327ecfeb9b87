"""Mails as servers and people send them back, each in its server's own shape."""

from email.message import EmailMessage
from email.policy import SMTP

RETURN = "returns+coded@campaign.example"
SENT_ID = "0123456789abcdef0123456789abcdef@campaign.example"


def report(  # Each field by its name.
    *,
    to: str = RETURN,
    sent_id: str = SENT_ID,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 <office@capitol.example>: no such user",
    returned: str = "text/rfc822-headers",
) -> bytes:
    """Return a report for machines (RFC 3464), as Postfix writes it."""
    return _lines(
        f"""\
        Return-Path: <>
        From: MAILER-DAEMON@relay.example (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: {to}
        Auto-Submitted: auto-replied
        Message-ID: <20261014173000.1234@relay.example>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

        --b1
        Content-Type: text/plain; charset=us-ascii

        This server could not hand your mail over.

        --b1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relay.example
        Arrival-Date: Wed, 14 Oct 2026 17:30:00 +0000

        Final-Recipient: rfc822; office@capitol.example
        Original-Recipient: rfc822;office@capitol.example
        Action: {action}
        Status: {status}
        Diagnostic-Code: {diagnostic}

        --b1
        Content-Type: {returned}

        From: Ana <letters@campaign.example>
        To: office@capitol.example
        Message-ID: <{sent_id}>
        Subject: About the buses

        --b1--
        """
    )


def exchange(*, to: str = RETURN, sent_id: str = SENT_ID) -> bytes:
    """Return what Exchange says of a recipient it does not know."""
    content = report(
        to=to,
        sent_id=sent_id,
        status="5.1.10",
        diagnostic="smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found by SMTP lookup",
        returned="message/rfc822",
    )
    return content.replace(
        b"MAILER-DAEMON@relay.example (Mail Delivery System)",
        b"\
Microsoft Outlook <postmaster@capitol.example>",
    ).replace(b"Action: failed", b"Action: Failed")


def exim(*, to: str = RETURN, sent_id: str = SENT_ID) -> bytes:
    """Return what an older Exim says, in words for people alone."""
    return _lines(
        f"""\
        Return-path: <>
        X-Failed-Recipients: office@capitol.example
        Auto-Submitted: auto-replied
        From: Mail Delivery System <Mailer-Daemon@relay.example>
        To: {to}
        Subject: Mail delivery failed: returning message to sender
        Message-Id: <E1abcde-0001@relay.example>

        This message was created automatically by mail delivery software.

        A message that you sent could not be delivered to one or more of its
        recipients. This is a permanent error. The following address(es) failed:

          office@capitol.example
            host mx.capitol.example [192.0.2.7]
            SMTP error from remote mail server after RCPT TO:<office@capitol.example>:
            550 5.1.1 <office@capitol.example>: unknown here

        ------ This is a copy of the message, including all the headers. ------

        From: Ana <letters@campaign.example>
        Message-ID: <{sent_id}>
        Subject: About the buses
        """
    )


def qmail(*, to: str = RETURN, sent_id: str = SENT_ID) -> bytes:
    """Return what qmail says."""
    return _lines(
        f"""\
        Return-Path: <>
        From: MAILER-DAEMON@relay.example
        To: {to}
        Subject: failure notice
        Date: 14 Oct 2026 17:30:00 -0000

        Hi. This is the qmail-send program at relay.example.
        I'm afraid I wasn't able to deliver your message to the following addresses.
        This is a permanent error; I've given up. Sorry it didn't work out.

        <office@capitol.example>:
        Sorry, no mailbox here by that name. (#5.1.1)

        --- Below this line is a copy of the message.

        Return-Path: <{to}>
        Message-ID: <{sent_id}>
        Subject: About the buses
        """
    )


def gmail_delay(*, to: str = RETURN, sent_id: str = SENT_ID) -> bytes:
    """Return what Gmail says of a mail that it still tries to hand over."""
    return report(
        to=to,
        sent_id=sent_id,
        action="delayed",
        status="4.4.1",
        diagnostic="smtp; The recipient server did not accept our requests to connect.",
        returned="message/rfc822",
    )


def complaint(*, to: str = RETURN, sent_id: str = SENT_ID, kind: str = "abuse") -> bytes:
    """Return a complaint (RFC 5965)."""
    return _lines(
        f"""\
        From: <feedback@provider.example>
        To: <abuse@campaign.example>
        Subject: a complaint
        Message-ID: <complaint-1@provider.example>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report; boundary="b2"

        --b2
        Content-Type: text/plain

        Somebody pressed the button.

        --b2
        Content-Type: message/feedback-report

        Feedback-Type: {kind}
        User-Agent: Feedback/1.0
        Version: 1
        Original-Mail-From: <{to}>

        --b2
        Content-Type: message/rfc822

        From: letters@campaign.example
        Message-ID: <{sent_id}>
        Subject: Thank you

        Hello
        --b2--
        """
    )


def absence(*, to: str = RETURN, sent_id: str = SENT_ID) -> bytes:
    """Return an automatic reply (RFC 3834)."""
    return _lines(
        f"""\
        Return-Path: <>
        From: Office of the Senator <office@capitol.example>
        To: {to}
        Subject: Automatic reply: About the buses
        Message-ID: <away-1@capitol.example>
        In-Reply-To: <{sent_id}>
        Auto-Submitted: auto-replied

        Thank you for writing. We read every letter.
        """
    )


def person(  # noqa: PLR0913  # Each part of a mail by its name.
    *,
    to: str = "letters@campaign.example",
    sent_id: str = SENT_ID,
    sender: str = "Pat Lee <pat@capitol.example>",
    subject: str = "Re: About the buses",
    text: str = "Thank you, Ana. The Senator will vote for it.",
    html: str = "",
    attachment: bytes = b"",
    headers: dict[str, str] | None = None,
) -> bytes:
    """Return what somebody of an office writes back."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = "Wed, 14 Oct 2026 17:30:00 +0000"
    mail["Message-ID"] = "<reply-1@capitol.example>"
    mail["In-Reply-To"] = f"<{sent_id}>"
    for name, value in (headers or {}).items():
        del mail[name]
        mail[name] = value
    if text:
        mail.set_content(text)
        if html:
            mail.add_alternative(html, subtype="html")
    elif html:
        mail.set_content(html, subtype="html")
    if attachment:
        mail.add_attachment(attachment, maintype="application", subtype="pdf", filename="a.pdf")
    return mail.as_bytes()


def _lines(text: str) -> bytes:
    """Return a mail as it travels, whatever stands before each of its lines here."""
    return "".join(f"{line.removeprefix(' ' * 8)}\r\n" for line in text.splitlines()).encode()
