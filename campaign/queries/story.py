"""A person's story in the order of time: what they did, what was sent, and what came of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select

from campaign.db import db
from campaign.domain.deliveries import Channel, DeliveryKind, DeliveryState, HoldReason
from campaign.domain.staff import AuditVerb
from campaign.models.actions import Action, ActionRecommendation
from campaign.models.campaigns import RecommendationText
from campaign.models.deliveries import Delivery, DeliveryEvent, Receipt
from campaign.models.letters import Letter
from campaign.models.partners import Partner, Source
from campaign.models.roster import Target
from campaign.models.staff import AuditEntry, StaffMember
from campaign.models.supporters import Consent
from campaign.queries.deliveries import DeliveryStep, step_of
from campaign.queries.person import actions_of
from campaign.queries.suppressions import suppressions_of

LOOKS = (AuditVerb.SUPPORTER_OPENED, AuditVerb.LETTER_OPENED)
"""What staff do with a person that changes nothing, and is left out of the story."""


@dataclass(frozen=True, slots=True)
class MailStory:
    """One way of one letter, or one of our own mails, with its steps and what came back."""

    id: str
    letter_id: str
    about: str
    """The legislator of a letter; the kind of a notice."""
    channel: Channel
    state: DeliveryState
    hold_reason: HoldReason | None
    created_at: datetime
    steps: tuple[DeliveryStep, ...]
    reports: tuple[tuple[datetime, str], ...]
    has_words: bool


@dataclass(frozen=True, slots=True)
class StoryStep:
    """One thing that happened. `word` says what; the rest is empty where it does not apply."""

    at: datetime
    word: str
    who: str = ""
    about: str = ""
    source: str = ""
    wording: str = ""
    locale: str = ""
    asks: tuple[str, ...] = ()
    mails: tuple[MailStory, ...] = ()


def story(supporter_id: str, email: str, address_hash: str, *, locale: str) -> list[StoryStep]:
    """Return the story of a supporter and of everybody at the address, the first thing first."""
    actions = actions_of(supporter_id, email)
    mails = _mails([action.id for action in actions], email)
    sources = {row.id: row.code for row in db.session.scalars(select(Source))}
    steps = [
        step
        for action in actions
        for step in _of_an_action(action, mails[action.id], sources, locale)
    ]
    steps += [StoryStep(mail.created_at, "mail", mails=(mail,)) for mail in mails[""]]
    steps += [
        *_of_consents(supporter_id, sources),
        *_of_the_list(address_hash),
        *_of_staff({supporter_id, address_hash}),
    ]
    return sorted(steps, key=lambda step: step.at)


def _of_an_action(
    action: Action, letters: Sequence[MailStory], sources: dict[str, str], locale: str
) -> list[StoryStep]:
    who = f"{action.given_name} {action.family_name}".strip()
    wrote = StoryStep(
        action.submitted_at,
        "wrote",
        who=who,
        source=sources.get(action.source_id or "", ""),
        locale=action.locale,
        asks=tuple(db.session.scalars(_asks(action.id, locale))),
        mails=tuple(letters),
    )
    later = {
        "confirmed": action.confirmed_at,
        "withdrew": action.withdrawn_at,
        "expired": action.expired_at,
        "forgotten": action.scrubbed_at,
    }
    return [wrote, *(StoryStep(at, word, who=who) for word, at in later.items() if at is not None)]


def _of_consents(supporter_id: str, sources: dict[str, str]) -> list[StoryStep]:
    rows = db.session.execute(
        select(Consent, Partner.name)
        .outerjoin(Partner, Partner.id == Consent.partner_id)
        .where(Consent.supporter_id == supporter_id)
        .order_by(Consent.id)
    )
    return [
        StoryStep(
            consent.at,
            "agreed" if consent.given else "took_back",
            about=partner or "",
            source=sources.get(consent.source_id or "", ""),
            wording=consent.wording_version,
            locale=consent.locale,
        )
        for consent, partner in rows
    ]


def _of_the_list(address_hash: str) -> list[StoryStep]:
    found = suppressions_of([address_hash])
    begun = [StoryStep(row.since, "suppressed", about=row.reason) for row in found]
    return begun + [StoryStep(row.lifted_at, "lifted") for row in found if row.lifted_at]


def _of_staff(subjects: Collection[str]) -> list[StoryStep]:
    rows = db.session.execute(
        select(AuditEntry.at, AuditEntry.verb, StaffMember.email)
        .outerjoin(StaffMember, StaffMember.id == AuditEntry.staff_member_id)
        .where(AuditEntry.subject.in_(subjects), AuditEntry.verb.not_in(LOOKS))
    )
    return [StoryStep(at, "staff", who=email or "", about=verb) for at, verb, email in rows]


def _mails(action_ids: Sequence[str], email: str) -> dict[str, list[MailStory]]:
    """Return the letters of each action, and under no action's id our own mails."""
    found: dict[str, list[MailStory]] = defaultdict(list)
    ours = or_(Delivery.action_id.in_(action_ids), Delivery.recipient == email)
    which = or_(Letter.action_id.in_(action_ids), and_(Delivery.kind == DeliveryKind.NOTICE, ours))
    rows = db.session.execute(
        select(Delivery, Letter.action_id, Letter.body, Target.full_name)
        .outerjoin(Letter, Letter.id == Delivery.letter_id)
        .outerjoin(Target, Target.id == Letter.target_id)
        .where(which)
        .order_by(Letter.position, Delivery.created_at, Delivery.id)
        .execution_options(populate_existing=True)
    ).all()
    ids = [row[0].id for row in rows]
    steps, reports = _steps(ids), _reports(ids)
    for delivery, action_id, body, legislator in rows:
        mail = MailStory(
            id=delivery.id,
            letter_id=delivery.letter_id or "",
            about=legislator or delivery.notice_kind,
            channel=delivery.channel,
            state=delivery.status,
            hold_reason=delivery.hold_reason,
            created_at=delivery.created_at,
            steps=tuple(steps[delivery.id]),
            reports=tuple(reports[delivery.id]),
            has_words=bool(body),
        )
        found[action_id or ""].append(mail)
    return found


def _steps(delivery_ids: Sequence[str]) -> dict[str, list[DeliveryStep]]:
    found: dict[str, list[DeliveryStep]] = defaultdict(list)
    rows = db.session.scalars(
        select(DeliveryEvent)
        .where(DeliveryEvent.delivery_id.in_(delivery_ids))
        .order_by(DeliveryEvent.id)
    )
    for row in rows:
        found[row.delivery_id].append(step_of(row))
    return found


def _reports(delivery_ids: Sequence[str]) -> dict[str, list[tuple[datetime, str]]]:
    found: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    rows = db.session.execute(
        select(Receipt.delivery_id, Receipt.occurred_at, Receipt.kind)
        .where(Receipt.delivery_id.in_(delivery_ids))
        .order_by(Receipt.occurred_at)
    )
    for delivery_id, at, kind in rows:
        found[delivery_id or ""].append((at, kind))
    return found


def _asks(action_id: str, locale: str) -> Select[str]:
    return (
        select(RecommendationText.title)
        .join(
            ActionRecommendation,
            ActionRecommendation.recommendation_id == RecommendationText.recommendation_id,
        )
        .where(ActionRecommendation.action_id == action_id, RecommendationText.locale == locale)
        .order_by(ActionRecommendation.position)
    )
