"""The people who run a campaign: their roles, what a role may see, and what is written down."""

from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum

SIGN_IN_LINK = "sign-in-link"
"""The purpose for which a sign-in link's token is hashed."""

LINK_VALID = timedelta(hours=1)
LINKS_AN_HOUR = 3


class StaffRole(StrEnum):
    """What a person is in the console."""

    PARTNER_ORGANIZER = "partner_organizer"
    """Sees the counts of their own organization's sources, and no others."""
    ORGANIZER = "organizer"
    MODERATOR = "moderator"
    STAFF = "staff"
    ADMIN = "admin"


SEES_PEOPLE = frozenset({StaffRole.STAFF, StaffRole.ADMIN})


class AuditVerb(StrEnum):
    """What is written down for good when somebody does it."""

    SUPPORTERS_SEARCHED = "supporters.searched"
    SUPPORTERS_EXPORT_STARTED = "supporters.export_started"
    SUPPORTERS_EXPORTED = "supporters.exported"
    STAFF_ADDED = "staff.added"
    STAFF_DISMISSED = "staff.dismissed"
    ADDRESS_CONFIRMED = "address.confirmed"
    DELIVERY_RETRIED = "delivery.retried"
    DELIVERY_SETTLED = "delivery.settled"
    DELIVERIES_PAUSED = "deliveries.paused"
    DELIVERIES_RESUMED = "deliveries.resumed"
    DELIVERIES_RESTORED = "deliveries.restored"
    DOUBTS_RECONCILED = "doubts.reconciled"
    OFFICE_HEALTH_SET = "office.health_set"
    PACKET_PRINTED = "packet.printed"
    PACKET_HANDED_OVER = "packet.handed_over"
    ROSTER_PROPOSED = "roster.proposed"
    ROSTER_APPROVED = "roster.approved"
    ROSTER_DISMISSED = "roster.dismissed"
    OFFICE_EDITED = "office.edited"
    COMMITTEE_EDITED = "committee.edited"
    SUPPORTER_OPENED = "supporter.opened"
    LETTER_OPENED = "letter.opened"
    SUPPORTER_CORRECTED = "supporter.corrected"
    LETTERS_WITHDRAWN = "letters.withdrawn"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    SUPPORTER_COPIED = "supporter.copied"
    SUPPORTER_ERASED = "supporter.erased"
    ADDRESS_LOOKED_UP = "address.looked_up"
    ADDRESS_SUPPRESSED = "address.suppressed"
    SUPPRESSION_LIFTED = "suppression.lifted"
    AUDIT_EXPORTED = "audit.exported"


def may_see_people(roles: Collection[StaffRole]) -> bool:
    """Tell whether somebody with these roles may see names and exact small counts."""
    return not SEES_PEOPLE.isdisjoint(roles)
