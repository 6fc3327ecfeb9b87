"""Add the code of a link, poster or sheet by which people come."""

from sqlalchemy import select

from campaign.db import db
from campaign.domain.errors import Refused
from campaign.models.partners import Partner, Source


def add_source(
    code: str, *, label: str, medium: str, partner_slug: str = "", partner_name: str = ""
) -> None:
    """Write a source down, and its partner where it is new.

    Raises Refused("code_taken") or Refused("partner_unknown") for a partner without a name.
    """
    if db.session.scalars(select(Source.id).where(Source.code == code)).first():
        raise Refused("code_taken", code=code)
    partner_id = _partner(partner_slug, partner_name) if partner_slug else None
    db.session.add(Source(code=code, partner_id=partner_id, label=label, medium=medium))
    db.session.commit()


def _partner(slug: str, name: str) -> str:
    partner = db.session.scalars(select(Partner).where(Partner.slug == slug)).one_or_none()
    if partner is None and not name:
        raise Refused("partner_unknown", partner=slug)
    if partner is None:
        partner = Partner(slug=slug, name=name)
        db.session.add(partner)
        db.session.flush()
    return partner.id
