"""What people agreed to: of each purpose, the newest word holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from campaign.db import db
from campaign.domain.people import AgeBand, ConsentGiven, Purpose
from campaign.models.actions import Action
from campaign.models.partners import Partner, Source
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


@dataclass(frozen=True, slots=True)
class NewsSender:
    """Somebody whose news a supporter agrees to; the name is empty for the coalition."""

    id: str
    name: str


def sender_of(consent: ConsentGiven) -> str:
    """Return the id of who may write by a consent: the partner's, or the coalition's word."""
    return consent.partner_id or Purpose.COALITION.value


def news_senders(supporter_id: str) -> list[NewsSender]:
    """Return whose news a supporter agrees to now, the coalition first."""
    agreed = {sender_of(consent) for consent in standing(supporter_id)}
    partners = db.session.execute(
        select(Partner.id, Partner.name).where(Partner.id.in_(agreed)).order_by(Partner.name)
    )
    coalition = [NewsSender(Purpose.COALITION.value, "")]
    return [
        *(coalition if Purpose.COALITION.value in agreed else []),
        *(NewsSender(partner_id, name) for partner_id, name in partners),
    ]


def sign_ups_by_source(campaign_id: str) -> dict[str, dict[Purpose, int]]:
    """Return how many yeses stand, by the source whose link brought them and by purpose.

    Sources that brought none are left out, and so are those who came without any.
    """
    later = aliased(Consent)
    newer = select(later.id).where(
        later.supporter_id == Consent.supporter_id,
        later.purpose == Consent.purpose,
        later.partner_id.is_not_distinct_from(Consent.partner_id),
        later.campaign_id == Consent.campaign_id,
        later.id > Consent.id,
    )
    rows = db.session.execute(
        select(Consent.source_id, Consent.purpose, func.count())
        .where(
            Consent.source_id.is_not(None),
            Consent.campaign_id == campaign_id,
            Consent.given,
            ~newer.exists(),
        )
        .group_by(Consent.source_id, Consent.purpose)
    )
    found: dict[str, dict[Purpose, int]] = {}
    for source_id, purpose, number in rows:
        found.setdefault(source_id or "", dict.fromkeys(Purpose, 0))[purpose] = number
    return found


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


def _partner_of(source_id: str | None) -> str | None:
    return db.session.scalars(select(Source.partner_id).where(Source.id == source_id)).first()
