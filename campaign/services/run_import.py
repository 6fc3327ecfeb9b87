"""Bring the people of a checked list in, and never mail anyone."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, exists, func, insert, literal, or_, select, update

from campaign.db import db, fresh_id, insert_or
from campaign.domain.errors import Refused
from campaign.domain.imports import Forecast, ImportState, RowFault
from campaign.domain.people import SUPPRESSION, AgeBand
from campaign.domain.ports import Signer
from campaign.domain.staff import AuditVerb
from campaign.domain.tallies import Delta, TallyKind
from campaign.models import tallies
from campaign.models.campaigns import Campaign
from campaign.models.imports import (
    ImportChange,
    ImportedList,
    ImportRow,
    hold_import,
    move_import,
    refuse_rows,
)
from campaign.models.partners import Source
from campaign.models.staff import record
from campaign.models.supporters import Consent, Supporter, write_name_words
from campaign.queries.import_people import (
    Ask,
    ask_of,
    fills,
    fills_name,
    suppressed,
    usable_addresses,
)
from campaign.queries.name_words import names_of

UNSEEN = {"synchronize_session": False}
COUNTED = {"preserve_rowcount": True}
"""Without it nobody learns on PostgreSQL how many rows an INSERT wrote."""


def order_run(import_id: str, *, staff_member_id: str | None) -> None:
    """Let a checked list be brought in by somebody's word. Raises Refused("import_moved_on")."""
    by = {"ran_by_id": staff_member_id}
    checked = (ImportState.CHECKED,)
    if not move_import(db.session(), import_id, checked, ImportState.RUNNING, **by):
        raise Refused("import_moved_on")
    db.session.commit()


def run_import(import_id: str, *, signer: Signer, now: datetime) -> None:
    """Write supporters, consents and sign-ups of a list that was ordered to run, all or nothing.

    What a person told us stands: a list fills in what is empty, says yes where nobody ever said
    anything, and changes nothing else.
    """
    session = db.session()
    found = hold_import(session, import_id, unless_held=True)
    if found is None or found.state is not ImportState.RUNNING:
        session.rollback()
        return
    ask = ask_of(found)
    _refuse_again(ask, found, signer)
    made = _make(ask, now)
    _note_changes(ask)
    _change(import_id)
    _index_names(import_id)
    consents = _agree(ask, found)
    _count(found)
    did = _did(ask, made=made, consents=consents)
    found.made, found.merged = did.made, did.merged
    found.unchanged, found.rejected = did.unchanged, did.rejected
    found.state, found.ran_at = ImportState.DONE, now
    record(
        session,
        AuditVerb.IMPORT_RAN,
        staff_member_id=found.ran_by_id,
        subject=import_id,
        facts=_facts(found),
        now=now,
    )
    session.commit()


def _refuse_again(ask: Ask, found: ImportedList, signer: Signer) -> None:
    """Refuse whoever has told us something since the check."""
    session = db.session()
    for fault, condition in ask.refusals():
        refuse_rows(session, ask.import_id, fault, condition)
    no_mail = suppressed(since=found.checked_at)
    if not no_mail:
        return
    fresh = [
        email for email in usable_addresses(ask) if signer.digest(SUPPRESSION, email) in no_mail
    ]
    for email in fresh:
        refuse_rows(session, ask.import_id, RowFault.NO_MAIL, ImportRow.email == email)


def _make(ask: Ask, now: datetime) -> int:
    """Write down whom nobody knew; return how many."""
    session = db.session()
    columns = {
        "id": fresh_id(session),
        "email": ImportRow.email,
        "given_name": ImportRow.given_name,
        "family_name": ImportRow.family_name,
        "city": ImportRow.city,
        "zip": ImportRow.zip,
        "locale": ImportRow.locale,
        "age_band": literal(AgeBand.ADULT, Supporter.age_band.type),
        "created_at": literal(now, Supporter.created_at.type),
        "last_contact_at": ImportRow.agreed_at,
        "import_id": literal(ask.import_id),
    }
    unknown = ~exists().where(Supporter.email == ImportRow.email)
    people = select(*columns.values()).where(ask.usable(), unknown)
    statement = insert_or(session, Supporter).from_select(list(columns), people)
    done = session.execute(
        statement.on_conflict_do_nothing(index_elements=[Supporter.email]),
        execution_options=COUNTED,
    )
    return int(done.rowcount)  # type: ignore[attr-defined]  # An INSERT has one.


def _note_changes(ask: Ask) -> None:
    """Note what is about to change of whom we know: what is empty, and the last contact."""
    agrees = ask.agrees()
    newer = and_(~agrees, ImportRow.agreed_at > Supporter.last_contact_at)
    columns = {
        "import_id": literal(ask.import_id),
        "supporter_id": Supporter.id,
        "given_name": case((fills_name(), ImportRow.given_name), else_=""),
        "family_name": case((fills_name(), ImportRow.family_name), else_=""),
        "city": case((Supporter.city == "", ImportRow.city), else_=""),
        "zip": case((Supporter.zip == "", ImportRow.zip), else_=""),
        "contact_at": case((newer, ImportRow.agreed_at)),
        "contact_before": case((newer, Supporter.last_contact_at)),
        "consented": ~agrees,
    }
    known = select(*columns.values()).where(
        ask.usable(),
        Supporter.email == ImportRow.email,
        Supporter.import_id.is_distinct_from(ask.import_id),
        or_(newer, fills()),
    )
    db.session.execute(insert(ImportChange).from_select(list(columns), known))


def _change(import_id: str) -> None:
    """Change what was noted."""
    changes = {
        name: case((noted != "", noted), else_=getattr(Supporter, name))
        for name, noted in (
            ("given_name", ImportChange.given_name),
            ("family_name", ImportChange.family_name),
            ("city", ImportChange.city),
            ("zip", ImportChange.zip),
        )
    }
    contact = func.coalesce(ImportChange.contact_at, Supporter.last_contact_at)
    db.session.execute(
        update(Supporter)
        .where(ImportChange.import_id == import_id, ImportChange.supporter_id == Supporter.id)
        .values(last_contact_at=contact, **changes),
        execution_options=UNSEEN,
    )


def _index_names(import_id: str) -> None:
    """Let staff find by name whom the list brought, and whose name it filled in."""
    named = or_(ImportChange.given_name != "", ImportChange.family_name != "")
    changed = select(ImportChange.supporter_id).where(ImportChange.import_id == import_id, named)
    whose = or_(Supporter.import_id == import_id, Supporter.id.in_(changed))
    write_name_words(db.session(), names_of(select(Supporter.id).where(whose)))


def _agree(ask: Ask, found: ImportedList) -> int:
    """Append a yes for everyone who did not agree before; return how many."""
    made_now = Supporter.import_id == ask.import_id
    columns = {
        "supporter_id": Supporter.id,
        "purpose": literal(ask.purpose, Consent.purpose.type),
        "partner_id": literal(ask.partner_id),
        "campaign_id": literal(ask.campaign_id),
        "source_id": literal(found.source_id),
        "given": literal(value=True),
        "wording_version": literal(found.wording_version),
        "locale": ImportRow.locale,
        "at": ImportRow.agreed_at,
        "import_id": literal(ask.import_id),
    }
    people = select(*columns.values()).where(
        ask.usable(), Supporter.email == ImportRow.email, or_(made_now, ~ask.agrees())
    )
    statement = insert(Consent).from_select(list(columns), people)
    done = db.session.execute(statement, execution_options=COUNTED)
    return int(done.rowcount)  # type: ignore[attr-defined]  # An INSERT has one.


def _count(found: ImportedList) -> None:
    """Count every sign-up on the campaign's day on which it was given."""
    zone = db.session.scalars(
        select(Campaign.time_zone).where(Campaign.id == found.campaign_id)
    ).one()
    moments = db.session.execute(
        select(Consent.locale, Consent.at, func.count())
        .where(Consent.import_id == found.id)
        .group_by(Consent.locale, Consent.at)
    )
    days: Counter[Delta] = Counter()
    for locale, at, n in moments:
        place = Delta(
            campaign_id=found.campaign_id or "",
            day=at.astimezone(ZoneInfo(zone)).date(),
            kind=TallyKind.SIGN_UP,
            source_id=found.source_id or "",
            locale=locale,
            n=0,
        )
        days[place] += n
    tallies.append(db.session(), [replace(place, n=n) for place, n in days.items()])


def _did(ask: Ask, *, made: int, consents: int) -> Forecast:
    """Return what became of the rows."""
    rows, rejected, repeats = db.session.execute(
        select(
            func.count(),
            func.count(ImportRow.fault),
            func.count().filter(ImportRow.fault.is_(None), ImportRow.repeats.is_(True)),
        ).where(ImportRow.import_id == ask.import_id)
    ).one()
    filled = db.session.scalar(
        select(func.count()).where(
            ImportChange.import_id == ask.import_id, ImportChange.consented.is_(False)
        )
    )
    merged = repeats + consents - made + (filled or 0)
    return Forecast(made, merged, rows - rejected - made - merged, rejected)


def _facts(found: ImportedList) -> dict[str, object]:
    """Return what the audit keeps: the file by its hash, the consent, the source, the numbers."""
    source = db.session.scalar(select(Source.code).where(Source.id == found.source_id))
    return {
        "sha256": found.sha256,
        "purpose": found.purpose,
        "wording": found.wording_version,
        "source": source,
        "rows": found.rows,
        "made": found.made,
        "merged": found.merged,
        "unchanged": found.unchanged,
        "rejected": found.rejected,
    }
