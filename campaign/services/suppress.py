"""Put an address on the list of those that get no mail, take it off, or look it up there."""

from datetime import datetime

from campaign.db import db
from campaign.domain.errors import Refused
from campaign.domain.people import SUPPRESSION, normalise_email
from campaign.domain.ports import Signer
from campaign.domain.staff import AuditVerb
from campaign.domain.wishes import Wish
from campaign.models import supporters
from campaign.models.staff import record
from campaign.queries.suppressions import Standing, standing

ASKED = "asked"
"""Why an address gets no mail whose owner, or staff, said so."""


def suppress(email: str, wish: Wish, *, signer: Signer, now: datetime) -> None:
    """Let no mail of ours go to an address. Raises Refused("suppressed_already").

    Letters to offices are not touched: they are no mail to the writer.
    """
    hashed = signer.digest(SUPPRESSION, normalise_email(email))
    if standing(hashed) is not None:
        raise Refused("suppressed_already")
    supporters.suppress(db.session(), hashed, ASKED, now=now)
    _record(AuditVerb.ADDRESS_SUPPRESSED, hashed, wish, now)


def lift(email: str, wish: Wish, *, signer: Signer, now: datetime) -> None:
    """Let mail go to an address again. Raises Refused("not_suppressed")."""
    hashed = signer.digest(SUPPRESSION, normalise_email(email))
    if not supporters.lift(db.session(), hashed, now=now):
        raise Refused("not_suppressed")
    _record(AuditVerb.SUPPRESSION_LIFTED, hashed, wish, now)


def look_up(
    email: str, *, staff_member_id: str | None, signer: Signer, now: datetime
) -> Standing | None:
    """Return how an address stands on the list, None where it does not, and record the look."""
    hashed = signer.digest(SUPPRESSION, normalise_email(email))
    found = standing(hashed)
    record(
        db.session(),
        AuditVerb.ADDRESS_LOOKED_UP,
        staff_member_id=staff_member_id,
        now=now,
        subject=hashed,
        facts={"found": int(found is not None)},
    )
    db.session.commit()
    return found


def _record(verb: AuditVerb, hashed: str, wish: Wish, now: datetime) -> None:
    record(
        db.session(),
        verb,
        staff_member_id=wish.staff_member_id,
        now=now,
        subject=hashed,
        facts=wish.facts(),
    )
    db.session.commit()
