"""Who may open which page of the console: one table, and the guard that reads it."""

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from campaign.domain.staff import SEES_PEOPLE, StaffRole

EVERY_ROLE = frozenset(StaffRole)
SEES_ALL_COUNTS = EVERY_ROLE - {StaffRole.PARTNER_ORGANIZER}
SEES_WAITING = SEES_PEOPLE | {StaffRole.MODERATOR}
ADMINS = frozenset({StaffRole.ADMIN})

ROLES: Mapping[str, frozenset[StaffRole]] = {
    "console_counts.show": SEES_ALL_COUNTS,
    "console_legislators.show": SEES_ALL_COUNTS,
    "console_legislators.confirm_address": SEES_PEOPLE,
    "console_deliveries.show": SEES_PEOPLE,
    "console_legislators.set_health": SEES_PEOPLE,
    "console_roster.show": SEES_PEOPLE,
    "console_roster.approve": SEES_PEOPLE,
    "console_roster.dismiss": SEES_PEOPLE,
    "console_roster.office": SEES_PEOPLE,
    "console_roster.forget": SEES_PEOPLE,
    "console_packets.show": SEES_PEOPLE,
    "console_packets.print_all": SEES_PEOPLE,
    "console_packets.download": SEES_PEOPLE,
    "console_packets.handed_over": SEES_PEOPLE,
    "console_deliveries.one": SEES_PEOPLE,
    "console_deliveries.settle": SEES_PEOPLE,
    "console_deliveries.retry": SEES_PEOPLE,
    "console_deliveries.pause": SEES_PEOPLE,
    "console_deliveries.resume": SEES_PEOPLE,
    "console_supporters.show": SEES_PEOPLE,
    "console_supporters.search": SEES_PEOPLE,
    "console_supporters.export": SEES_PEOPLE,
    "console_person.show": SEES_PEOPLE,
    "console_person.letter": SEES_PEOPLE,
    "console_person.correct": SEES_PEOPLE,
    "console_person.withdraw": SEES_PEOPLE,
    "console_person.mail": SEES_PEOPLE,
    "console_person.erase": SEES_PEOPLE,
    "console_person.copy": SEES_PEOPLE,
    "console_suppressions.show": SEES_PEOPLE,
    "console_suppressions.search": SEES_PEOPLE,
    "console_suppressions.change": SEES_PEOPLE,
    "console_needs_person.show": SEES_WAITING,
    "console_audit.show": ADMINS,
    "console_audit.export": ADMINS,
    "console_account.show": EVERY_ROLE,
}
"""The roles that may use an endpoint."""

BEFORE_SIGN_IN = frozenset(
    {
        "console_account.speak",
        "console_account.ask_for_link",
        "console_account.show_link",
        "console_account.use_link",
        "security.login",
        "security.mf_recovery",
        "security.tf_select",
        "security.two_factor_rescue",
        "security.two_factor_token_validation",
    }
)
"""Endpoints for people who are not signed in yet."""

OF_ONE_SELF = frozenset(
    {
        "security.change_password",
        "security.logout",
        "security.mf_recovery_codes",
        "security.two_factor_setup",
        "security.two_factor_setup_validate",
    }
)
"""Endpoints with which somebody who is signed in changes their own account."""


def console_pages(name: str, import_name: str) -> Blueprint:
    """Return a blueprint under /console whose every page is guarded."""
    pages = Blueprint(f"console_{name}", import_name, url_prefix="/console")
    pages.before_request(_guard)
    return pages


def roles_of_reader() -> frozenset[StaffRole]:
    """Return the roles of whoever is signed in."""
    return frozenset(StaffRole(role.name) for role in current_user.roles)


def may_open(endpoint: str) -> bool:
    """Tell whether whoever is signed in may use an endpoint."""
    return not ROLES[endpoint].isdisjoint(roles_of_reader())


def _guard() -> ResponseReturnValue | None:
    endpoint = request.endpoint or ""
    if endpoint in BEFORE_SIGN_IN:
        return None
    if not current_user.is_authenticated:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("security.login", next=wanted), 303)
    if not may_open(endpoint):
        abort(403)
    return None
