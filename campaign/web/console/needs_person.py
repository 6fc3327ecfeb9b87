"""Everything that waits for a person, with its evidence, and the decision beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from campaign.domain.deliveries import DeliveryState, HoldReason
from campaign.domain.staff import AuditVerb, may_see_people
from campaign.queries.audit import newest_entries
from campaign.queries.exports import exports_to_approve
from campaign.queries.imports import imports_to_decide
from campaign.queries.needs_person import (
    A_PAGE,
    UnwellOffice,
    Waiting,
    count_waiting,
    unwell_offices,
    waiting,
)
from campaign.queries.packets import packets
from campaign.queries.roster import Proposal, proposals
from campaign.queries.stories import waiting_stories
from campaign.queries.translations import waiting_translations
from campaign.services.retry import MAY_GO_ON
from campaign.web.console.access import console_pages, roles_of_reader
from campaign.web.presenters.audit import AuditRow, audit_rows

pages = console_pages("needs_person", __name__)

DOUBT_IS_OLD = timedelta(hours=24)
DOUBTS, REFUSED, HELD = "doubt", "refused", "held"
OFFICES, PAPER, ROSTER, LISTS, FILES = "offices", "paper", "roster", "imports", "exports"
OF_STAFF = (OFFICES, PAPER, ROSTER, LISTS, FILES)
STATES = {
    DOUBTS: DeliveryState.IN_DOUBT,
    REFUSED: DeliveryState.FAILED,
    HELD: DeliveryState.HELD,
}
OF_MODERATORS = (HoldReason.MODERATION, HoldReason.TRANSLATION)
"""Why a letter waits for somebody who reads it, and may be seen by who does."""

DECISIONS = (
    AuditVerb.DELIVERY_SETTLED,
    AuditVerb.DELIVERY_RETRIED,
    AuditVerb.LETTER_LET_GO,
    AuditVerb.LETTER_DECLINED,
    AuditVerb.ADDRESS_CONFIRMED,
    AuditVerb.OFFICE_HEALTH_SET,
    AuditVerb.ROSTER_APPROVED,
    AuditVerb.ROSTER_DISMISSED,
    AuditVerb.IMPORT_RAN,
    AuditVerb.IMPORT_DISCARDED,
    AuditVerb.EXPORT_APPROVED,
    AuditVerb.EXPORT_REFUSED,
    AuditVerb.DELIVERIES_PAUSED,
    AuditVerb.DELIVERIES_RESUMED,
)
LAST_DECISIONS = 10
MOST_PAGES = 1_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: one kind or all, one reason to hold or all, and a page."""

    what: str
    reason: HoldReason | None
    page: int
    ignored: tuple[str, ...]

    def shows(self, what: str) -> bool:
        """Tell whether something that staff decide, and that is no letter, is on this page."""
        return self.what in {"", what} and self.page == 1


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Something that waits, and where one stands once it is decided."""

    item: Waiting | UnwellOffice | Proposal
    back: str


@pages.get("/needs-a-person")
def show() -> ResponseReturnValue:
    """Show what waits, of the kind that the address asks for, and the last decisions."""
    sees_all, asked = may_see_people(roles_of_reader()), _asked()
    letters = _letters(asked, sees_all=sees_all)
    others = _others() if sees_all else {}
    shown = {what: items for what, items in others.items() if asked.shows(what)}
    return render_template(
        "console/needs_person.html",
        asked=asked,
        counts=_counts({what: len(items) for what, items in others.items()}),
        reasons=_reasons(sees_all=sees_all),
        letters=_rows(letters, asked),
        offices=_rows(shown.get(OFFICES, ()), asked),
        rosters=_rows(shown.get(ROSTER, ()), asked),
        packets=shown.get(PAPER, ()),
        lists=shown.get(LISTS, ()),
        files=shown.get(FILES, ()),
        more=len(letters) == A_PAGE,
        stories_waiting=waiting_stories(),
        translations_waiting=waiting_translations(),
        may_decide=sees_all,
        may_go_on=MAY_GO_ON,
        old_before=datetime.now(UTC) - DOUBT_IS_OLD,
        decided=_decided() if sees_all else [],
    )


def _others() -> Mapping[str, Sequence[Any]]:
    """Return what waits beside letters, by kind. `Any`: each kind has rows of its own."""
    return {
        OFFICES: unwell_offices(on=datetime.now(UTC).date()),
        PAPER: packets(),
        ROSTER: proposals(),
        LISTS: imports_to_decide(),
        FILES: exports_to_approve(),
    }


def _decided() -> list[AuditRow]:
    return audit_rows(newest_entries(verbs=DECISIONS, limit=LAST_DECISIONS))


def _asked() -> Asked:
    ignored: list[str] = []
    what = request.args.get("what", "")
    if what not in {"", *STATES, *OF_STAFF}:
        ignored.append("what")
        what = ""
    word = request.args.get("reason", "")
    reason = next((one for one in HoldReason if one == word), None)
    if word and (reason is None or what not in {"", HELD}):
        ignored.append("reason")
        reason = None
    page = request.args.get("page", type=int)
    if request.args.get("page") and (page is None or not 0 < page <= MOST_PAGES):
        ignored.append("page")
        page = None
    return Asked(HELD if reason else what, reason, page or 1, tuple(ignored))


def _letters(asked: Asked, *, sees_all: bool) -> list[Waiting]:
    if asked.what in OF_STAFF:
        return []
    if not sees_all:
        reasons = [one for one in OF_MODERATORS if asked.reason in {None, one}]
        return waiting([DeliveryState.HELD], reasons, page=asked.page) if reasons else []
    states = [STATES[asked.what]] if asked.what else list(STATES.values())
    return waiting(states, [asked.reason] if asked.reason else [], page=asked.page)


def _counts(others: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Return each kind as the address names it, as people do, and how many there are."""
    found = count_waiting()
    if not others:
        held = sum(found.get((DeliveryState.HELD, reason), 0) for reason in OF_MODERATORS)
        return [(HELD, _("Held"), held)]
    of = {
        what: sum(n for (state, _reason), n in found.items() if state is STATES[what])
        for what in STATES
    }
    return [
        (DOUBTS, _("In doubt"), of[DOUBTS]),
        (REFUSED, _("Refused"), of[REFUSED]),
        (HELD, _("Held"), of[HELD]),
        (OFFICES, _("Offices"), others[OFFICES]),
        (PAPER, _("On paper"), others[PAPER]),
        (ROSTER, _("Roster"), others[ROSTER]),
        (LISTS, _("Imports"), others[LISTS]),
        (FILES, _("Exports"), others[FILES]),
    ]


def _reasons(*, sees_all: bool) -> list[HoldReason]:
    """Return why anything that the reader may see is held now."""
    held = {reason for _state, reason in count_waiting() if reason is not None}
    return [one for one in HoldReason if one in held and (sees_all or one in OF_MODERATORS)]


def _rows(items: Sequence[Waiting | UnwellOffice | Proposal], asked: Asked) -> list[WaitingRow]:
    """Return rows that lead to the one after them, the last one to the one before it."""
    places = [
        f"row-{item.target_id if isinstance(item, UnwellOffice) else item.id}" for item in items
    ]
    after = [*places[1:], places[-2] if len(places) > 1 else "main"]
    page = asked.page if asked.page > 1 else None
    return [
        WaitingRow(
            item,
            url_for(
                ".show", what=asked.what or None, reason=asked.reason, page=page, _anchor=place
            ),
        )
        for item, place in zip(items, after[: len(items)], strict=True)
    ]
