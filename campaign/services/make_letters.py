"""Make confirmed letters by invented people to invented offices, to rehearse delivery."""

from datetime import datetime

from sqlalchemy import insert, select

from campaign.db import db, new_id
from campaign.domain.content import REHEARSAL, CampaignStatus
from campaign.domain.deliveries import DeliveryKind, DeliveryState
from campaign.domain.people import CONSENT_WORDING_VERSION, AgeBand
from campaign.domain.places import Chamber
from campaign.domain.ports import Bell
from campaign.domain.site import Site
from campaign.models.actions import Action
from campaign.models.campaigns import Campaign, CampaignText
from campaign.models.deliveries import Delivery
from campaign.models.letters import Letter
from campaign.models.places import District
from campaign.models.roster import Target

OFFICES = 120
BATCH = 1000

Row = dict[str, object]


def make_letters(number: int, *, site: Site, bell: Bell, now: datetime) -> None:
    """Queue so many letters, each to one of 120 addresses that cannot exist.

    They belong to a campaign of their own, so that no count of a real one sees them.
    """
    campaign_id, target_ids = _stage(now)
    for first in range(0, number, BATCH):
        rows = [
            _letter(campaign_id, target_ids[position % len(target_ids)], position, site, now)
            for position in range(first, min(first + BATCH, number))
        ]
        for table, index in ((Action, 0), (Letter, 1), (Delivery, 2)):
            db.session.execute(insert(table), [row[index] for row in rows])
    db.session.commit()
    bell.ring()


def _letter(
    campaign_id: str, target_id: str, position: int, site: Site, now: datetime
) -> tuple[Row, Row, Row]:
    """Return an action, its letter and its delivery."""
    action_id, letter_id, delivery_id = new_id(), new_id(), new_id()
    name, address = f"Núria Ensayo {position}", f"writer-{position}@writers.invalid"
    subject = f"Rehearsal {position}"
    body = f"Dear Office,\n\nThis is letter {position} of a rehearsal.\n\nSincerely,\n{name}"
    action: Row = {
        "id": action_id,
        "campaign_id": campaign_id,
        "email": address,
        "given_name": "Núria",
        "family_name": f"Ensayo {position}",
        "name_key": f"nuria ensayo {position}",
        "street": "",
        "city": "Sacramento",
        "zip": "95814",
        "age_band": AgeBand.ADULT,
        "locale": "en",
        "submission_key": action_id,
        "submission_digest": action_id,
        "consent_wording": CONSENT_WORDING_VERSION,
        "own_words_share": 0.0,
        "submitted_at": now,
        "confirmed_at": now,
    }
    letter: Row = {
        "id": letter_id,
        "action_id": action_id,
        "target_id": target_id,
        "position": 1,
        "locale": "en",
        "subject": subject,
        "body": body,
        "length": len(body),
        "accepted_at": now,
    }
    delivery: Row = {
        "id": delivery_id,
        "kind": DeliveryKind.LETTER,
        "letter_id": letter_id,
        "recipient": f"office-{position % OFFICES}@legislature.invalid",
        "from_name": name,
        "from_address": site.mail_from,
        "reply_to_name": name,
        "reply_to_address": address,
        "subject": subject,
        "text": body,
        "message_id": f"{delivery_id}@{site.mail_domain}",
        "mail_date": now,
        "status": DeliveryState.QUEUED,
        "created_at": now,
        "queued_at": now,
        "due_at": now,
    }
    return action, letter, delivery


def _stage(now: datetime) -> tuple[str, list[str]]:
    """Return the rehearsal's campaign and offices, made at the first rehearsal."""
    campaign_id = db.session.scalars(select(Campaign.id).where(Campaign.slug == REHEARSAL)).first()
    if campaign_id is not None:
        there = select(Target.id).where(Target.person_id.like(f"{REHEARSAL}%"))
        return campaign_id, list(db.session.scalars(there.order_by(Target.person_id)))
    campaign = Campaign(
        id=new_id(),
        slug=REHEARSAL,
        jurisdiction=REHEARSAL,
        status=CampaignStatus.DRAFT,
        starts_on=now.date(),
        time_zone="UTC",
        goal=0,
        loaded_at=now,
    )
    district = District(
        id=new_id(),
        ocd_id=REHEARSAL,
        jurisdiction=REHEARSAL,
        chamber=Chamber.LOWER,
        number="0",
        seats=OFFICES,
        valid_from=now.date(),
    )
    db.session.add_all([campaign, district])
    db.session.flush()
    text = CampaignText(campaign_id=campaign.id, locale="en", title="Rehearsal", summary="")
    targets = [
        Target(
            id=new_id(),
            person_id=f"{REHEARSAL}-{number:03}",
            district_id=district.id,
            given_name="Invented",
            family_name=f"Office {number}",
            full_name=f"Invented Office {number}",
            party="",
        )
        for number in range(OFFICES)
    ]
    db.session.add_all([text, *targets])
    db.session.flush()
    return campaign.id, [target.id for target in targets]
