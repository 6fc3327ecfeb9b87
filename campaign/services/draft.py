"""Keep what one browser has chosen and typed, encrypted, for a day."""

from datetime import datetime

import msgspec
from sqlalchemy import delete

from campaign.db import db, insert_or
from campaign.domain.drafts import Draft
from campaign.domain.errors import NotFound
from campaign.domain.ports import Sealer, Signer
from campaign.domain.retention import DRAFT_KEPT
from campaign.models import drafts

_PURPOSE = "draft-cookie"


def resume(token: str, *, signer: Signer, sealer: Sealer, now: datetime) -> Draft:
    """Return the draft behind a cookie. Raises NotFound when there is none, or none any more."""
    cookie_hash = signer.digest(_PURPOSE, token)
    row = db.session.get(drafts.Draft, cookie_hash, populate_existing=True)
    if row is None or row.expires_at <= now:
        raise NotFound("draft")
    try:
        return msgspec.json.decode(sealer.unseal(row.payload), type=Draft)
    except msgspec.DecodeError as error:
        raise NotFound("draft") from error


def keep(token: str, draft: Draft, *, signer: Signer, sealer: Sealer, now: datetime) -> None:
    """Write a draft down; its day begins anew."""
    values = {
        "payload": sealer.seal(msgspec.json.encode(draft)),
        "expires_at": now + DRAFT_KEPT,
    }
    db.session.execute(
        insert_or(db.session(), drafts.Draft)
        .values(cookie_hash=signer.digest(_PURPOSE, token), **values)
        .on_conflict_do_update(index_elements=[drafts.Draft.cookie_hash], set_=values)
    )
    db.session.commit()


def discard(token: str, *, signer: Signer) -> None:
    """Forget a draft at once; nothing of it is left."""
    cookie_hash = signer.digest(_PURPOSE, token)
    db.session.execute(delete(drafts.Draft).where(drafts.Draft.cookie_hash == cookie_hash))
    db.session.commit()
