"""Add the code of a link, poster or sheet by which people come."""

from datetime import datetime

from sqlalchemy import select

from campaign.db import db, new_id, take_turn
from campaign.domain.errors import Refused
from campaign.domain.sources import is_code
from campaign.domain.staff import AuditVerb
from campaign.models.partners import Partner, Source
from campaign.models.staff import record


def add_source(
    code: str,
    *,
    label: str,
    medium: str,
    partner_slug: str = "",
    partner_name: str = "",
    staff_member_id: str | None = None,
    now: datetime,
) -> None:
    """Write a source down, and its partner where it is new.

    Raises Refused("code_nonsense"), Refused("code_taken"), or Refused("partner_unknown") for a
    partner without a name.
    """
    if not is_code(code):
        raise Refused("code_nonsense", code=code)
    take_turn(db.session(), f"source {code}")
    if db.session.scalars(select(Source.id).where(Source.code == code)).first():
        raise Refused("code_taken", code=code)
    partner_id = None
    if partner_slug:
        partner_id = _partner(partner_slug, partner_name, staff_member_id, now)
    source = Source(id=new_id(), code=code, partner_id=partner_id, label=label, medium=medium)
    db.session.add(source)
    record(
        db.session(),
        AuditVerb.SOURCE_ADDED,
        staff_member_id=staff_member_id,
        subject=source.id,
        now=now,
    )
    db.session.commit()


def _partner(slug: str, name: str, staff_member_id: str | None, now: datetime) -> str:
    partner = db.session.scalars(select(Partner).where(Partner.slug == slug)).one_or_none()
    if partner is not None:
        return partner.id
    if not name:
        raise Refused("partner_unknown", partner=slug)
    partner = Partner(id=new_id(), slug=slug, name=name)
    db.session.add(partner)
    db.session.flush()
    record(
        db.session(),
        AuditVerb.PARTNER_ADDED,
        staff_member_id=staff_member_id,
        subject=partner.id,
        now=now,
    )
    return partner.id
