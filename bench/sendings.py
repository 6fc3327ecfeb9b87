"""The rows of one sending of the invented crowd."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from campaign.domain.people import CONSENT_WORDING_VERSION, AgeBand

GIVEN = ("Ana", "Luis", "María", "José", "Sofía", "Mateo", "Elena", "Diego", "Grace", "Tuan")
FAMILY = ("García", "Hernández", "López", "Nguyen", "Smith", "Johnson", "Patel", "Kim", "Brown")
CITIES = ("Los Angeles", "San Diego", "Fresno", "Oakland", "Sacramento", "Santa Ana", "Stockton")
STORY = (
    "My children go to school in {city}. The bus comes late, the counselor has nine hundred"
    " students, and the books are older than I am. We are asking you to act this year. "
)
SUBJECT = "Our schools"
OUT, WAITING = {"delivered", "sent", "bounced"}, {"held", "in_doubt", "failed"}
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Sending:
    """One person's sending: who, when, how, from where and about what."""

    number: int
    who: int
    is_new: bool
    confirmed: bool
    local: datetime
    at: str
    locale: str
    source: tuple[str, str]
    place: int
    share: float
    asks: Sequence[str]
    words_kept: bool

    @property
    def id(self) -> str:
        """Return the id of the action."""
        return f"{self.number:032x}"

    @property
    def person(self) -> Row:
        """Return what is known of the person."""
        given, family = GIVEN[self.who % len(GIVEN)], FAMILY[self.who // 7 % len(FAMILY)]
        return {
            "email": f"{given.lower()}.{self.who}@families.example",
            "given_name": given,
            "family_name": family,
            "city": CITIES[self.place % len(CITIES)],
            "zip": f"9{self.place:03}{self.who % 10}",
        }


def supporter_row(sending: Sending) -> Row:
    """Return the person of a sending."""
    return {
        "id": f"{sending.who:032x}",
        **sending.person,
        "locale": sending.locale,
        "age_band": AgeBand.ADULT.value,
        "created_at": sending.at,
        "last_contact_at": sending.at,
    }


def action_row(sending: Sending, campaign_id: str) -> Row:
    """Return an action; one that nobody confirmed has expired and names nobody."""
    yes, person = sending.confirmed, sending.person
    ended = None if yes else sending.at
    return {
        "id": sending.id,
        "campaign_id": campaign_id,
        "supporter_id": f"{sending.who:032x}" if yes else None,
        "source_id": sending.source[0] or None,
        **(person if yes else dict.fromkeys(person, "")),
        "name_key": f"{person['given_name']} {person['family_name']}".lower() if yes else "",
        "street": "",
        "age_band": AgeBand.ADULT.value,
        "locale": sending.locale,
        "submission_key": sending.id,
        "submission_digest": "",
        "consent_wording": CONSENT_WORDING_VERSION,
        "own_words_share": sending.share,
        "submitted_at": sending.at,
        "confirmed_at": sending.at if yes else None,
        "expired_at": ended,
        "scrubbed_at": ended,
    }


def letter_row(sending: Sending, position: int, target_id: str) -> Row:
    """Return one letter; its words stand only while the program keeps them."""
    body = STORY.format(city=sending.person["city"]) * 4
    return {
        "id": _letter_id(sending, position),
        "action_id": sending.id,
        "target_id": target_id,
        "position": position,
        "locale": sending.locale,
        "subject": SUBJECT if sending.words_kept else "",
        "body": body if sending.words_kept else "",
        "length": len(body),
        "accepted_at": sending.at if sending.confirmed else None,
    }


def delivery_row(sending: Sending, position: int, state: str) -> Row:
    """Return the delivery of one letter, as it came to its state."""
    letter_id, yes = _letter_id(sending, position), sending.confirmed
    out = state in OUT
    return {
        "id": letter_id,
        "kind": "letter",
        "letter_id": letter_id,
        "channel": "email",
        "recipient": f"office.{position}@legislature.example" if yes else "",
        "subject": SUBJECT if sending.words_kept else "",
        "message_id": f"{letter_id}@campaign.example" if yes else None,
        "mail_date": sending.at if yes else None,
        "status": state,
        "hold_reason": "uncertain_answer" if state == "held" else None,
        "attempts": int(out),
        "created_at": sending.at,
        "due_at": sending.at,
        "queued_at": sending.at if yes else None,
        "final_at": None if state in {"held", "in_doubt"} else sending.at,
        "sent_at": sending.at if out else None,
        "scrubbed_at": None if sending.words_kept else sending.at,
    }


def event_row(sending: Sending, position: int, state: str) -> Row:
    """Return the step by which a delivery came to its state."""
    return {
        "delivery_id": _letter_id(sending, position),
        "from": "unconfirmed",
        "to": state,
        "at": sending.at,
        "attempt": 1,
        "actor": "crowd",
    }


def _letter_id(sending: Sending, position: int) -> str:
    return f"{sending.number * 2 + position:032x}"
