"""An outbox, a worker and a relay in memory, for tests of delivery."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.deliveries import DeliveryKind
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.services.deliver import Run, Terms, deliver
from campaign.wiring import Adapters
from tests.fakes import FakeMailer
from tests.outbox import queue_letters, states

TERMS = Terms(lease_for=timedelta(minutes=5), backoff_scale=1.0)


@dataclass
class Post:
    """An outbox, a worker, and a relay in memory."""

    edges: Adapters
    mailer: FakeMailer
    session: scoped_session[Session]
    now: datetime

    def queue(self, number: int) -> None:
        """Queue letters."""
        queue_letters(self.edges, number, now=self.now)

    def run(
        self, at: datetime, clock: Callable[[], datetime] | None = None, *, terms: Terms = TERMS
    ) -> Run:
        """Deliver what is due at a moment."""
        self.session.expire_all()
        return deliver(
            mailer=self.mailer,
            renderer=self.edges.renderer,
            signer=self.edges.signer,
            bell=self.edges.bell,
            site=self.edges.site,
            clock=clock or (lambda: at),
            terms=terms,
        )

    def states(self, kind: DeliveryKind = DeliveryKind.LETTER) -> list[str]:
        """Return the states of all letters, or of all notices."""
        return states(self.session, kind)

    def letter(self) -> Delivery:
        """Return the only letter as it stands now."""
        self.session.expire_all()
        only = select(Delivery).where(Delivery.kind == DeliveryKind.LETTER)
        found = self.session.scalars(only).one()
        self.session.rollback()
        return found

    def steps(self, delivery_id: str) -> list[str]:
        """Return the states that a delivery came into, in order."""
        found = self.session.scalars(
            select(DeliveryEvent.new)
            .where(DeliveryEvent.delivery_id == delivery_id)
            .order_by(DeliveryEvent.id)
        ).all()
        self.session.rollback()
        return list(found)
