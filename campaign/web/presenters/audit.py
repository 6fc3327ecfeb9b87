"""Lines of the audit as they are read: who did what, to what, and where that can be seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from campaign.domain.staff import AuditVerb
from campaign.queries.audit import AuditLine, names_of_subjects

_V = AuditVerb
OF_A_PERSON = frozenset(
    {
        _V.SUPPORTER_OPENED,
        _V.LETTER_OPENED,
        _V.SUPPORTER_CORRECTED,
        _V.LETTERS_WITHDRAWN,
        _V.CONSENT_WITHDRAWN,
        _V.SUPPORTER_COPIED,
    }
)
OF_A_DELIVERY = frozenset(
    {_V.DELIVERY_RETRIED, _V.DELIVERY_SETTLED, _V.LETTER_LET_GO, _V.LETTER_DECLINED}
)
OF_AN_OFFICE = frozenset(
    {
        _V.ADDRESS_CONFIRMED,
        _V.OFFICE_HEALTH_SET,
        _V.PACKET_PRINTED,
        _V.PACKET_HANDED_OVER,
        _V.OFFICE_EDITED,
        _V.COMMITTEE_EDITED,
    }
)
OF_A_ROSTER = frozenset({_V.ROSTER_PROPOSED, _V.ROSTER_APPROVED, _V.ROSTER_DISMISSED})
OF_A_SCOPE = frozenset({_V.DELIVERIES_PAUSED, _V.DELIVERIES_RESUMED})
OF_STAFF = frozenset({_V.STAFF_ADDED, _V.STAFF_DISMISSED})


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line, and what it was done to; either of its words may be empty."""

    entry: AuditLine
    subject: str
    url: str


def audit_rows(entries: Sequence[AuditLine]) -> list[AuditRow]:
    """Return the lines with the names of what they were done to; writers are not named."""
    names = names_of_subjects([entry.subject for entry in entries])
    return [AuditRow(entry, *_subject(entry, names)) for entry in entries]


def _subject(entry: AuditLine, names: dict[str, str]) -> tuple[str, str]:
    verb, subject = entry.verb, entry.subject
    name = names.get(subject.rpartition(":")[2], "")
    if verb in OF_A_PERSON and subject:
        return _("the person"), url_for("console_person.show", supporter_id=subject)
    if verb in OF_A_DELIVERY:
        return _("the delivery"), url_for("console_deliveries.one", delivery_id=subject)
    if verb in OF_AN_OFFICE:
        return name, url_for("console_legislators.show", _anchor=subject)
    if verb in OF_A_ROSTER:
        return _("the roster"), url_for("console_roster.show")
    if verb in OF_A_SCOPE:
        return name or _("all mail"), url_for("console_deliveries.show")
    return (name, "") if verb in OF_STAFF else ("", "")
