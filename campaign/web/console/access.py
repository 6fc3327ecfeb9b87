"""Who may open which page of the console: one table, and the guard that reads it."""

from collections.abc import Mapping

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from campaign.domain.staff import SEES_PEOPLE, StaffRole
from campaign.web.console.factor import ask_for_factor
from campaign.web.console.held import Why, comes_from_here, held

EVERY_ROLE = frozenset(StaffRole)
SEES_ALL_COUNTS = EVERY_ROLE - {StaffRole.PARTNER_ORGANIZER}
SEES_WAITING = SEES_PEOPLE | {StaffRole.MODERATOR}
ADMINS = frozenset({StaffRole.ADMIN})
NOBODY: frozenset[StaffRole] = frozenset()
MAKES_SOURCES = EVERY_ROLE - {StaffRole.MODERATOR}

ROLES: Mapping[str, frozenset[StaffRole]] = {
    "console_counts.show": EVERY_ROLE,
    "console_counts.table": EVERY_ROLE,
    "console_counts.save": EVERY_ROLE,
    "console_counts.open_view": EVERY_ROLE,
    "console_counts.forget": EVERY_ROLE,
    "console_legislators.show": SEES_ALL_COUNTS,
    "console_legislators.confirm_address": SEES_PEOPLE,
    "console_legislators.one": SEES_ALL_COUNTS,
    "console_legislators.brief": SEES_ALL_COUNTS,
    "console_partners.show": EVERY_ROLE,
    "console_partners.add": SEES_PEOPLE,
    "console_partners.one": EVERY_ROLE,
    "console_partners.edit": SEES_PEOPLE,
    "console_sources.show": EVERY_ROLE,
    "console_sources.add": MAKES_SOURCES,
    "console_sources.one": EVERY_ROLE,
    "console_sources.qr_as_svg": EVERY_ROLE,
    "console_sources.qr_as_png": EVERY_ROLE,
    "console_sources.poster_as_pdf": EVERY_ROLE,
    "console_sources.end": MAKES_SOURCES,
    "console_sources.reopen": MAKES_SOURCES,
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
    "console_exports.index": SEES_PEOPLE,
    "console_exports.new": SEES_PEOPLE,
    "console_exports.show": SEES_PEOPLE,
    "console_exports.fetch": SEES_PEOPLE,
    "console_exports.again": SEES_PEOPLE,
    "console_exports.approve": SEES_PEOPLE,
    "console_exports.refuse": SEES_PEOPLE,
    "console_exports.forget": SEES_PEOPLE,
    "console_imports.show": SEES_PEOPLE,
    "console_imports.stage": SEES_PEOPLE,
    "console_import_steps.begin": SEES_PEOPLE,
    "console_import_steps.type_in": SEES_PEOPLE,
    "console_import_steps.take_out": SEES_PEOPLE,
    "console_import_steps.match": SEES_PEOPLE,
    "console_imports.one": SEES_PEOPLE,
    "console_imports.run": SEES_PEOPLE,
    "console_imports.undo": SEES_PEOPLE,
    "console_imports.discard": SEES_PEOPLE,
    "console_imports.rejects_file": SEES_PEOPLE,
    "console_campaigns.show": SEES_PEOPLE,
    "console_campaigns.begin": SEES_PEOPLE,
    "console_campaigns.bring": SEES_PEOPLE,
    "console_campaigns.one": SEES_PEOPLE,
    "console_campaigns.download": SEES_PEOPLE,
    "console_campaigns.recommendations": SEES_PEOPLE,
    "console_campaigns.discard": SEES_PEOPLE,
    "console_campaigns_texts.facts": SEES_PEOPLE,
    "console_campaigns_texts.edit": SEES_PEOPLE,
    "console_campaigns_publish.preview": SEES_PEOPLE,
    "console_campaigns_publish.send": SEES_PEOPLE,
    "console_campaigns_publish.changes": SEES_PEOPLE,
    "console_campaigns_publish.one_version": SEES_PEOPLE,
    "console_audit.show": ADMINS,
    "console_staff.show": ADMINS,
    "console_staff.invite": ADMINS,
    "console_staff.invite_again": ADMINS,
    "console_staff.withdraw": ADMINS,
    "console_staff.one": ADMINS,
    "console_staff.give_role": ADMINS,
    "console_staff.dismiss": ADMINS,
    "console_staff.reset_second_factor": ADMINS,
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
    "console_stories.show": SEES_ALL_COUNTS,
    "console_stories.decide": SEES_WAITING,
    "console_translations.show": SEES_WAITING,
    "console_translations.take": SEES_WAITING,
    "console_translations.one": SEES_WAITING,
    "console_translations.save": SEES_WAITING,
    "console_reading.show": SEES_WAITING,
    "console_reading.let_go": SEES_WAITING,
    "console_reading.decline": SEES_WAITING,
    "console_audit.export": ADMINS,
}
"""The roles that may use an endpoint."""

ASKS_FOR_FACTOR = frozenset(
    {
        "console_exports.new",
        "console_exports.fetch",
        "console_exports.again",
        "console_exports.approve",
        "console_person.copy",
        "console_audit.export",
        "console_staff.invite",
        "console_staff.invite_again",
        "console_staff.give_role",
        "console_staff.dismiss",
        "console_staff.reset_second_factor",
    }
)
"""Endpoints that ask for a second factor, proved within the last ten minutes."""

BEFORE_SIGN_IN = frozenset(
    {
        "console_account.speak",
        "console_account.ask_for_link",
        "console_account.show_link",
        "console_account.use_link",
        "console_invitations.show",
        "console_invitations.accept",
        "security.login",
        "security.mf_recovery",
        "security.tf_select",
        "security.two_factor_rescue",
        "security.two_factor_token_validation",
        "security.wan_signin",
        "security.wan_signin_response",
    }
)
"""Endpoints for people who are not signed in yet."""

HOW_ONE_SIGNS_IN = frozenset(
    {
        "security.change_password",
        "security.mf_recovery_codes",
        "security.two_factor_setup",
        "security.two_factor_setup_validate",
        "security.wan_delete",
        "security.wan_register",
        "security.wan_register_response",
    }
)
"""Endpoints that change how somebody signs in; they ask for a second factor where there is one."""

OF_ONE_SELF = HOW_ONE_SIGNS_IN | {
    "console_account.show",
    "security.logout",
    "security.verify",
    "security.wan_verify",
    "security.wan_verify_response",
}
"""Endpoints for everybody who is signed in: they are about their own account."""

HOME = "console_counts.show"


def console_pages(name: str, import_name: str) -> Blueprint:
    """Return a blueprint under /console whose every page is guarded."""
    pages = Blueprint(f"console_{name}", import_name, url_prefix="/console")
    pages.before_request(_guard)
    return pages


def roles_of_reader() -> frozenset[StaffRole]:
    """Return the roles of whoever is signed in, as far as they reach.

    The organizer of a partner whom nobody gave a partner has none: there is nothing of theirs.
    """
    roles = frozenset(StaffRole(role.name) for role in current_user.roles)
    return roles if current_user.partner_id else roles - {StaffRole.PARTNER_ORGANIZER}


def may_open(endpoint: str) -> bool:
    """Tell whether whoever is signed in may use an endpoint; nobody may use an unlisted one."""
    if endpoint in OF_ONE_SELF:
        return True
    return not ROLES.get(endpoint, NOBODY).isdisjoint(roles_of_reader())


def hold_stale_form() -> Response | None:
    """Hold a form of the console whose token is too old, if it came from a page of ours."""
    if request.endpoint not in {*ROLES, *HOW_ONE_SIGNS_IN} or not comes_from_here():
        return None
    return held(Why.STALE if current_user.is_authenticated else Why.AWAY)


def own_partner() -> str | None:
    """Return the id of the partner whose pages alone a reader may see, none who may see all.

    A partner's organizer to whom nobody has given a partner opens no page that asks this.
    """
    if not SEES_ALL_COUNTS.isdisjoint(roles_of_reader()):
        return None
    return str(current_user.partner_id)


def _guard() -> ResponseReturnValue | None:
    endpoint = request.endpoint or ""
    if endpoint in BEFORE_SIGN_IN:
        return None
    if not current_user.is_authenticated:
        return _lead_to_the_door()
    if endpoint == HOME and not roles_of_reader():
        return redirect(url_for("console_account.show"), 303)
    if not may_open(endpoint):
        abort(403)
    return ask_for_factor() if endpoint in ASKS_FOR_FACTOR else None


def _lead_to_the_door() -> ResponseReturnValue:
    if request.method == "POST" and comes_from_here():
        return held(Why.AWAY)
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("security.login", next=wanted), 303)
