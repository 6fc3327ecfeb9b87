"""Give a partner organization another name."""

from datetime import datetime

from sqlalchemy import select

from campaign.db import db, take_turn
from campaign.domain.errors import NotFound, Refused
from campaign.domain.sources import is_code
from campaign.domain.staff import AuditVerb
from campaign.models.partners import Partner
from campaign.models.staff import record


def edit_partner(
    slug: str, *, new_slug: str, name: str, staff_member_id: str | None, now: datetime
) -> None:
    """Change an organization's short name and name; its sources and sign-ups stay its own.

    Raises NotFound, Refused("slug_nonsense"), Refused("slug_taken") or Refused("name_missing").
    """
    partner = db.session.scalars(select(Partner).where(Partner.slug == slug)).one_or_none()
    if partner is None:
        raise NotFound(slug)
    if not is_code(new_slug):
        raise Refused("slug_nonsense", slug=new_slug)
    if not name:
        raise Refused("name_missing")
    take_turn(db.session(), f"partner {new_slug}")
    taken = select(Partner.id).where(Partner.slug == new_slug, Partner.id != partner.id)
    if db.session.scalar(taken):
        raise Refused("slug_taken", slug=new_slug)
    if (partner.slug, partner.name) == (new_slug, name):
        return
    partner.slug, partner.name = new_slug, name
    record(
        db.session(),
        AuditVerb.PARTNER_EDITED,
        staff_member_id=staff_member_id,
        subject=partner.id,
        now=now,
    )
    db.session.commit()
