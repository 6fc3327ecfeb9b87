"""Make room for pacing, pauses, and the ways to an office besides e-mail."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OLD_REASONS = (
    "moderation",
    "vacant_seat",
    "left_office",
    "translation",
    "office_paused",
    "doubtful_address",
    "no_address",
    "uncertain_answer",
)
NEW_REASONS = ("mail_paused", "worker_fell", "writer_sends", "in_packet", "restored")
OLD_VERBS = (
    "supporters.searched",
    "supporters.export_started",
    "supporters.exported",
    "staff.added",
    "staff.dismissed",
    "address.confirmed",
    "delivery.retried",
    "delivery.settled",
)
NEW_VERBS = (
    "deliveries.paused",
    "deliveries.resumed",
    "deliveries.restored",
    "doubts.reconciled",
    "office.health_set",
    "packet.printed",
    "packet.handed_over",
)


def upgrade() -> None:
    op.create_table(
        "buckets",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slow_factor", sa.Integer(), server_default="1", nullable=False),
        sa.Column("slow_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("taken", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_buckets")),
    )
    op.create_table(
        "pauses",
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_member_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_member_id"],
            ["staff_members.id"],
            name=op.f("fk_pauses_staff_member_id_staff_members"),
        ),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_pauses")),
    )
    for column in ("claims", "paced"):
        op.add_column(
            "deliveries", sa.Column(column, sa.Integer(), server_default="0", nullable=False)
        )
    _allow("deliveries", "hold_reason", old=OLD_REASONS, new=(*OLD_REASONS, *NEW_REASONS))
    _allow("audit_entries", "verb", old=OLD_VERBS, new=(*OLD_VERBS, *NEW_VERBS))


def downgrade() -> None:
    op.execute("DELETE FROM audit_entries WHERE verb IN " + _quoted(NEW_VERBS))
    op.execute(
        "UPDATE deliveries SET hold_reason = 'uncertain_answer' WHERE hold_reason IN "
        + _quoted(NEW_REASONS)
    )
    _allow("audit_entries", "verb", old=(*OLD_VERBS, *NEW_VERBS), new=OLD_VERBS)
    _allow("deliveries", "hold_reason", old=(*OLD_REASONS, *NEW_REASONS), new=OLD_REASONS)
    for column in ("paced", "claims"):
        op.drop_column("deliveries", column)
    op.drop_table("pauses")
    op.drop_table("buckets")


def _allow(table: str, column: str, *, old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Let a column of words hold other words from now on.

    SQLite has no statement for it, and a table that others refer to cannot be made anew inside
    a transaction; so its text is edited, as section 7 of SQLite's "ALTER TABLE" describes.
    """
    name = f"ck_{table}_{column}"
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(name), table, type_="check")
        op.create_check_constraint(op.f(name), table, sa.text(f"{column} IN {_quoted(new)}"))
        return
    connection = op.get_bind()
    version = connection.execute(sa.text("PRAGMA schema_version")).scalar_one()
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_schema SET sql = replace(sql, :old, :new)"
            " WHERE type = 'table' AND name = :table AND instr(sql, :old) > 0"
        ),
        {"old": _quoted(old), "new": _quoted(new), "table": table},
    )
    connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))
    if changed.rowcount != 1:
        raise RuntimeError(f"{name} was not found as it was left")


def _quoted(words: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"
