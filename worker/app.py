"""The Celery application: the worker and the clock over the same house as the pages."""

from typing import TYPE_CHECKING, Any

from celery import Celery, Task
from celery.signals import task_postrun, worker_process_init
from flask import Flask
from kombu.transport import sqlalchemy as embedded_broker

from campaign.app import after_fork, after_task, create_app
from worker.schedule import DELIVERIES, QUEUES, beat_schedule

if TYPE_CHECKING:
    import config

EMBEDDED_POLLING_SECONDS = 0.2

TASKS = ("worker.tasks.deliveries", "worker.tasks.clock")


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
    worker_process_init.connect(lambda **_: after_fork(flask_app), weak=False)
    task_postrun.connect(lambda **_: after_task(flask_app), weak=False)
    celery.set_default()
    return celery


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
