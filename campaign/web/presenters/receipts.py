"""The receipt: where each letter is, in honest words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import format_date, format_datetime, format_time

from campaign.domain.deliveries import GIVEN_UP, Channel, DeliveryState, HoldReason
from campaign.domain.disclosure import THRESHOLD
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.ladder import CAMPAIGN_OVER, DECLINED, FORM_OPEN, UNANSWERED
from campaign.queries.actions import ActionView, LetterState
from campaign.queries.doubts import RESTORED
from campaign.queries.targets import Member
from campaign.web.presenters.legislators import LegislatorCard, card
from campaign.web.words import gettext as _

REPEATED = "repeated"
WENT_ON = "went_on"


SOON = timedelta(minutes=5)
"""A letter whose turn comes within so long has no time to tell: it is being sent."""


class Delay(StrEnum):
    """Why no letter leaves at the moment."""

    PAUSED = "paused"
    RELAY_FAILS = "relay_fails"


@dataclass(frozen=True, slots=True)
class ReceiptLetter:
    """One letter on its writer's receipt."""

    n: int
    legislator: LegislatorCard
    state: str
    channel: str
    held_reason: str | None
    form_url: str | None
    subject: str
    text: str
    original: str
    pdf_url: str | None
    call_url: str | None
    updated: str | None
    expected: str | None
    delay: Delay | None
    handed_over: bool
    successor_url: str | None = None
    """The page that sends it to who follows in the seat, if it may go there."""


@dataclass(frozen=True, slots=True)
class Goal:
    """How far a district is; no count where there are too few to show."""

    label: str
    count: int | None
    goal: int


def receipt_letter(  # The letter, for whom, how it is shown, and when.
    letter: LetterState,
    member: Member,
    jurisdiction: Jurisdiction,
    locale: str,
    token: str,
    *,
    delay: Delay | None,
    now: datetime,
) -> ReceiptLetter:
    """Return one letter as the receipt shows it; one that waits for us has no time to tell."""
    pdf_url = url_for("receipts.letter_pdf", token=token, n=letter.position)
    return ReceiptLetter(
        n=letter.position,
        legislator=card(member, jurisdiction, locale),
        state=_state(letter),
        channel=letter.channel.value,
        held_reason=letter.hold_reason.value if letter.hold_reason else None,
        form_url=_form_url(letter, token),
        subject=letter.subject,
        text=letter.body,
        original=letter.original_body,
        pdf_url=pdf_url if letter.body else None,
        call_url=_call_url(letter, token),
        updated=moment(letter.updated_at, jurisdiction) if letter.updated_at else None,
        expected=None if delay else _expected(letter, jurisdiction, now),
        delay=delay if letter.state is DeliveryState.QUEUED else None,
        handed_over=letter.handed_over,
    )


def _call_url(letter: LetterState, token: str) -> str | None:
    """Return the page that helps to call; none before a letter is confirmed, or for one of old."""
    if letter.state is DeliveryState.UNCONFIRMED or letter.went_on or letter.unanswered:
        return None
    return url_for("calls.show", token=token, n=letter.position)


def _state(letter: LetterState) -> str:
    """Return the word by which the page tells how a letter stands."""
    marks = {
        WENT_ON: letter.went_on,
        UNANSWERED: letter.unanswered,
        REPEATED: letter.repeated,
        DECLINED: letter.declined,
        CAMPAIGN_OVER: letter.over,
        RESTORED: letter.restored and letter.channel is Channel.EMAIL,
        GIVEN_UP: letter.given_up,
    }
    return next((word for word, holds in marks.items() if holds), letter.state.value)


def _form_url(letter: LetterState, token: str) -> str | None:
    """Return the page that helps with the office's form, while the letter waits for it."""
    if letter.hold_reason is not HoldReason.WRITER_SENDS or letter.state not in FORM_OPEN:
        return None
    return url_for("office_forms.show", token=token, n=letter.position)


def goals(
    members: Mapping[str, Member],
    counts: Mapping[str, int],
    goal: int,
    jurisdiction: Jurisdiction,
    locale: str,
) -> list[Goal]:
    """Return the goal of each legislator's district; a count under five is not shown."""
    return [
        Goal(
            label=card(member, jurisdiction, locale).district,
            count=count if (count := counts.get(target_id, 0)) >= THRESHOLD else None,
            goal=goal,
        )
        for target_id, member in members.items()
    ]


def moment(at: datetime, jurisdiction: Jurisdiction) -> str:
    """Return a time as people there write it."""
    local = at.astimezone(ZoneInfo(jurisdiction.time_zone))
    return str(format_datetime(local, "medium", rebase=False))


def _expected(letter: LetterState, jurisdiction: Jurisdiction, now: datetime) -> str | None:
    """Return when a letter that waits for its turn will leave, about, if that is not soon."""
    if letter.state is not DeliveryState.QUEUED or letter.due_at - now <= SOON:
        return None
    zone = ZoneInfo(jurisdiction.time_zone)
    past = timedelta(minutes=letter.due_at.minute, seconds=letter.due_at.second)
    local = (letter.due_at.replace(microsecond=0) + -past % SOON).astimezone(zone)
    time = format_time(local, "short", rebase=False)
    if local.date() == now.astimezone(zone).date():
        return _("We expect it to leave around %(time)s.", time=time)
    day = format_date(local.date(), "full", rebase=False)
    return _("We expect it to leave on %(day)s, around %(time)s.", day=day, time=time)


def action_is_moving(action: ActionView) -> bool:
    """Tell whether the page should be looked at again soon."""
    return any(letter.moving for letter in action.letters)
