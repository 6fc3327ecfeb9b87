"""The least that a server can serve, for the ratio of our first page to it."""

from collections.abc import Callable, Iterable

from flask import Flask

Start = Callable[[str, list[tuple[str, str]]], object]

flask = Flask(__name__)


@flask.get("/")
def greet() -> str:
    """Say hello through Flask."""
    return "Hello, world!"


def bare(environment: dict[str, object], start: Start) -> Iterable[bytes]:
    """Say hello with nothing between the server and the words."""
    del environment
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "13")])
    return [b"Hello, world!"]
