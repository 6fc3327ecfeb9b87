"""The pages that a healthy site never shows: one address for each failure, over the same site."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from flask import Flask, abort
from werkzeug.serving import WSGIRequestHandler, make_server

from campaign.app import create_app

CODES = (400, 403, 409, 410, 429, 500, 503)
ADDRESS = "/<any(en, es):locale>/failures/<int:code>"


def build(environment: Mapping[str, str]) -> Flask:
    """Build the application of a site that runs, with pages that fail."""
    os.environ.update(
        {name: value for name, value in environment.items() if name.startswith("CAMPAIGN_")}
    )
    app = create_app()

    def fail(code: int) -> None:
        abort(code)

    app.add_url_rule(ADDRESS, view_func=fail)
    return app


class Silent(WSGIRequestHandler):
    """Writes no line for a request."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  # Werkzeug's name.
        """Write nothing."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application on this machine until the block ends; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
