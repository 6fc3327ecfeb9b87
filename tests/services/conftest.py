"""What the stories of the services begin with."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session, scoped_session

from campaign.models.campaigns import Campaign
from campaign.wiring import Adapters
from tests.fakes import FakeMailer
from tests.post import Post
from tests.writers import found_campaign


@pytest.fixture
def post(edges: Adapters, session: scoped_session[Session], now: datetime) -> Post:
    """An outbox over an empty database."""
    assert isinstance(edges.mailer, FakeMailer)
    return Post(edges, edges.mailer, session, now)


@pytest.fixture
def campaign(session: scoped_session[Session], now: datetime) -> Campaign:
    """A small campaign in an invented state."""
    del session
    return found_campaign(now)
