"""What a relay's log says about a mail of ours."""

from dataclasses import dataclass
from datetime import timedelta

FRESH = timedelta(minutes=10)
"""A doubt so young may not have reached the log yet; that nothing is found proves nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A mail that the relay took: its name there, and the status of its bounce, if it bounced."""

    reference: str
    bounced: str = ""
