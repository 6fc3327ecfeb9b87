"""Take a whole list back: who came by it goes, what it changed is as it was."""

from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from campaign.db import db
from campaign.domain.errors import NotFound, Refused
from campaign.domain.imports import UNDO_FOR, ImportState, Undone
from campaign.domain.people import AgeBand, Purpose
from campaign.domain.staff import AuditVerb
from campaign.domain.tallies import Delta, TallyKind
from campaign.models import tallies
from campaign.models.actions import Action
from campaign.models.imports import ImportChange, ImportedList, clear_rows, hold_import
from campaign.models.partners import Source
from campaign.models.staff import record
from campaign.models.supporters import (
    NOBODY,
    Consent,
    Supporter,
    forget_name_words,
    write_name_words,
)
from campaign.queries.name_words import names_of
from campaign.queries.tallies import campaign_day

UNSEEN = {"synchronize_session": False}


def undo_import(import_id: str, *, staff_member_id: str | None, now: datetime) -> Undone:
    """Undo a list that was brought in; return how many people went and how many stay.

    Consents are taken back by a no of the list's own. Whoever wrote to us since, or came by
    another list too, stays; so does what somebody changed since. Raises NotFound, and
    Refused("import_not_undoable") when it was undone before or its time is over.
    """
    session = db.session()
    found = hold_import(session, import_id)
    if found is None:
        raise NotFound("import")
    is_late = found.ran_at is None or found.ran_at <= now - UNDO_FOR
    if found.state is not ImportState.DONE or is_late:
        raise Refused("import_not_undoable")
    _hold_people(import_id)
    _take_back(found, now)
    kept = _give_back(import_id)
    _index_names(import_id)
    undone = _let_go(import_id, kept, now)
    clear_rows(session, import_id, came_in=True)
    found.state, found.undone_at = ImportState.UNDONE, now
    found.gone, found.kept = undone.gone, undone.kept
    record(
        session,
        AuditVerb.IMPORT_UNDONE,
        staff_member_id=staff_member_id,
        subject=import_id,
        facts={"sha256": found.sha256, "gone": undone.gone, "kept": undone.kept},
        now=now,
    )
    session.commit()
    return undone


def _hold_people(import_id: str) -> None:
    """Hold everyone whom the list touched, so that nobody writes to us in the midst of it."""
    changed = select(ImportChange.supporter_id).where(ImportChange.import_id == import_id)
    touched = (
        select(Supporter.id)
        .where(or_(Supporter.import_id == import_id, Supporter.id.in_(changed)))
        .order_by(Supporter.id)
        .with_for_update()
        .subquery()
    )
    db.session.execute(select(func.count()).select_from(touched))


def _take_back(found: ImportedList, now: datetime) -> None:
    """Append a no to each yes of the list that still stands and is nobody's own word."""
    later = aliased(Consent)
    stands = ~exists().where(
        later.supporter_id == Consent.supporter_id,
        later.purpose == Consent.purpose,
        later.partner_id.is_not_distinct_from(Consent.partner_id),
        later.campaign_id == Consent.campaign_id,
        later.id > Consent.id,
    )
    mine = and_(
        Consent.import_id == found.id, Consent.given.is_(True), stands, ~_agreed_since(found)
    )
    counted = select(Consent.source_id, Consent.locale, func.count()).where(mine)
    day = campaign_day(found.campaign_id or "", now)
    deltas = [
        Delta(
            campaign_id=found.campaign_id or "",
            day=day,
            kind=TallyKind.SIGN_UP,
            source_id=source_id or "",
            locale=locale,
            n=-n,
        )
        for source_id, locale, n in db.session.execute(
            counted.group_by(Consent.source_id, Consent.locale)
        )
    ]
    tallies.append(db.session(), deltas)
    columns = {
        "supporter_id": Consent.supporter_id,
        "purpose": Consent.purpose,
        "partner_id": Consent.partner_id,
        "campaign_id": Consent.campaign_id,
        "source_id": Consent.source_id,
        "given": literal(value=False),
        "wording_version": Consent.wording_version,
        "locale": Consent.locale,
        "at": literal(now, Consent.at.type),
        "import_id": Consent.import_id,
    }
    noes = select(*columns.values()).where(mine)
    db.session.execute(insert(Consent).from_select(list(columns), noes))


def _agreed_since(found: ImportedList) -> ColumnElement[bool]:
    """Return the condition that a person has since ticked the same box on our own page."""
    partners = select(Source.id).where(Source.partner_id == found.partner_id)
    if found.purpose is Purpose.COALITION:
        ticked: ColumnElement[bool] = Action.consent_coalition.is_(True)
    else:
        ticked = and_(Action.consent_partner.is_(True), Action.source_id.in_(partners))
    return exists().where(
        Action.supporter_id == Consent.supporter_id,
        Action.campaign_id == Consent.campaign_id,
        Action.age_band == AgeBand.ADULT,
        Action.confirmed_at >= found.ran_at,
        ticked,
    )


def _give_back(import_id: str) -> int:
    """Empty what the list filled in and nobody changed; return at how many people somebody did."""
    names = (ImportChange.given_name != "", ImportChange.family_name != "")
    same_name = and_(
        Supporter.given_name == ImportChange.given_name,
        Supporter.family_name == ImportChange.family_name,
    )
    filled: tuple[tuple[ColumnElement[bool], ColumnElement[bool], dict[str, str]], ...] = (
        (or_(*names), same_name, {"given_name": "", "family_name": ""}),
        (ImportChange.city != "", Supporter.city == ImportChange.city, {"city": ""}),
        (ImportChange.zip != "", Supporter.zip == ImportChange.zip, {"zip": ""}),
    )
    mine = and_(ImportChange.import_id == import_id, ImportChange.supporter_id == Supporter.id)
    changed_since = or_(*(and_(did, ~is_same) for did, is_same, _ in filled))
    kept = db.session.scalar(
        select(func.count()).where(mine, Supporter.erased_at.is_(None), changed_since)
    )
    for did, is_same, before in filled:
        db.session.execute(
            update(Supporter).where(mine, did, is_same).values(before), execution_options=UNSEEN
        )
    db.session.execute(
        update(Supporter)
        .where(mine, Supporter.last_contact_at == ImportChange.contact_at)
        .values(last_contact_at=ImportChange.contact_before),
        execution_options=UNSEEN,
    )
    return kept or 0


def _index_names(import_id: str) -> None:
    """Let nobody be found by a name that only the list gave them."""
    changed = select(ImportChange.supporter_id).where(ImportChange.import_id == import_id)
    write_name_words(db.session(), names_of(changed))


def _let_go(import_id: str, kept: int, now: datetime) -> Undone:
    """Forget everyone who came by this list alone and never wrote to us."""
    wrote = exists().where(Action.supporter_id == Supporter.id)
    other_word = exists().where(
        Consent.supporter_id == Supporter.id, Consent.import_id.is_distinct_from(import_id)
    )
    came = and_(Supporter.import_id == import_id, Supporter.erased_at.is_(None))
    stay = db.session.scalar(select(func.count()).where(came, or_(wrote, other_word)))
    gone = db.session.execute(
        update(Supporter).where(came, ~wrote, ~other_word).values(erased_at=now, **NOBODY),
        execution_options=UNSEEN,
    )
    went = _forgotten(import_id, now)
    forget_name_words(db.session(), db.session.scalars(went).all())
    db.session.execute(
        delete(ImportChange).where(ImportChange.supporter_id.in_(went)), execution_options=UNSEEN
    )
    return Undone(gone=int(gone.rowcount), kept=kept + (stay or 0))  # type: ignore[attr-defined]  # An UPDATE has one.


def _forgotten(import_id: str, now: datetime) -> Select[str]:
    return select(Supporter.id).where(Supporter.import_id == import_id, Supporter.erased_at == now)
