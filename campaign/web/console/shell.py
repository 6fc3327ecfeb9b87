"""What stands around every page of the console: its links, its reader, its warnings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import request, url_for
from flask_babel import gettext as _
from flask_security import current_user

from campaign.domain.staff import may_see_people
from campaign.queries.health import clock_is_lost
from campaign.queries.offices import Edition, expiring_editions
from campaign.queries.pauses import everything_is_paused
from campaign.web.console.access import may_open, roles_of_reader

STEPS_OF = {"console_import_steps": "console_imports", "console_person": "console_supporters"}
"""Pages that are steps of another one's work."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the console's navigation."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Pages that belong together; the navigation leads to the first of them."""

    label: str
    links: Sequence[Link]

    @property
    def url(self) -> str:
        """Return the address of its first page."""
        return self.links[0].url

    @property
    def is_current(self) -> bool:
        """Tell whether one of its pages is being read."""
        return any(link.is_current for link in self.links)


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page; `email` is empty before sign-in."""

    email: str
    groups: Sequence[Group]
    rosters: Sequence[Edition]
    """Those that have expired or will soon; for staff only."""
    clock_is_lost: bool = False
    """Nothing is heard of clock and worker; for staff only."""
    mail_is_paused: bool = False
    """No mail leaves at all; for staff only."""


def shell() -> Shell:
    """Return the frame for whoever is reading."""
    if not current_user.is_authenticated:
        return Shell("", (), ())
    groups = _groups()
    if not may_see_people(roles_of_reader()):
        return Shell(current_user.email, groups, ())
    now = datetime.now(UTC)
    return Shell(
        email=current_user.email,
        groups=groups,
        rosters=expiring_editions(on=now.date()),
        clock_is_lost=clock_is_lost(now),
        mail_is_paused=everything_is_paused(),
    )


def _groups() -> list[Group]:
    """Return what the reader may open; a group of one page bears that page's name."""
    found = []
    for name, labels in _pages_by_group():
        links = [
            Link(label, url_for(endpoint), _is_current(endpoint))
            for endpoint, label in labels.items()
            if may_open(endpoint)
        ]
        if links:
            found.append(Group(name if len(links) > 1 else links[0].label, links))
    return found


def _pages_by_group() -> list[tuple[str, dict[str, str]]]:
    return [
        (_("Counts"), {"console_counts.show": _("Counts")}),
        (
            _("Outreach"),
            {
                "console_legislators.show": _("Legislators"),
                "console_partners.show": _("Partners"),
                "console_sources.show": _("Source codes"),
            },
        ),
        (
            _("Letters"),
            {
                "console_needs_person.show": _("Needs a person"),
                "console_stories.show": _("Stories"),
                "console_translations.show": _("Translations"),
                "console_deliveries.show": _("Deliveries"),
                "console_packets.show": _("Letters on paper"),
                "console_roster.show": _("Roster"),
            },
        ),
        (
            _("People"),
            {
                "console_supporters.show": _("Supporters"),
                "console_exports.index": _("Exports"),
                "console_imports.show": _("Imports"),
                "console_suppressions.show": _("No-mail list"),
            },
        ),
        (_("Campaigns"), {"console_campaigns.show": _("Campaigns")}),
        (
            _("Team"),
            {"console_staff.show": _("Accounts"), "console_audit.show": _("Audit")},
        ),
        (_("Your account"), {"console_account.show": _("Your account")}),
    ]


def _is_current(endpoint: str) -> bool:
    page, here = endpoint.partition(".")[0], request.blueprint or ""
    here = STEPS_OF.get(here, here)
    return here == page or here.startswith(f"{page}_")
