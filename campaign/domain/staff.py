"""The people who run a campaign: their roles, what a role may see, and what is written down."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

SIGN_IN_LINK = "sign-in-link"
"""The purpose for which a sign-in link's token is hashed."""

INVITATION = "staff-invitation"
"""The purpose for which an invitation's token is hashed."""

LINK_VALID = timedelta(hours=1)
LINKS_AN_HOUR = 3
INVITATION_VALID = timedelta(days=3)
INVITATION_KEPT = timedelta(days=30)
"""How long an invitation that nobody took is listed after its end."""

SESSION_IDLE = timedelta(minutes=30)
SESSION_LIFE = timedelta(hours=12)
"""A session ends after so long without a request, and after so long in any case."""

FACTOR_FRESH = timedelta(minutes=10)
"""How long somebody who proved their second factor may take lists and change it."""


class StaffRole(StrEnum):
    """What a person is in the console."""

    PARTNER_ORGANIZER = "partner_organizer"
    """Sees the counts of their own organization's sources, and no others."""
    ORGANIZER = "organizer"
    MODERATOR = "moderator"
    STAFF = "staff"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Invitee:
    """Whom to ask into the console, as what, of which partner, and in which language."""

    email: str
    role: StaffRole
    partner_slug: str = ""
    locale: str = "en"


SEES_PEOPLE = frozenset({StaffRole.STAFF, StaffRole.ADMIN})


class AuditVerb(StrEnum):
    """What is written down for good when somebody does it."""

    SUPPORTERS_SEARCHED = "supporters.searched"
    SUPPORTERS_EXPORT_STARTED = "supporters.export_started"
    SUPPORTERS_EXPORTED = "supporters.exported"
    """Both were written by earlier editions, and are read until they are forgotten."""
    EXPORT_ASKED = "export.asked"
    EXPORT_APPROVED = "export.approved"
    EXPORT_REFUSED = "export.refused"
    EXPORT_TAKEN = "export.taken"
    STAFF_ADDED = "staff.added"
    STAFF_DISMISSED = "staff.dismissed"
    STAFF_INVITED = "staff.invited"
    STAFF_INVITED_AGAIN = "staff.invited_again"
    STAFF_INVITATION_WITHDRAWN = "staff.invitation_withdrawn"
    STAFF_JOINED = "staff.joined"
    STAFF_ROLE_CHANGED = "staff.role_changed"
    STAFF_LET_IN_AGAIN = "staff.let_in_again"
    SECOND_FACTOR_ADDED = "second_factor.added"
    SECOND_FACTOR_REMOVED = "second_factor.removed"
    SECOND_FACTOR_RESET = "second_factor.reset"
    ADDRESS_CONFIRMED = "address.confirmed"
    DELIVERY_RETRIED = "delivery.retried"
    LETTER_LET_GO = "letter.let_go"
    LETTER_DECLINED = "letter.declined"
    TRANSLATION_SAVED = "translation.saved"
    STORY_PUBLISHED = "story.published"
    STORY_KEPT = "story.kept"
    STORY_DECLINED = "story.declined"
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
    IMPORT_STAGED = "import.staged"
    IMPORT_RAN = "import.ran"
    IMPORT_UNDONE = "import.undone"
    IMPORT_DISCARDED = "import.discarded"
    CAMPAIGN_EDITED = "campaign.edited"
    CAMPAIGN_DISCARDED = "campaign.discarded"
    CAMPAIGN_TESTED = "campaign.tested"
    CAMPAIGN_PUBLISHED = "campaign.published"
    BRIEF_PRINTED = "brief.printed"
    PARTNER_ADDED = "partner.added"
    PARTNER_EDITED = "partner.edited"
    SOURCE_ADDED = "source.added"
    SOURCE_ENDED = "source.ended"
    SOURCE_REOPENED = "source.reopened"
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
