"""Let a roster wait for a person's word, hand edits last, and a letter go to who follows."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OLD_VERBS = (
    "supporters.searched",
    "supporters.export_started",
    "supporters.exported",
    "staff.added",
    "staff.dismissed",
    "address.confirmed",
    "delivery.retried",
    "delivery.settled",
    "deliveries.paused",
    "deliveries.resumed",
    "deliveries.restored",
    "doubts.reconciled",
    "office.health_set",
    "packet.printed",
    "packet.handed_over",
)
NEW_VERBS = (
    "roster.proposed",
    "roster.approved",
    "roster.dismissed",
    "office.edited",
    "committee.edited",
)


def upgrade() -> None:
    op.create_table(
        "roster_proposals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("jurisdiction", sa.String(length=80), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("roster", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_proposals")),
    )
    op.create_index(
        op.f("uq_roster_proposals_open"),
        "roster_proposals",
        ["jurisdiction"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_table(
        "office_edits",
        sa.Column("target_id", sa.String(length=32), nullable=False),
        sa.Column("fact", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"], ["targets.id"], name=op.f("fk_office_edits_target_id_targets")
        ),
        sa.PrimaryKeyConstraint("target_id", "fact", name=op.f("pk_office_edits")),
    )
    op.create_table(
        "committee_edits",
        sa.Column("committee_id", sa.String(length=32), nullable=False),
        sa.Column("target_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"],
            ["committees.id"],
            name=op.f("fk_committee_edits_committee_id_committees"),
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["targets.id"], name=op.f("fk_committee_edits_target_id_targets")
        ),
        sa.PrimaryKeyConstraint("committee_id", "target_id", name=op.f("pk_committee_edits")),
    )
    # Neither database needs the table made anew for a column that may be empty.
    op.execute(
        "ALTER TABLE letters ADD COLUMN in_place_of VARCHAR(32)"
        " CONSTRAINT fk_letters_in_place_of_letters REFERENCES letters (id)"
    )
    op.add_column("letters", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_letters_in_place_of"), "letters", ["in_place_of"], unique=True)
    _allow(old=OLD_VERBS, new=(*OLD_VERBS, *NEW_VERBS))


def downgrade() -> None:
    op.execute("DELETE FROM audit_entries WHERE verb IN " + _quoted(NEW_VERBS))
    _allow(old=(*OLD_VERBS, *NEW_VERBS), new=OLD_VERBS)
    op.drop_index(op.f("ix_letters_in_place_of"), table_name="letters")
    op.drop_column("letters", "asked_at")
    op.drop_column("letters", "in_place_of")
    op.drop_table("committee_edits")
    op.drop_table("office_edits")
    op.drop_table("roster_proposals")


def _allow(*, old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Let the audit write down other verbs from now on.

    SQLite has no statement for it, and making a table anew is more than it needs; so its text is
    edited, as section 7 of SQLite's "ALTER TABLE" describes.
    """
    name = "ck_audit_entries_verb"
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(name), "audit_entries", type_="check")
        op.create_check_constraint(
            op.f(name), "audit_entries", sa.text(f"verb IN {_quoted(new)}")
        )
        return
    connection = op.get_bind()
    version = connection.execute(sa.text("PRAGMA schema_version")).scalar_one()
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_schema SET sql = replace(sql, :old, :new)"
            " WHERE type = 'table' AND name = 'audit_entries' AND instr(sql, :old) > 0"
        ),
        {"old": _quoted(old), "new": _quoted(new)},
    )
    connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))
    if changed.rowcount != 1:
        raise RuntimeError(f"{name} was not found as it was left")


def _quoted(words: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"
