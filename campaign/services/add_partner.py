"""Write a partner organization down."""

from datetime import datetime

from sqlalchemy import select

from campaign.db import db, new_id, take_turn
from campaign.domain.errors import Refused
from campaign.domain.sources import is_code
from campaign.domain.staff import AuditVerb
from campaign.models.partners import Partner
from campaign.models.staff import record


def add_partner(slug: str, name: str, *, staff_member_id: str | None, now: datetime) -> None:
    """Add an organization under a short name.

    Raises Refused("slug_nonsense"), Refused("slug_taken") or Refused("name_missing").
    """
    if not is_code(slug):
        raise Refused("slug_nonsense", slug=slug)
    if not name:
        raise Refused("name_missing")
    take_turn(db.session(), f"partner {slug}")
    if db.session.scalar(select(Partner.id).where(Partner.slug == slug)):
        raise Refused("slug_taken", slug=slug)
    partner = Partner(id=new_id(), slug=slug, name=name)
    db.session.add(partner)
    record(
        db.session(),
        AuditVerb.PARTNER_ADDED,
        staff_member_id=staff_member_id,
        subject=partner.id,
        now=now,
    )
    db.session.commit()
