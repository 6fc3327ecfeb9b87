"""How our mail is taken: the shares that bounce and that are complained of, and when to stop.

Amazon SES reviews an account at 5 % bounces or 0.1 % complaints, and stops it at 10 % and
0.5 %: we stop by ourselves before that.
"""

from dataclasses import dataclass
from datetime import timedelta

VIEW = 500
WINDOW = timedelta(days=7)
"""The newest mails that left, of the last days."""

FEWEST = 100
"""With fewer mails in view nothing is stopped: one of ten says nothing."""

FEWEST_BAD = 2
"""One person who presses the wrong button stops nothing either."""

WARN_BOUNCES, STOP_BOUNCES = 0.02, 0.05
WARN_COMPLAINTS, STOP_COMPLAINTS = 0.001, 0.003

COMPLAINED = "complained"
"""The kind of report in `receipts` that is a complaint."""

PAUSED = "gauge.paused"
"""The job run that says when a gauge last paused everything: what left before is no news."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """So many mails in view, and how many of them went wrong."""

    mails: int
    bad: int

    @property
    def share(self) -> float:
        """The share that went wrong."""
        return self.bad / self.mails if self.mails else 0.0

    def is_over(self, mark: float) -> bool:
        """Tell whether so many went wrong that everything should stop."""
        return self.mails >= FEWEST and self.bad >= FEWEST_BAD and self.share >= mark


@dataclass(frozen=True, slots=True)
class Gauges:
    """Hard bounces among the letters, and complaints about whatever of ours arrived."""

    bounces: Gauge
    complaints: Gauge

    @property
    def warns(self) -> bool:
        """Tell whether somebody should look."""
        return self.bounces.share >= WARN_BOUNCES or self.complaints.share >= WARN_COMPLAINTS

    @property
    def reason_to_stop(self) -> str:
        """Say why everything should stop, or nothing."""
        bounces, complaints = self.bounces, self.complaints
        if bounces.is_over(STOP_BOUNCES):
            return f"{bounces.bad} of the last {bounces.mails} letters bounced"
        if complaints.is_over(STOP_COMPLAINTS):
            return f"{complaints.bad} of the last {complaints.mails} mails were complained of"
        return ""
