"""A file leaves once, for whoever asked; many people only when a second person agrees."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session

from campaign import wiring
from campaign.db import db
from campaign.domain.errors import Expired, NotFound, Refused
from campaign.domain.exports import (
    A_DAY,
    ALONE_AT_MOST,
    ANSWER_WITHIN,
    AT_ONCE_AT_MOST,
    LINK_VALID,
    MOST_TRIES,
    MOVES,
    ExportKind,
    ExportOrder,
    ExportState,
    FileFormat,
)
from campaign.domain.retention import Retention
from campaign.domain.staff import AuditVerb, StaffRole
from campaign.models.deliveries import Delivery
from campaign.models.exports import Export, claim, move
from campaign.models.staff import AuditEntry, StaffMember
from campaign.models.tallies import TallyDelta
from campaign.queries.exports import export_view, newest_exports, presets
from campaign.services.add_staff import add_staff
from campaign.services.dismiss_staff import dismiss_staff
from campaign.services.export.ask import (
    Asked,
    Asker,
    NewPreset,
    ask_for_export,
    forget_preset,
)
from campaign.services.export.call import call_approvers
from campaign.services.export.decide import approve_export, refuse_export
from campaign.services.export.hand_out import ask_again, fetch_export
from campaign.services.export.make import make_next_export
from campaign.services.export.tidy import tidy_exports
from campaign.services.purge import purge
from tests.fakes import FakeShelf
from tests.signers import COALITION, Signers
from tests.writers import found_campaign

Rows = scoped_session[Session]
_S = ExportState


class Desk:
    """Sam and Ada of staff, and the worker, at one installation."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.shelf = wiring.edges().export_shelf
        assert isinstance(self.shelf, FakeShelf)
        self.sam, self.ada = self.hire("sam"), self.hire("ada", StaffRole.ADMIN)

    def hire(self, name: str, role: StaffRole = StaffRole.STAFF) -> str:
        """Let somebody into the console and return their id."""
        edges, email = wiring.edges(), f"{name}@coalition.example"
        add_staff(email, role, signer=edges.signer, site=edges.site, now=self.now)
        return db.session.scalars(select(StaffMember.id).where(StaffMember.email == email)).one()

    def ask(self, kind: ExportKind = ExportKind.SUPPORTERS, **more: object) -> Asked:
        """Have Sam ask for a file."""
        order = ExportOrder(
            kind=kind,
            file_format=more.pop("file_format", FileFormat.CSV),
            columns=more.pop("columns", ("email",) if kind is ExportKind.SUPPORTERS else ("kind",)),
            reason="To invite them to the fair",
            purpose=COALITION if kind is ExportKind.SUPPORTERS else None,
        )
        db.session.commit()
        asker = Asker(more.pop("by", self.sam), "es")
        sheets = wiring.edges().sheets
        return ask_for_export(order, asker=asker, sheets=sheets, now=self.now, **more)

    def tidy(self, *, later: timedelta = timedelta(0)) -> None:
        """Let the worker tidy up."""
        tidy_exports(shelf=self.shelf, now=self.now + later)

    def call(self) -> None:
        """Let the worker call those who may approve."""
        edges = wiring.edges()
        call_approvers(renderer=edges.renderer, site=edges.site, bell=edges.bell, now=self.now)

    def make(self, clock: Callable[[], datetime] | None = None) -> bool:
        """Let the worker make the next file."""
        edges = wiring.edges()
        return make_next_export(
            shelf=self.shelf,
            sheets=edges.sheets,
            renderer=edges.renderer,
            site=edges.site,
            bell=edges.bell,
            clock=clock or (lambda: self.now),
        )

    def fetch(self, export_id: str, *, by: str = "", later: timedelta = timedelta(0)) -> bytes:
        """Let Sam, or somebody else, fetch a file."""
        pieces = fetch_export(
            export_id, shelf=self.shelf, staff_member_id=by or self.sam, now=self.now + later
        )
        return b"".join(pieces)

    def state(self, export_id: str) -> ExportState:
        """Return where an export stands."""
        return export_view(export_id).state

    def large(self) -> str:
        """Have Sam ask for a list of too many, and Ada approve it."""
        asked = self.ask()
        approve_export(asked.export_id, staff_member_id=self.ada, now=self.now)
        return asked.export_id


@pytest.fixture
def people(session: Rows, now: datetime) -> Signers:
    return Signers(session, found_campaign(now), now)


@pytest.fixture
def desk(people: Signers, now: datetime) -> Desk:
    del people
    return Desk(now)


@pytest.fixture
def many(people: Signers) -> int:
    """More people than one person may take alone."""
    people.many(ALONE_AT_MOST + 1)
    db.session.commit()
    return ALONE_AT_MOST + 1


def audit(*verbs: AuditVerb) -> list[tuple[str, str | None]]:
    """Return what was written down of exports, and by whom."""
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(entry.verb, entry.staff_member_id) for entry in entries if entry.verb in verbs]


def test_a_small_list_is_the_answer_itself(people: Signers, desk: Desk) -> None:
    people.says(people.add("Ana"))

    asked = desk.ask()

    assert asked.state is _S.FETCHED
    assert asked.content == b"\xef\xbb\xbfemail\r\n0@example.org\r\n"
    assert export_view(asked.export_id).rows == 1
    assert audit(AuditVerb.EXPORT_TAKEN) == [("export.taken", desk.sam)]
    assert desk.shelf.names() == set()


def test_many_people_wait_for_a_second_person(many: int, desk: Desk) -> None:
    asked = desk.ask()

    assert (asked.state, asked.content) == (_S.WAITING, None)
    assert export_view(asked.export_id).expected == many
    assert not desk.make()
    with pytest.raises(Refused, match="export_own"):
        approve_export(asked.export_id, staff_member_id=desk.sam, now=desk.now)


def test_what_was_approved_is_made_and_fetched_once(many: int, desk: Desk) -> None:
    export_id = desk.large()
    assert desk.make()
    assert desk.state(export_id) is _S.READY

    with pytest.raises(NotFound):
        desk.fetch(export_id, by=desk.ada)
    content = desk.fetch(export_id)

    assert content.count(b"\r\n") == many + 1
    assert desk.shelf.names() == set()
    with pytest.raises(Expired):
        desk.fetch(export_id)
    assert [verb for verb, _ in audit(*AuditVerb) if verb.startswith("export.")] == [
        "export.asked",
        "export.approved",
        "export.taken",
    ]


def test_slices_of_a_list_count_together_for_a_day(
    people: Signers, desk: Desk, session: Rows
) -> None:
    people.many(ALONE_AT_MOST // 2 + 1)
    assert desk.ask().state is _S.FETCHED

    assert desk.ask().state is _S.WAITING
    assert desk.ask(by=desk.ada).state is _S.FETCHED
    session.execute(update(Export).values(asked_at=desk.now - A_DAY))
    assert desk.ask().state is _S.FETCHED


@pytest.mark.usefixtures("many")
def test_who_refuses_says_why(desk: Desk) -> None:
    export_id = desk.ask().export_id
    with pytest.raises(Refused, match="export_reason_missing"):
        refuse_export(export_id, "  ", staff_member_id=desk.ada, now=desk.now)

    refuse_export(export_id, "Not for a fair", staff_member_id=desk.ada, now=desk.now)

    view = export_view(export_id)
    assert (view.state, view.answer) == (_S.REFUSED, "Not for a fair")
    assert view.decided_by == "ada@coalition.example"
    with pytest.raises(Refused, match="export_decided"):
        approve_export(export_id, staff_member_id=desk.ada, now=desk.now)


@pytest.mark.usefixtures("many")
def test_a_wish_and_an_approval_end_after_three_days(desk: Desk) -> None:
    wish, approved = desk.ask().export_id, desk.large()
    with pytest.raises(Refused, match="export_decided"):
        approve_export(wish, staff_member_id=desk.ada, now=desk.now + ANSWER_WITHIN)

    desk.tidy(later=ANSWER_WITHIN)

    assert {desk.state(wish), desk.state(approved)} == {_S.OVER}
    assert not desk.make()


@pytest.mark.usefixtures("many")
def test_a_link_lapses_and_the_file_can_be_made_again_under_its_approval(desk: Desk) -> None:
    export_id = desk.large()
    desk.make()
    with pytest.raises(Expired):
        desk.fetch(export_id, later=LINK_VALID)

    desk.tidy(later=LINK_VALID)

    assert desk.state(export_id) is _S.LAPSED
    assert desk.shelf.names() == set()
    with pytest.raises(NotFound):
        ask_again(export_id, staff_member_id=desk.ada, now=desk.now)
    ask_again(export_id, staff_member_id=desk.sam, now=desk.now)
    desk.make()
    assert desk.fetch(export_id)
    with pytest.raises(Refused, match="export_over"):
        ask_again(export_id, staff_member_id=desk.sam, now=desk.now)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("made", [False, True])
def test_the_exports_of_somebody_dismissed_die(desk: Desk, *, made: bool) -> None:
    export_id = desk.large()
    if made:
        desk.make()

    dismiss_staff(desk.sam, staff_member_id=None, now=desk.now)
    desk.tidy()

    assert desk.state(export_id) is _S.OVER
    assert not desk.make()
    assert desk.shelf.names() == set()
    with pytest.raises(Expired):
        desk.fetch(export_id)


@pytest.mark.usefixtures("many")
def test_whoever_asked_gets_a_mail_in_their_language(session: Rows, desk: Desk) -> None:
    desk.large()
    desk.make()

    mail = session.scalars(select(Delivery).where(Delivery.notice_kind == "export_ready")).one()
    assert mail.recipient == "sam@coalition.example"
    assert mail.subject == "Su archivo está listo"
    assert "/console/exports/" in mail.text


@pytest.mark.usefixtures("many")
def test_whoever_may_approve_is_called_once_and_who_asked_is_not(session: Rows, desk: Desk) -> None:
    export_id = desk.ask().export_id

    for _round in range(2):
        desk.call()

    mails = session.scalars(select(Delivery).where(Delivery.notice_kind == "export_waits")).all()
    assert {mail.recipient for mail in mails} == {"ada@coalition.example"}
    assert f"/console/exports/{export_id}" in mails[0].text
    assert "To invite them" not in mails[0].text


def die(shelf: FakeShelf) -> None:
    """Leave half a file behind and say nothing more, as a killed worker does."""
    export = claim(db.session())
    assert export is not None
    db.session.commit()
    shelf.half.add(export.lease or "")


def fall_silent(session: Rows) -> None:
    """Let the lease of every worker run out."""
    session.execute(update(Export).values(leased_until=datetime(2020, 1, 1, tzinfo=UTC)))
    session.commit()


@pytest.mark.usefixtures("many")
def test_a_killed_worker_leaves_nothing_half_and_another_makes_the_file(
    session: Rows, desk: Desk
) -> None:
    export_id = desk.large()
    die(desk.shelf)
    desk.tidy()
    assert not desk.make()
    with pytest.raises(Expired):
        desk.fetch(export_id)

    fall_silent(session)
    assert desk.make()
    desk.tidy()

    view = export_view(export_id)
    assert (view.state, len(desk.shelf.names())) == (_S.READY, 1)
    assert view.rows == desk.fetch(export_id).count(b"\r\n") - 1


@pytest.mark.usefixtures("many")
def test_a_file_with_which_workers_fall_is_given_up(session: Rows, desk: Desk) -> None:
    export_id = desk.large()
    for _ in range(MOST_TRIES):
        die(desk.shelf)
        fall_silent(session)
    assert not desk.make()

    desk.tidy()

    assert desk.state(export_id) is _S.BROKEN
    assert desk.shelf.names() == set()


def test_what_a_terminal_never_ended_is_broken_after_some_days(
    session: Rows, people: Signers, desk: Desk
) -> None:
    people.says(people.add("Ana"))
    export_id = desk.ask().export_id
    session.execute(update(Export).values(state=_S.MAKING))
    desk.tidy()
    assert not desk.make()
    assert desk.state(export_id) is _S.MAKING

    desk.tidy(later=ANSWER_WITHIN)

    assert desk.state(export_id) is _S.BROKEN


@pytest.mark.usefixtures("many")
def test_a_worker_that_lost_its_turn_leaves_its_file_to_nobody(desk: Desk) -> None:
    export_id = desk.large()
    hours = iter(range(100))

    def clock() -> datetime:
        """Tell a time that flies, and once let somebody else end the export."""
        hour = next(hours)
        if hour == 1:
            move(db.session(), export_id, _S.MAKING, _S.OVER)
            db.session.commit()
        return desk.now + timedelta(hours=hour)

    assert desk.make(clock)

    assert desk.state(export_id) is _S.OVER
    assert desk.shelf.names() == set()


@pytest.mark.usefixtures("many")
def test_a_page_can_tell_how_far_a_file_is(session: Rows, desk: Desk) -> None:
    export_id = desk.large()
    seconds = iter(range(0, 1_000, 2))
    shares = []

    def clock() -> datetime:
        shares.append(export_view(export_id).share)
        return desk.now + timedelta(seconds=next(seconds))

    desk.make(clock)

    assert sorted(shares) == shares
    assert {0, 99} <= set(shares)
    del session


def test_a_long_file_without_people_is_made_without_asking_anybody(
    session: Rows, people: Signers, desk: Desk
) -> None:
    counted = {"campaign_id": people.campaign.id, "kind": "letter", "n": 1}
    session.execute(
        TallyDelta.__table__.insert(),
        [
            {**counted, "day": (desk.now - timedelta(days=day)).date()}
            for day in range(AT_ONCE_AT_MOST + 1)
        ],
    )

    asked = desk.ask(ExportKind.COUNTS, columns=("day",))

    assert asked.state is _S.QUEUED
    assert desk.make()
    assert desk.fetch(asked.export_id).count(b"\r\n") == AT_ONCE_AT_MOST + 2


def test_columns_are_kept_for_oneself_or_for_everybody(people: Signers, desk: Desk) -> None:
    people.says(people.add("Ana"))
    osdi = FileFormat.OSDI
    desk.ask(columns=("email", "zip"), file_format=osdi, preset=NewPreset("Mine", shared=False))
    desk.ask(columns=("zip",), preset=NewPreset("Ours", shared=True))
    desk.ask(columns=("email",), preset=NewPreset("Ours", shared=True))

    assert [(p.name, p.columns) for p in presets(desk.sam)] == [
        ("Mine", ("email", "zip")),
        ("Ours", ("email",)),
    ]
    (ours,) = presets(desk.ada, ExportKind.SUPPORTERS)
    assert not ours.is_own
    assert presets(desk.ada, ExportKind.COUNTS) == []
    with pytest.raises(NotFound):
        forget_preset(ours.id, staff_member_id=desk.ada)
    forget_preset(ours.id, staff_member_id=desk.sam)
    assert presets(desk.ada) == []


@pytest.mark.usefixtures("many")
def test_the_list_shows_first_what_waits_for_a_second_person(session: Rows, desk: Desk) -> None:
    waits = desk.ask().export_id
    session.execute(update(Export).values(asked_at=desk.now - timedelta(hours=1)))
    desk.ask(ExportKind.COUNTS)

    assert [export.state for export in newest_exports()] == [_S.WAITING, _S.FETCHED]
    assert newest_exports()[0].id == waits


def test_who_asked_for_which_file_is_forgotten_with_what_staff_did(
    session: Rows, people: Signers, desk: Desk
) -> None:
    people.says(people.add("Ana"))
    desk.ask()

    purge(retention=Retention(), now=desk.now + timedelta(days=729))
    assert session.scalars(select(Export.reason)).all() == ["To invite them to the fair"]
    purge(retention=Retention(), now=desk.now + timedelta(days=731))
    assert session.scalars(select(Export.id)).all() == []


def test_no_export_goes_a_way_that_is_not_in_the_table(session: Rows) -> None:
    assert _S.FETCHED not in MOVES
    with pytest.raises(ValueError, match="no export goes"):
        move(session(), "any", _S.FETCHED, _S.READY)


def test_the_audit_holds_no_reason_and_no_address(people: Signers, desk: Desk) -> None:
    people.says(people.add("Ana"))
    desk.ask()

    entries = db.session.scalars(
        select(AuditEntry.facts).where(AuditEntry.verb == AuditVerb.EXPORT_TAKEN)
    )
    for facts in map(json.loads, entries):
        assert "fair" not in json.dumps(facts)
        assert "example.org" not in json.dumps(facts)
        assert {"rows", "sha256", "columns", "filters", "purpose"} <= set(facts)
