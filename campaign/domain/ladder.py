"""The ways of a letter to its office, one after the other: e-mail, the office's form, paper."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from campaign.domain.deliveries import Channel, DeliveryState, HoldReason

LADDER = (Channel.EMAIL, Channel.FORM, Channel.PRINT)
"""The first rung first. A letter stands on the highest one that it has reached."""

FORM_WAITS = timedelta(days=14)
"""How long a writer's word about the office's form is waited for."""

FORM_OPEN = (DeliveryState.HELD, DeliveryState.IN_DOUBT)
"""Where a writer's word about the office's form counts; a restored backup brings the doubt."""

BLAMES_COUNT_FOR = timedelta(days=14)
"""Two letters that failed for an office's address within this time make it failing."""

QUIET_AFTER_ACCEPTED = timedelta(days=3)
"""A letter that a server took and that has not come back for so long speaks for the address."""

SELF_REPORTED = "self_reported"
FORM_FAILED = "form_failed"
NO_WORD = "no_word"
UNANSWERED = "unanswered"
HANDED_OVER = "handed_over"
OFFICE_FAILING = "office_failing"
OFFICE_WORKS = "office_works"
CAMPAIGN_OVER = "campaign_over"
DECLINED = "declined"
"""Codes of the steps on the ladder, as events keep them."""


class Health(StrEnum):
    """Whether an office's e-mail address can be relied on."""

    WORKING = "working"
    DOUBTFUL = "doubtful"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Rung:
    """A way without a server: whom the letter waits for there."""

    channel: Channel
    hold: HoldReason


FORM = Rung(Channel.FORM, HoldReason.WRITER_SENDS)
PAPER = Rung(Channel.PRINT, HoldReason.IN_PACKET)


def told_key(letter_id: str) -> str:
    """Return what makes a writer hear once that their letter goes another way."""
    return f"another_way:{letter_id}"


def rung_after_email(contact_form_url: str) -> Rung:
    """Return where a letter goes that e-mail cannot carry: to paper where there is no form."""
    return FORM if contact_form_url else PAPER
