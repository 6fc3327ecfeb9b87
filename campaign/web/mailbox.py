"""The local mailbox of the embedded run, for those who try the site on their own machine."""

import re

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime

from campaign.domain.errors import NotFound
from campaign.domain.ports import Mailbox
from campaign.web.doors import is_on_this_machine
from campaign.wiring import edges

mailbox = Blueprint("mailbox", __name__)

_LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]")


@mailbox.get("/mailbox")
def index() -> ResponseReturnValue:
    """List the mails, the newest first."""
    mails = [
        {
            "id": mail.id,
            "to": mail.to,
            "subject": mail.subject,
            "at": format_datetime(mail.at, "medium"),
            "url": url_for("mailbox.show", mail_id=mail.id),
        }
        for mail in _mailbox().mails()
    ]
    return render_template("mailbox/index.html", mails=mails)


@mailbox.get("/mailbox/<mail_id>")
def show(mail_id: str) -> ResponseReturnValue:
    """Show one mail with its headers, its text and the links in it."""
    try:
        mail = _mailbox().mail(mail_id)
    except NotFound:
        abort(404)
    links = list(dict.fromkeys(_LINK.findall(mail.body)))
    shown = {
        "subject": mail.subject,
        "to": mail.to,
        "headers": mail.headers,
        "body": mail.body,
        "links": links,
    }
    return render_template("mailbox/show.html", mail=shown)


def _mailbox() -> Mailbox:
    """Return the mailbox; outside the embedded run and this machine there is none."""
    found = edges().mailbox
    if found is None or not is_on_this_machine():
        abort(404)
    return found
