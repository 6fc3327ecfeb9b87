"""The Celery application: the worker and the clock over the same house as the pages."""

import os
import signal
from typing import TYPE_CHECKING, Any

from celery import Celery, Task
from celery.concurrency import prefork
from celery.signals import (
    beat_init,
    task_postrun,
    worker_process_init,
    worker_ready,
    worker_shutting_down,
)
from flask import Flask
from kombu.transport import sqlalchemy as embedded_broker

from campaign.app import after_fork, after_task, create_app
from worker.schedule import DELIVERIES, EVERY, QUEUES, beat_schedule
from worker.watchdog import pulse_of, watch

if TYPE_CHECKING:
    import config

EMBEDDED_POLLING_SECONDS = 0.2

TASKS = ("worker.tasks.deliveries", "worker.tasks.clock", "worker.tasks.imports")


def create_celery(flask_app: Flask) -> Celery:
    """Build the Celery application around an application of Flask."""
    settings: config.Settings = flask_app.config["CAMPAIGN"]
    embedded_broker.Transport.polling_interval = EMBEDDED_POLLING_SECONDS
    celery = Celery("campaign", broker=settings.broker_url, task_cls=_task_class(flask_app))
    celery.conf.update(
        imports=TASKS,
        task_queues={name: {} for name in sorted(set(QUEUES.values()))},
        task_routes={task: {"queue": queue} for task, queue in QUEUES.items()},
        task_default_queue=DELIVERIES,
        task_ignore_result=True,
        beat_schedule=beat_schedule(),
        broker_connection_retry_on_startup=True,
        worker_consumer="worker.consumer:LonelyConsumer",
        worker_enable_remote_control=False,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        timezone="UTC",
    )
    parent = os.getpid()
    beat_init.connect(lambda **_: _beat_at_once(celery), weak=False)
    worker_process_init.connect(lambda **_: _begin(celery, flask_app, parent), weak=False)
    worker_ready.connect(lambda sender, **_: _ready(sender, celery, flask_app), weak=False)
    worker_shutting_down.connect(lambda **_: _stop(flask_app), weak=False)
    task_postrun.connect(lambda **_: after_task(flask_app), weak=False)
    celery.set_default()
    return celery


def _beat_at_once(celery: Celery) -> None:
    """Call the clock's first beat, which its schedule would call only after a while.

    Else every page of the console would say of a fresh installation that nothing is heard of it.
    """
    expires = EVERY["clock.beat"].total_seconds()
    celery.send_task("clock.beat", queue=QUEUES["clock.beat"], expires=expires)


def _begin(celery: Celery, flask_app: Flask, parent: int) -> None:
    """Begin anew in a process of the pool; a forked child inherits no thread.

    A supervisor may tell the children to end as well as their parent. They leave it to him: he
    waits until the letters in their hands are handed over, and then ends them.
    """
    after_fork(flask_app)
    _watch(celery, flask_app)
    if os.getpid() != parent:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _stop(flask_app: Flask) -> None:
    """Let the runs of this process end with what they have in hand."""
    pulse_of(flask_app).told_to_stop = True


def _ready(consumer: Any, celery: Celery, flask_app: Flask) -> None:  # noqa: ANN401  # Celery's own.
    """Have the worker's own process watched, where its tasks run in it."""
    if not isinstance(consumer.pool, prefork.TaskPool):
        _watch(celery, flask_app)


def _watch(celery: Celery, flask_app: Flask) -> None:
    """Have a process watched that serves the outbox, if it is not already."""
    settings: config.Settings = flask_app.config["CAMPAIGN"]
    if DELIVERIES in celery.amqp.queues.consume_from:
        watch(flask_app, limit=settings.stuck_seconds, work=lambda: _stand_in(celery))


def _stand_in(celery: Celery) -> None:
    """Do what the clock and the bell would have called."""
    for name in ("deliveries.sweep", "deliveries.claim"):
        celery.tasks[name]()


def _task_class(flask_app: Flask) -> "type[Task[..., Any]]":
    """Return a class of tasks that run inside the application's context."""

    class HouseTask(Task):  # type: ignore[type-arg]  # Not generic where it runs.
        """A task in the house."""

        def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # Celery's own.
            """Run inside a fresh context, whose end gives the database session back."""
            with flask_app.app_context():
                return super().__call__(*args, **kwargs)

    return HouseTask


celery_app = create_celery(create_app())
