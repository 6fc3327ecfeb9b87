"""The bell: wakes the workers through Celery's broker."""

import atexit
import os
import threading
from collections.abc import Callable
from typing import Any

from celery import Celery
from sqlalchemy import delete

from campaign.adapters import embedded_broker
from campaign.log import events

CLAIM = "deliveries.claim"
QUEUE = "deliveries"

QUIET_SECONDS = 1.0
"""Rings that come closer together than this are one ring, sent at its end."""

PATIENCE_SECONDS = 1
"""How long a broker may take to listen."""

FAREWELL_SECONDS = 5
"""How long a process that ends waits for its last ring to be sent."""


class CeleryBell:
    """Rings from a thread of its own, so that a broker that is down costs its caller nothing."""

    def __init__(self, broker_url: str) -> None:
        self._celery = Celery("bell", broker=broker_url, set_as_current=False)
        self._celery.conf.update(
            task_ignore_result=True,
            broker_connection_timeout=PATIENCE_SECONDS,
            broker_transport_options=broker_options(broker_url),
        )
        self._embedded = broker_url.startswith("sqla+")
        if self._embedded:
            embedded_broker.share()
        self._ringer = _Ringer(self._send)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._begin_anew)
        atexit.register(self._finish)

    def ring(self) -> None:
        """Say that something is due. Never raises and never waits."""
        self._ringer.pull()

    def tidy(self) -> None:
        """Throw away what the embedded broker keeps of rings that were heard. Never raises."""
        if not self._embedded:
            return
        try:
            with self._celery.connection_for_write() as connection:
                _delete_heard(connection.default_channel)
        except Exception as error:  # noqa: BLE001  # Every broker has errors of its own.
            events().warning("bell.not_tidied", reason=type(error).__name__)

    def answers(self) -> bool:
        """Tell whether the broker can be reached now. Never raises."""
        try:
            with self._celery.connection_for_write() as connection:
                _declare(connection.default_channel)
        except Exception:  # noqa: BLE001  # Every broker has errors of its own.
            return False
        return True

    def _send(self) -> None:
        try:
            self._celery.send_task(CLAIM, queue=QUEUE, retry=False)
        except Exception as error:  # noqa: BLE001  # Every broker has errors of its own.
            events().warning("bell.not_heard", reason=type(error).__name__)

    def _finish(self) -> None:
        self._ringer.finish()

    def _begin_anew(self) -> None:
        """Begin without a thread; a forked child inherits none."""
        self._ringer = _Ringer(self._send)


class _Ringer:
    """Sends a ring for every pull, at most one in a while, and never loses the last."""

    def __init__(self, send: Callable[[], None]) -> None:
        self._send = send
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._pulled = threading.Event()
        self._sent = threading.Event()
        self._ended = threading.Event()

    def pull(self) -> None:
        """Ask for a ring."""
        self._sent.clear()
        self._pulled.set()
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="bell", daemon=True)
                self._thread.start()

    def finish(self) -> None:
        """Let a process that ends send its last ring."""
        self._ended.set()
        if self._thread is not None:
            self._sent.wait(FAREWELL_SECONDS)

    def _work(self) -> None:
        while True:
            self._pulled.wait()
            self._pulled.clear()
            self._send()
            if not self._pulled.is_set():
                self._sent.set()
            self._ended.wait(QUIET_SECONDS)


def broker_options(broker_url: str) -> dict[str, object]:
    """Return what each kind of broker needs so that nobody waits for it for long."""
    if broker_url.startswith("sqla+sqlite"):
        return {"connect_args": {"timeout": PATIENCE_SECONDS}}
    if broker_url.startswith("redis"):
        return {
            "socket_connect_timeout": PATIENCE_SECONDS,
            "socket_timeout": PATIENCE_SECONDS,
            "max_retries": 0,
        }
    return {"max_retries": 0}


def _declare(channel: Any) -> None:  # noqa: ANN401  # As below.
    channel.queue_declare(queue=QUEUE, durable=True, auto_delete=False)


def _delete_heard(channel: Any) -> None:  # noqa: ANN401  # kombu types no transport's channel.
    channel.session.execute(
        delete(channel.message_cls).where(channel.message_cls.visible.is_(False))
    )
    channel.session.commit()
