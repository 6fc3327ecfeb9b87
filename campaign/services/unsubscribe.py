"""End a person's sign-ups: no follow-up mail goes to them any more."""

from datetime import datetime

from campaign.db import db
from campaign.domain.errors import NotFound
from campaign.domain.ports import Signer
from campaign.domain.site import UNSUBSCRIBE
from campaign.models import tallies
from campaign.models.supporters import hold_supporter, record_consents
from campaign.queries.consents import sender_of, standing
from campaign.queries.tallies import sign_up_deltas


def unsubscribe(token: str, *, only: str = "", signer: Signer, now: datetime) -> int:
    """Withdraw the standing consents behind a token; return how many. Raises NotFound.

    With the id of a sender it is only theirs: news of the coalition and of a partner are two.
    """
    supporter_id = signer.unsign(UNSUBSCRIBE, token)
    if hold_supporter(db.session(), supporter_id) is None:
        raise NotFound("supporter")
    consents = [each for each in standing(supporter_id) if only in {"", sender_of(each)}]
    record_consents(db.session(), supporter_id, consents, given=False, now=now)
    tallies.append(db.session(), sign_up_deltas(consents, now, -1))
    db.session.commit()
    return len(consents)
