"""How a worker listens: to the broker alone, never to other workers."""

from typing import Any

from celery.worker.consumer import Consumer

ALONE = {"without_gossip": True, "without_mingle": True, "without_heartbeat": True}


class LonelyConsumer(Consumer):
    """A consumer that leaves gossip, mingling and heartbeats out: the rows are all we share."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Celery's own.
        kwargs["worker_options"] = {**(kwargs.get("worker_options") or {}), **ALONE}
        super().__init__(*args, **kwargs)
