"""What people agreed to: of each purpose, the newest word holds."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from campaign.db import db
from campaign.domain.people import AgeBand, ConsentGiven, Purpose
from campaign.models.actions import Action
from campaign.models.partners import Source
from campaign.models.supporters import Consent


def standing(supporter_id: str) -> Sequence[ConsentGiven]:
    """Return what a supporter agrees to now."""
    newest: dict[tuple[Purpose, str | None, str], ConsentGiven | None] = {}
    rows = db.session.scalars(
        select(Consent).where(Consent.supporter_id == supporter_id).order_by(Consent.id)
    )
    for row in rows:
        consent = ConsentGiven(
            purpose=row.purpose,
            partner_id=row.partner_id,
            campaign_id=row.campaign_id,
            source_id=row.source_id,
            locale=row.locale,
            wording_version=row.wording_version,
        )
        newest[consent.key] = consent if row.given else None
    return [consent for consent in newest.values() if consent is not None]


def stands(purpose: Purpose) -> list[ColumnElement[bool]]:
    """Return the conditions that a consent is a yes which no later word took back, as SQL."""
    later = aliased(Consent)
    return [
        Consent.purpose == purpose,
        Consent.given.is_(True),
        ~exists().where(
            later.supporter_id == Consent.supporter_id,
            later.purpose == Consent.purpose,
            later.partner_id.is_not_distinct_from(Consent.partner_id),
            later.campaign_id == Consent.campaign_id,
            later.id > Consent.id,
        ),
    ]


def chosen(action: Action) -> list[ConsentGiven]:
    """Return what the writer of an action ticked. Minors give no consents."""
    if action.age_band is not AgeBand.ADULT:
        return []
    purposes: list[tuple[Purpose, str | None]] = []
    if action.consent_coalition:
        purposes.append((Purpose.COALITION, None))
    partner_id = _partner_of(action.source_id)
    if action.consent_partner and partner_id is not None:
        purposes.append((Purpose.PARTNER, partner_id))
    return [
        ConsentGiven(
            purpose=purpose,
            partner_id=partner_id,
            campaign_id=action.campaign_id,
            source_id=action.source_id,
            locale=action.locale,
            wording_version=action.consent_wording,
        )
        for purpose, partner_id in purposes
    ]


def _partner_of(source_id: str | None) -> str | None:
    return db.session.scalars(select(Source.partner_id).where(Source.id == source_id)).first()
