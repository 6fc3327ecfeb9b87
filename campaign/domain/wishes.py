"""What somebody wants done with what we know of them: who asked for it, by which way, and how."""

from dataclasses import dataclass
from enum import StrEnum


class Asker(StrEnum):
    """Who asked for it."""

    SELF = "self"
    GUARDIAN = "guardian"
    NOBODY = "nobody"
    """Staff decided by themselves."""


class WishWay(StrEnum):
    """The way by which the wish came."""

    EMAIL = "email"
    PHONE = "phone"
    IN_PERSON = "in_person"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Wish:
    """What staff do for somebody. `staff_member_id` is None at a terminal of the server."""

    asker: Asker
    way: WishWay
    staff_member_id: str | None

    @property
    def actor(self) -> str:
        """Return who did it, as the steps of a delivery name them."""
        return f"staff:{self.staff_member_id or 'terminal'}"

    def facts(self, **more: object) -> dict[str, object]:
        """Return what the audit keeps of it, and more."""
        return {"asker": self.asker, "way": self.way, **more}


@dataclass(frozen=True, slots=True)
class Correction:
    """What is right about a person, in every field; the address is normalised."""

    given_name: str
    family_name: str
    email: str
    city: str
    zip: str
    locale: str
