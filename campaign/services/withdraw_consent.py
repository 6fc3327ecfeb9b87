"""Withdraw a consent for somebody who asked staff for it."""

from collections.abc import Collection
from datetime import datetime

from campaign.db import db
from campaign.domain.errors import NotFound
from campaign.domain.people import ConsentGiven
from campaign.domain.staff import AuditVerb
from campaign.domain.wishes import Wish
from campaign.models import tallies
from campaign.models.staff import record
from campaign.models.supporters import hold_supporter, record_consents
from campaign.queries.consents import standing
from campaign.queries.tallies import sign_up_deltas


def withdraw_consents(
    supporter_id: str, keys: Collection[str], wish: Wish, *, now: datetime
) -> int:
    """Take back those standing consents whose keys are given; return how many. Raises NotFound."""
    session = db.session()
    if hold_supporter(session, supporter_id) is None:
        raise NotFound("supporter")
    consents = [consent for consent in standing(supporter_id) if key_of(consent) in keys]
    record_consents(session, supporter_id, consents, given=False, now=now)
    tallies.append(session, sign_up_deltas(consents, now, -1))
    record(
        session,
        AuditVerb.CONSENT_WITHDRAWN,
        staff_member_id=wish.staff_member_id,
        now=now,
        subject=supporter_id,
        facts=wish.facts(purposes=sorted({consent.purpose for consent in consents})),
    )
    session.commit()
    return len(consents)


def key_of(consent: ConsentGiven) -> str:
    """Return the text by which a form names a consent."""
    return ":".join((consent.purpose, consent.partner_id or "", consent.campaign_id))
