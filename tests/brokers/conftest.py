"""The brokers that are there, one after the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.brokers.stand import BROKERS, Broker, BrokerKind, which_are_here
from tests.conftest import missing
from tests.servers import Missing


def pytest_report_header() -> list[str]:
    """Say which brokers are tried, and why one is not."""
    return [f"broker {kind}: {why or 'tried'}" for kind, why in which_are_here().items()]


@pytest.fixture(params=list(BrokerKind), ids=str)
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    """A broker of this test's own, which listens."""
    folder = tmp_path / "broker"
    folder.mkdir()
    try:
        broker = BROKERS[request.param](folder)
        broker.start()
    except Missing as reason:
        missing(reason)
    yield broker
    broker.stop()
