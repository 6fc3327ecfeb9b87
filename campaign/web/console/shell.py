"""What stands around every page of the console: its links, its reader, its warnings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import request, url_for
from flask_babel import gettext as _
from flask_security import current_user

from campaign.domain.staff import may_see_people
from campaign.queries.offices import Edition, expiring_editions
from campaign.web.console.access import may_open, roles_of_reader


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the console's navigation."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page; `email` is empty before sign-in."""

    email: str
    links: Sequence[Link]
    rosters: Sequence[Edition]
    """Those that have expired or will soon; for staff only."""


def shell() -> Shell:
    """Return the frame for whoever is reading."""
    if not current_user.is_authenticated:
        return Shell("", (), ())
    labels = {
        "console_counts.show": _("Counts"),
        "console_legislators.show": _("Legislators"),
        "console_deliveries.show": _("Deliveries"),
        "console_packets.show": _("Letters on paper"),
        "console_supporters.show": _("Supporters"),
        "console_audit.show": _("Audit"),
        "console_account.show": _("Your account"),
    }
    links = [
        Link(label, url_for(endpoint), _is_current(endpoint))
        for endpoint, label in labels.items()
        if may_open(endpoint)
    ]
    sees_people = may_see_people(roles_of_reader())
    today = datetime.now(UTC).date()
    return Shell(current_user.email, links, expiring_editions(on=today) if sees_people else ())


def _is_current(endpoint: str) -> bool:
    return endpoint.partition(".")[0] == request.blueprint
