"""The audit: what was done in the console, by whom, and when."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_security import current_user

from campaign.domain.staff import AuditVerb
from campaign.queries.audit import TERMINAL, AuditFilter, newest_entries, people_of_audit
from campaign.services.export_audit import export_audit
from campaign.web.console.access import console_pages
from campaign.web.console.moments import zone
from campaign.web.presenters.audit import audit_rows

PAGE = 100
A_DAY = timedelta(days=1)

pages = console_pages("audit", __name__)


@dataclass(frozen=True, slots=True)
class AuditView:
    """What the address asks for, as it was understood, and what of it was left out."""

    asked: AuditFilter
    words: dict[str, str]
    before: int | None
    people: list[tuple[str, str]]
    ignored: list[str]


@pages.get("/audit")
def show() -> ResponseReturnValue:
    """Show the newest entries that the address asks for, or those before the one in it."""
    view = _view()
    entries = newest_entries(view.asked, before=view.before, limit=PAGE)
    return render_template(
        "console/audit.html",
        view=view,
        rows=audit_rows(entries),
        older=entries[-1].id if len(entries) == PAGE else None,
        verbs=list(AuditVerb),
        terminal=TERMINAL,
    )


@pages.get("/audit.csv")
def export() -> ResponseReturnValue:
    """Hand over what the address asks for as a file."""
    now = datetime.now(UTC)
    lines = export_audit(_view().asked, staff_member_id=current_user.id, now=now)
    name = f"audit-{now:%Y-%m-%d}.csv"
    return Response(
        stream_with_context(lines),
        mimetype="text/csv",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


def _view() -> AuditView:
    ignored: list[str] = []
    words = {name: request.args.get(name, "") for name in ("who", "what", "from", "to")}
    people = people_of_audit()
    if words["who"] not in {"", TERMINAL, *(member_id for member_id, _ in people)}:
        _leave_out("who", words, ignored)
    if words["what"] not in {"", *AuditVerb}:
        _leave_out("what", words, ignored)
    first, last = _day("from", words, ignored), _day("to", words, ignored)
    if first and last and last < first:
        for name in ("from", "to"):
            _leave_out(name, words, ignored)
        first = last = None
    before = request.args.get("before", type=int)
    if request.args.get("before") and (before is None or not 0 < before < 2**63):
        ignored.append("before")
        before = None
    asked = AuditFilter(
        staff_member_id=words["who"],
        verb=AuditVerb(words["what"]) if words["what"] else None,
        since=_midnight(first),
        before=_midnight(last + A_DAY if last and last < date.max else last),
    )
    chosen = {name: word for name, word in words.items() if word}
    return AuditView(asked, chosen, before, people, ignored)


def _day(name: str, words: dict[str, str], ignored: list[str]) -> date | None:
    try:
        return date.fromisoformat(words[name]) if words[name] else None
    except ValueError:
        _leave_out(name, words, ignored)
        return None


def _leave_out(name: str, words: dict[str, str], ignored: list[str]) -> None:
    words[name] = ""
    ignored.append(name)


def _midnight(day: date | None) -> datetime | None:
    """Return when a day begins; the first and last days that there are have no other zone."""
    if day is None or day.year in {date.min.year, date.max.year}:
        return None
    return datetime.combine(day, time.min, zone())
