"""Every job has a task, a queue and a caller, and is documented with them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.adapters.celery_bell import CLAIM, QUEUE
from worker.schedule import EVERY, QUEUES, beat_schedule

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "jobs.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([a-z.]+)` \| `(\w+)` \| (.*?) \|", re.MULTILINE)
ROWS = {task: (queue, called) for task, queue, called in ROW.findall(TEXT)}
TASK = re.compile(r'@shared_task\(name="([a-z.]+)"')
PERIODS = {
    timedelta(seconds=5): "every 5 seconds",
    timedelta(seconds=30): "every 30 seconds",
    timedelta(seconds=15): "every 15 seconds",
    timedelta(minutes=1): "every minute",
    timedelta(minutes=10): "every 10 minutes",
    timedelta(hours=1): "every hour",
}


def test_the_document_lists_every_task_with_its_queue() -> None:
    assert {task: queue for task, (queue, _) in ROWS.items()} == QUEUES


def test_every_queued_task_is_written_and_every_written_task_is_queued() -> None:
    files = (ROOT / "worker" / "tasks").glob("*.py")
    written = {name for file in files for name in TASK.findall(file.read_text(encoding="utf-8"))}

    assert written == set(QUEUES)


def test_every_task_has_a_caller() -> None:
    assert {CLAIM, *EVERY} == set(QUEUES)
    assert QUEUES[CLAIM] == QUEUE


@pytest.mark.parametrize("task", EVERY)
def test_the_document_says_how_often_the_clock_calls(task: str) -> None:
    assert ROWS[task][1].startswith(PERIODS[EVERY[task]])


def test_a_call_that_nobody_takes_is_thrown_away_before_the_next() -> None:
    for task, entry in beat_schedule().items():
        assert entry["options"]["expires"] == EVERY[task].total_seconds()
