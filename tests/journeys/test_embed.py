"""A partner's page has the box: it grows with its content, and leads to our first screen."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser

from tests.running_site import RunningSite


@pytest.fixture
def partner(tmp_path: Path, site: RunningSite) -> Iterator[str]:
    """A partner's website on another port, with one line of ours."""
    line = (
        f'<script async src="{site.address}/static/js/embed.js" data-language="es" '
        'data-campaign="every-school-every-community" data-source="oak-fair"></script>'
    )
    page = f"<!doctype html><title>Oak Families</title><h1>Oak Families</h1>{line}"
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


def test_what_is_chosen_there_is_picked_here(
    browser: Browser, partner: str, site: RunningSite
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(partner)
    frame = page.frame_locator("iframe")
    frame.get_by_role("checkbox").nth(2).check()

    height = page.locator("iframe").evaluate("frame => frame.getBoundingClientRect().height")
    inside = frame.locator("body").evaluate("body => body.scrollHeight")
    assert abs(height - inside) < 2
    assert context.cookies() == []
    with context.expect_page() as opened:
        frame.get_by_role("button").click()
    here = opened.value

    here.wait_for_load_state()
    assert here.url.startswith(f"{site.address}/es/?recommendation=")
    assert here.locator("input[name=recommendation]:checked").count() == 1
    context.close()
