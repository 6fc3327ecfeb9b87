"""Looks at files that were asked for, and at columns that are kept for next time."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from campaign.db import db
from campaign.domain.errors import NotFound
from campaign.domain.exports import A_DAY, OPEN, ExportKind, ExportOrder, ExportState
from campaign.domain.staff import SEES_PEOPLE
from campaign.models.exports import Export, ExportPreset
from campaign.models.staff import Role, StaffMember, staff_roles

SHOWN_AT_MOST = 50


_S = ExportState
_GOES_ON = (_S.QUEUED, _S.MAKING, _S.READY, _S.FETCHED, _S.LAPSED)
"""The states of a file that somebody has or will have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportView:
    """One export as staff read it; `asked_by` is empty where a terminal of the server asked."""

    id: str
    order: ExportOrder
    locale: str
    state: ExportState
    staff_member_id: str | None
    asked_by: str
    asked_at: datetime
    valid_until: datetime
    expected: int
    done: int
    rows: int | None
    sha256: str
    decided_by: str
    decided_at: datetime | None
    answer: str
    link_until: datetime | None
    fetched_at: datetime | None

    @property
    def share(self) -> int:
        """Return how much of it is written, in percent; it may have grown since it was asked."""
        return min(100 * self.done // max(self.expected, 1), 100)


@dataclass(frozen=True, slots=True)
class Preset:
    """A choice of columns with a name."""

    id: str
    kind: ExportKind
    name: str
    columns: tuple[str, ...]
    shared: bool
    is_own: bool


def export_view(export_id: str) -> ExportView:
    """Return one export. Raises NotFound."""
    found = _views(Export.id == export_id)
    if not found:
        raise NotFound("export")
    return found[0]


def newest_exports() -> list[ExportView]:
    """Return the newest exports, and before them those that wait for a second person."""
    return _views()


def exports_to_approve() -> list[ExportView]:
    """Return the exports that wait for a second person."""
    return _views(Export.state == ExportState.WAITING)


def approvers(asker_id: str | None) -> list[tuple[str, str]]:
    """Return id and address of everybody who may approve what somebody asked for."""
    rows = db.session.execute(
        select(StaffMember.id, StaffMember.email)
        .distinct()
        .join(staff_roles, staff_roles.c.staff_member_id == StaffMember.id)
        .join(Role, Role.id == staff_roles.c.role_id)
        .where(
            StaffMember.disabled_at.is_(None),
            Role.name.in_(SEES_PEOPLE),
            StaffMember.id != asker_id,
        )
        .order_by(StaffMember.email)
    )
    return [(member_id, email) for member_id, email in rows]


def people_taken(staff_member_id: str, *, now: datetime) -> int:
    """Return how many rows of people somebody took, or may take, by themselves in a day."""
    taken = select(func.coalesce(func.sum(func.coalesce(Export.rows, Export.expected)), 0)).where(
        Export.staff_member_id == staff_member_id,
        Export.kind == ExportKind.SUPPORTERS,
        Export.decided_by.is_(None),
        Export.state.in_(_GOES_ON),
        Export.asked_at > now - A_DAY,
    )
    return db.session.scalar(taken) or 0


def orphans() -> list[str]:
    """Return the open exports of people who may take no file any more."""
    may = (
        select(StaffMember.id)
        .join(staff_roles, staff_roles.c.staff_member_id == StaffMember.id)
        .join(Role, Role.id == staff_roles.c.role_id)
        .where(StaffMember.disabled_at.is_(None), Role.name.in_(SEES_PEOPLE))
    )
    return list(
        db.session.scalars(
            select(Export.id).where(
                Export.state.in_(OPEN),
                Export.staff_member_id.is_not(None),
                Export.staff_member_id.not_in(may),
            )
        )
    )


def presets(staff_member_id: str, kind: ExportKind | None = None) -> list[Preset]:
    """Return the choices of columns that somebody may use: their own, and those that are shared."""
    usable = or_(ExportPreset.staff_member_id == staff_member_id, ExportPreset.shared)
    rows = select(ExportPreset).where(usable).order_by(ExportPreset.name, ExportPreset.id)
    if kind is not None:
        rows = rows.where(ExportPreset.kind == kind)
    return [
        Preset(
            row.id,
            row.kind,
            row.name,
            tuple(json.loads(row.columns)),
            row.shared,
            row.staff_member_id == staff_member_id,
        )
        for row in db.session.scalars(rows)
    ]


def _views(*conditions: ColumnElement[bool]) -> list[ExportView]:
    asker, decider = aliased(StaffMember), aliased(StaffMember)
    rows = (
        select(Export, asker.email, decider.email)
        .outerjoin(asker, asker.id == Export.staff_member_id)
        .outerjoin(decider, decider.id == Export.decided_by)
        .where(*conditions)
        .order_by(Export.state != ExportState.WAITING, Export.asked_at.desc(), Export.id)
        .limit(SHOWN_AT_MOST)
        .execution_options(populate_existing=True)
    )
    return [
        ExportView(
            id=export.id,
            order=export.order,
            locale=export.locale,
            state=export.state,
            staff_member_id=export.staff_member_id,
            asked_by=asked_by or "",
            asked_at=export.asked_at,
            valid_until=export.valid_until,
            expected=export.expected,
            done=export.done,
            rows=export.rows,
            sha256=export.sha256,
            decided_by=decided_by or "",
            decided_at=export.decided_at,
            answer=export.answer,
            link_until=export.link_until,
            fetched_at=export.fetched_at,
        )
        for export, asked_by, decided_by in db.session.execute(rows)
    ]
