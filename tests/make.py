"""Plain makers: what people do, in one line each, through the real services."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, inspect, literal_column, select, table

from campaign import wiring
from campaign.db import Base, db
from campaign.domain.deliveries import DeliveryState
from campaign.domain.pacing import Paces, Rate, rates
from campaign.domain.people import AgeBand
from campaign.domain.retention import Retention
from campaign.domain.site import ERASE, UNSUBSCRIBE
from campaign.domain.submissions import Submission
from campaign.domain.tallies import TallyKind
from campaign.models.actions import Action
from campaign.models.campaigns import Campaign, Recommendation
from campaign.models.deliveries import Delivery
from campaign.models.letters import Letter
from campaign.models.partners import Partner, Source
from campaign.models.tallies import TallyDelta
from campaign.services import confirm as confirming
from campaign.services import settle as settling
from campaign.services import submit as submitting
from campaign.services.climb import Climbed
from campaign.services.climb import climb as climb_ladder
from campaign.services.confirm import Confirmed
from campaign.services.deliver import Terms, deliver
from campaign.services.expire import expire as expire_late
from campaign.services.remind import remind as remind_waiting
from campaign.services.submit import Submitted
from tests import writers
from tests.people import ANA, Person

STORY = "My daughter waits two hours for the only bus."


def source(code: str = "oak-fair", *, partner: str = "oak") -> Source:
    """Return a source of a partner."""
    owner = Partner(slug=partner, name=f"{partner.title()} Families")
    db.session.add(owner)
    db.session.flush()
    row = Source(code=code, partner_id=owner.id)
    db.session.add(row)
    db.session.commit()
    return row


def submission(campaign: Campaign, person: Person = ANA, **changes: object) -> Submission:
    """Return what a person submits: a letter of their own to both of their legislators."""
    plain = writers.submission(
        campaign,
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.email,
        street=person.street,
        city=person.city,
        zip=person.zip,
        age_band=person.age_band,
        locale=person.locale,
    )
    street = person.street if person.age_band is AgeBand.ADULT else ""
    text = f"Dear you,\n\n{STORY}\n\nSincerely,\n{person.name}\n{street}"
    letters = tuple(replace(letter, body=text) for letter in plain.letters)
    return replace(plain, **{"letters": letters, **changes})


def submit(content: Submission, now: datetime) -> Submitted:
    """Tap on "Send"."""
    edges = wiring.edges()
    return submitting.submit(
        content,
        site=edges.site,
        retention=Retention(),
        renderer=edges.renderer,
        signer=edges.signer,
        bell=edges.bell,
        now=now,
    )


def ask_again(page_token: str, now: datetime) -> None:
    """Ask for a new code."""
    edges = wiring.edges()
    submitting.ask_again(
        page_token,
        site=edges.site,
        renderer=edges.renderer,
        signer=edges.signer,
        bell=edges.bell,
        now=now,
    )


def confirm_by_link(link_token: str, now: datetime) -> Confirmed:
    """Press the button behind the mail's link."""
    edges = wiring.edges()
    return confirming.confirm_by_link(
        link_token,
        site=edges.site,
        renderer=edges.renderer,
        signer=edges.signer,
        bell=edges.bell,
        now=now,
    )


def confirm_by_code(page_token: str, code: str, now: datetime) -> Confirmed:
    """Type the six digits."""
    edges = wiring.edges()
    return confirming.confirm_by_code(
        page_token,
        code,
        site=edges.site,
        renderer=edges.renderer,
        signer=edges.signer,
        bell=edges.bell,
        now=now,
    )


def write(
    campaign: Campaign, person: Person = ANA, *, now: datetime, **changes: object
) -> Confirmed:
    """Write and confirm."""
    submitted = submit(submission(campaign, person, **changes), now)
    return confirm_by_link(link_in(mails(submitted.action_id)[-1]), now)


def settle(
    delivery_id: str, answer: DeliveryState, *, now: datetime, staff_member_id: str | None = None
) -> None:
    """Have a person say what became of a delivery in doubt."""
    edges = wiring.edges()
    settling.settle(
        delivery_id,
        answer,
        staff_member_id=staff_member_id,
        site=edges.site,
        renderer=edges.renderer,
        signer=edges.signer,
        bell=edges.bell,
        now=now,
    )


def settle_restored(answer: DeliveryState, *, now: datetime) -> int:
    """Have a person say what became of all that a restore put in doubt."""
    edges = wiring.edges()
    return settling.settle_restored(
        answer,
        staff_member_id=None,
        site=edges.site,
        renderer=edges.renderer,
        signer=edges.signer,
        bell=edges.bell,
        now=now,
    )


def remind(now: datetime) -> int:
    """Let the clock remind."""
    edges = wiring.edges()
    return remind_waiting(site=edges.site, renderer=edges.renderer, signer=edges.signer, now=now)


def expire(now: datetime) -> int:
    """Let the clock expire."""
    edges = wiring.edges()
    return expire_late(site=edges.site, retention=Retention(), renderer=edges.renderer, now=now)


PACED = rates(Paces())


def work(now: datetime, *, turns: tuple[Rate, ...] = PACED) -> None:
    """Let the worker hand over what is due, each letter in its turn; without turns, all at once."""
    edges = wiring.edges()
    db.session.rollback()
    deliver(
        mailer=edges.mailer,
        renderer=edges.renderer,
        signer=edges.signer,
        bell=edges.bell,
        site=edges.site,
        clock=lambda: now,
        terms=Terms(lease_for=timedelta(minutes=5), backoff_scale=1.0, rates=turns),
    )


def climb(now: datetime) -> Climbed:
    """Let the clock look at the ladder."""
    edges = wiring.edges()
    db.session.rollback()
    return climb_ladder(
        site=edges.site, renderer=edges.renderer, signer=edges.signer, bell=edges.bell, now=now
    )


def mails(action_id: str, kind: str = "confirm") -> list[Delivery]:
    """Return our mails of one kind about an action, the first due first."""
    return list(
        db.session.scalars(
            select(Delivery)
            .where(Delivery.action_id == action_id, Delivery.notice_kind == kind)
            .order_by(Delivery.due_at, Delivery.created_at)
            .execution_options(populate_existing=True)
        )
    )


def letters_of(action_id: str) -> list[Delivery]:
    """Return the deliveries of an action's letters, in the writer's order, rung by rung."""
    return list(
        db.session.scalars(
            select(Delivery)
            .join(Letter, Letter.id == Delivery.letter_id)
            .where(Letter.action_id == action_id)
            .order_by(Letter.position, Delivery.channel)
            .execution_options(populate_existing=True)
        )
    )


def target_of(delivery: Delivery) -> str:
    """Return to whose office a letter goes."""
    return db.session.get_one(Letter, delivery.letter_id).target_id


def states(action_id: str) -> list[str]:
    """Return how an action's letters stand."""
    found = [delivery.status.value for delivery in letters_of(action_id)]
    db.session.rollback()
    return found


def ways(action_id: str) -> list[str]:
    """Return the rungs on which an action's letters stand or stood, and how."""
    found = [
        f"{delivery.channel} {delivery.status} {delivery.hold_reason or ''}".strip()
        for delivery in letters_of(action_id)
    ]
    db.session.rollback()
    return found


def action(action_id: str) -> Action:
    """Return an action as it stands now."""
    return db.session.get_one(Action, action_id, populate_existing=True)


def link_in(mail: Delivery) -> str:
    """Return the token of the link that a mail carries."""
    found = re.search(r"/confirm/link/(\S+)", mail.text)
    assert found is not None
    return found.group(1)


def code_in(mail: Delivery) -> str:
    """Return the six digits that a mail carries."""
    found = re.search(r"\b\d{6}\b", mail.text)
    assert found is not None
    return found.group()


def wrong(code: str) -> str:
    """Return six other digits."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def unsubscribe_token(action_id: str) -> str:
    """Return the token that ends the sign-ups of an action's writer."""
    return wiring.edges().signer.sign(UNSUBSCRIBE, action(action_id).supporter_id or "")


def erase_token(action_id: str) -> str:
    """Return the token that erases an action's writer."""
    return wiring.edges().signer.sign(ERASE, action(action_id).supporter_id or "")


def counted() -> dict[TallyKind, int]:
    """Return what the tallies say of letters, asks, writers and sign-ups, without the zeros."""
    standing = (TallyKind.LETTER, TallyKind.ASK, TallyKind.WRITER, TallyKind.SIGN_UP)
    rows = db.session.execute(
        select(TallyDelta.kind, func.sum(TallyDelta.n))
        .where(TallyDelta.kind.in_(standing))
        .group_by(TallyDelta.kind)
    )
    return {kind: int(n) for kind, n in rows if n}


def number_of(rows: type[Base]) -> int:
    """Return how many rows a table has."""
    return db.session.scalar(select(func.count()).select_from(rows)) or 0


def places_of(words: Sequence[str]) -> Counter[str]:
    """Return each column of the whole database in which one of these words stands, anywhere.

    A short word counts where it stands alone: within a ciphertext "Eva" turns up by chance.
    """
    db.session.rollback()
    found: Counter[str] = Counter()
    sought = re.compile("|".join(map(_pattern, words)), re.IGNORECASE)
    for name in inspect(db.engine).get_table_names():
        rows = db.session.execute(select(literal_column("*")).select_from(table(name)))
        for row in rows.mappings():
            for column, value in row.items():
                text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
                if sought.search(text):
                    found[f"{name}.{column}"] += 1
    db.session.rollback()
    return found


def _pattern(word: str) -> str:
    """Return what finds a word; fewer letters than six also turn up by chance."""
    return re.escape(word) if len(word) > 5 else rf"\b{re.escape(word)}\b"


def all_asks() -> tuple[str, ...]:
    """Return every recommendation of the campaign."""
    return tuple(db.session.scalars(select(Recommendation.id).order_by(Recommendation.position)))
