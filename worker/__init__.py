"""The Celery worker: answers the broker's bell and the clock."""
