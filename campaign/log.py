"""Logs: constant dotted events in the past tense, with ids as fields and nobody's words."""

import logging
import sys

import structlog


def set_up(*, as_json: bool) -> None:
    """Send every log line to standard error, for people or for machines."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def events() -> structlog.typing.FilteringBoundLogger:
    """Return the log for events."""
    log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return log
