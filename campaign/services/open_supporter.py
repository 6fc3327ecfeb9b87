"""Open what is known of a person, and write down who looked."""

from datetime import datetime

from campaign.db import db
from campaign.domain.staff import AuditVerb
from campaign.models.staff import record
from campaign.queries.person import LetterText, Person, letter_text, person


def open_supporter(supporter_id: str, *, staff_member_id: str | None, now: datetime) -> Person:
    """Return a person. Raises NotFound, or Expired once they are forgotten."""
    found = person(supporter_id)
    _record(AuditVerb.SUPPORTER_OPENED, supporter_id, staff_member_id, now)
    return found


def open_letter(
    supporter_id: str, letter_id: str, *, staff_member_id: str | None, now: datetime
) -> LetterText:
    """Return the words of one of a person's letters. Raises NotFound and Expired likewise."""
    found = letter_text(supporter_id, letter_id)
    _record(AuditVerb.LETTER_OPENED, supporter_id, staff_member_id, now)
    return found


def _record(verb: AuditVerb, supporter_id: str, staff_member_id: str | None, now: datetime) -> None:
    record(db.session(), verb, staff_member_id=staff_member_id, now=now, subject=supporter_id)
    db.session.commit()
