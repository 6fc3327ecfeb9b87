"""The audit: what was done in the console, by whom, and when."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from campaign.queries.audit import newest_entries
from campaign.web.console.access import console_pages

PAGE = 100

pages = console_pages("audit", __name__)


@pages.get("/audit")
def show() -> ResponseReturnValue:
    """Show the newest entries, or those before the one in the address."""
    before = request.args.get("before", type=int)
    entries = newest_entries(before=before, limit=PAGE)
    older = entries[-1].id if len(entries) == PAGE else None
    return render_template("console/audit.html", entries=entries, older=older, before=before)
