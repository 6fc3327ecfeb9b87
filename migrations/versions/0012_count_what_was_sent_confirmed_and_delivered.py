"""Count what was sent, confirmed and delivered, keep sums ready for the pages, and save views.

Most sums are made here from the lines that were counted so far, so that no page shows less than
before. What was not counted, and the sums by week, the clock counts within its first minute
(`clock.recount`), from the rows themselves.
"""

from datetime import date

import sqlalchemy as sa
from alembic import op

from migrations import words

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NEW_KINDS = ("submitted", "confirmed", "delivered")
COUNTED = ("tallies", "tally_deltas")
NO_DAY = date.min
OLD_LINES = (
    "campaign_id",
    "day",
    "kind",
    "recommendation_id",
    "target_id",
    "district_id",
    "source_id",
    "locale",
)
NEW_LINES = (
    "grain",
    "campaign_id",
    "kind",
    "day",
    "recommendation_id",
    "target_id",
    "district_id",
    "source_id",
    "locale",
    "facet",
)
OFFICE = ("target_id", "district_id")
ORIGIN = ("source_id", "locale")
GRAINS = (
    (1, ("day",), ("letter", "writer", "sign_up")),
    (2, ("facet",), ("writer",)),
    (3, ("recommendation_id",), ("ask",)),
    (4, OFFICE, ("letter",)),
    (5, ORIGIN, ("letter", "writer", "sign_up")),
    (6, ("recommendation_id", *OFFICE), ("ask",)),
    (7, ("recommendation_id", "day"), ("ask",)),
    (8, ("recommendation_id", *ORIGIN), ("ask",)),
    (10, ("day", *ORIGIN), ("letter", "writer")),
    (11, (*OFFICE, *ORIGIN), ("letter",)),
    (12, ("day", *OFFICE), ("letter",)),
)
TALLIES = sa.table(
    "tallies",
    sa.column("grain", sa.SmallInteger),
    sa.column("day", sa.Date),
    *(sa.column(name, sa.String) for name in (*NEW_LINES[1:3], *NEW_LINES[4:])),
    sa.column("n", sa.Integer),
)
DELTAS = sa.table(
    "tally_deltas",
    sa.column("day", sa.Date),
    *(sa.column(name, sa.String) for name in OLD_LINES if name != "day"),
    sa.column("n", sa.Integer),
)


def upgrade() -> None:
    _save_views()
    _remember_when_letters_went_out()
    for table in COUNTED:
        words.allow(table, "kind", *NEW_KINDS)
        op.add_column(
            table, sa.Column("facet", sa.String(length=8), server_default="", nullable=False)
        )
    op.add_column(
        "tallies", sa.Column("grain", sa.SmallInteger(), server_default="0", nullable=False)
    )
    op.drop_index("uq_tallies_lines", table_name="tallies")
    op.create_index("uq_tallies_lines", "tallies", NEW_LINES, unique=True)
    for number, lines, kinds in GRAINS:
        _sum_up(number, lines, kinds)


def downgrade() -> None:
    op.drop_table("saved_views")
    op.execute("DELETE FROM tallies WHERE grain <> 0")
    for table in COUNTED:
        op.execute(f"DELETE FROM {table} WHERE kind IN {_quoted(NEW_KINDS)}")
    _forget_bands()
    op.drop_index("uq_tallies_lines", table_name="tallies")
    op.create_index("uq_tallies_lines", "tallies", OLD_LINES, unique=True)
    op.drop_column("tallies", "grain")
    for table in COUNTED:
        op.drop_column(table, "facet")
        words.forbid(table, "kind", *NEW_KINDS)
    op.drop_column("deliveries", "sent_at")


def _save_views() -> None:
    op.create_table(
        "saved_views",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("staff_member_id", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("query", sa.String(length=400), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_member_id"],
            ["staff_members.id"],
            name=op.f("fk_saved_views_staff_member_id_staff_members"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )


def _remember_when_letters_went_out() -> None:
    """Tell from the events when a mail went out; where they are forgotten, from its last state."""
    op.add_column("deliveries", sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
    first = (
        'SELECT min("at") FROM delivery_events WHERE delivery_id = deliveries.id'
        " AND \"to\" IN ('sent', 'delivered')"
    )
    op.execute(
        f"UPDATE deliveries SET sent_at = coalesce(({first}),"
        " CASE WHEN status <> 'bounced' THEN final_at END)"
        " WHERE status IN ('sent', 'delivered', 'bounced')"
    )


def _sum_up(number: int, lines: tuple[str, ...], kinds: tuple[str, ...]) -> None:
    """Write the sums of one grain from the lines that tell everything apart."""
    kept = ("campaign_id", "kind", *lines)
    nothing = {
        name: sa.literal(NO_DAY, sa.Date) if name == "day" else sa.literal("", sa.String)
        for name in NEW_LINES[1:]
    }
    told = {**nothing, **{name: TALLIES.c[name] for name in kept}}
    sums = (
        sa.select(
            sa.literal(number, sa.SmallInteger), *told.values(), sa.func.sum(TALLIES.c.n)
        )
        .where(TALLIES.c.grain == 0, TALLIES.c.kind.in_(kinds))
        .group_by(*(TALLIES.c[name] for name in kept))
    )
    op.execute(sa.insert(TALLIES).from_select(["grain", *told, "n"], sums))


def _forget_bands() -> None:
    """Let writers of every band be folded anew into one line."""
    lines = [TALLIES.c[name] for name in OLD_LINES]
    sums = (
        sa.select(*lines, sa.func.sum(TALLIES.c.n))
        .where(TALLIES.c.kind == "writer")
        .group_by(*lines)
    )
    op.execute(sa.insert(DELTAS).from_select([*OLD_LINES, "n"], sums))
    op.execute(sa.delete(TALLIES).where(TALLIES.c.kind == "writer"))


def _quoted(listed: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{word}'" for word in listed) + ")"
