"""End a person's sign-ups: no follow-up mail goes to them any more."""

from datetime import datetime

from campaign.db import db
from campaign.domain.errors import NotFound
from campaign.domain.ports import Signer
from campaign.domain.site import UNSUBSCRIBE
from campaign.models import tallies
from campaign.models.supporters import hold_supporter, record_consents
from campaign.queries.consents import standing
from campaign.queries.tallies import sign_up_deltas


def unsubscribe(token: str, *, signer: Signer, now: datetime) -> int:
    """Withdraw every standing consent behind a token; return how many. Raises NotFound."""
    supporter_id = signer.unsign(UNSUBSCRIBE, token)
    if hold_supporter(db.session(), supporter_id) is None:
        raise NotFound("supporter")
    consents = standing(supporter_id)
    record_consents(db.session(), supporter_id, consents, given=False, now=now)
    tallies.append(db.session(), sign_up_deltas(consents, now, -1))
    db.session.commit()
    return len(consents)
