"""Correct what is known of a supporter; what was sent stays as it was sent."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from campaign.db import db
from campaign.domain.errors import Expired, NotFound, Refused
from campaign.domain.staff import AuditVerb
from campaign.domain.wishes import Correction, Wish
from campaign.models.staff import record
from campaign.models.supporters import Supporter, hold_supporter, write_name_words
from campaign.queries.name_words import names_of
from campaign.queries.tokens import owner_of


def correct_supporter(
    supporter_id: str, correction: Correction, wish: Wish, *, now: datetime
) -> tuple[str, ...]:
    """Write down what is right; return the names of the fields that changed, none being written.

    The audit keeps those names, never the values. Raises NotFound, Expired for somebody who is
    forgotten, and Refused("email_taken") when somebody else has the address.
    """
    session = db.session()
    supporter = hold_supporter(session, supporter_id)
    if supporter is None:
        raise NotFound("supporter")
    if supporter.email is None:
        raise Expired("supporter")
    if owner_of(correction.email) not in {None, supporter_id}:
        raise Refused("email_taken")
    changed = _write(supporter, correction)
    try:
        session.flush()
    except IntegrityError as taken:
        session.rollback()
        raise Refused("email_taken") from taken
    write_name_words(session, names_of([supporter_id]))
    record(
        session,
        AuditVerb.SUPPORTER_CORRECTED,
        staff_member_id=wish.staff_member_id,
        now=now,
        subject=supporter_id,
        facts=wish.facts(fields=list(changed)),
    )
    session.commit()
    return changed


def _write(supporter: Supporter, correction: Correction) -> tuple[str, ...]:
    values = asdict(correction)
    changed = tuple(name for name, value in values.items() if getattr(supporter, name) != value)
    for name in changed:
        setattr(supporter, name, values[name])
    return changed
