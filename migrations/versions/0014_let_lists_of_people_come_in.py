"""Let lists of people come in: the lists, their rows while they wait, and what they changed."""

import sqlalchemy as sa
from alembic import op

from migrations import words

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

VERBS = ("import.staged", "import.ran", "import.undone", "import.discarded")
NOT_EMPTY = {
    "sqlite_where": sa.text("import_id IS NOT NULL"),
    "postgresql_where": sa.text("import_id IS NOT NULL"),
}


def upgrade() -> None:
    words.allow("audit_entries", "verb", *VERBS)
    for table in ("supporters", "consents"):
        op.add_column(table, sa.Column("import_id", sa.String(length=32), nullable=True))
        op.create_index(op.f(f"ix_{table}_import_id"), table, ["import_id"], **NOT_EMPTY)
    op.create_table(
        "imports",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("staff_member_id", sa.String(length=32), nullable=True),
        sa.Column("ran_by_id", sa.String(length=32), nullable=True),
        sa.Column("kind", _words("kind", "sheet", "csv", "xlsx"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("matching", sa.Text(), nullable=False),
        sa.Column(
            "state",
            _words("state", "open", "checking", "checked", "running", "done", "undone"),
            nullable=False,
        ),
        sa.Column("campaign_id", sa.String(length=32), nullable=True),
        sa.Column("purpose", _words("purpose", "coalition", "partner"), nullable=True),
        sa.Column("partner_id", sa.String(length=32), nullable=True),
        sa.Column("source_id", sa.String(length=32), nullable=True),
        sa.Column("wording_version", sa.String(length=20), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("everyone_is_adult", sa.Boolean(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("merged", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_imports_{column}_{table}")
            )
            for column, table in (
                ("staff_member_id", "staff_members"),
                ("ran_by_id", "staff_members"),
                ("campaign_id", "campaigns"),
                ("partner_id", "partners"),
                ("source_id", "sources"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_state"), "imports", ["state"])
    op.create_table(
        "import_rows",
        sa.Column("import_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        *_person(),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "fault",
            _words(
                "fault",
                "email_missing",
                "email_wrong",
                "too_long",
                "too_many_cells",
                "zip_wrong",
                "date_missing",
                "date_wrong",
                "date_ahead",
                "date_too_old",
                "age_unknown",
                "minor",
                "no_mail",
                "said_no",
            ),
            nullable=True,
        ),
        sa.Column(
            "fault_column",
            _words(
                "fault_column",
                "email",
                "given_name",
                "family_name",
                "full_name",
                "city",
                "zip",
                "language",
                "agreed_at",
                "age",
            ),
            nullable=True,
        ),
        sa.Column("repeats", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_rows_import_id_imports")
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_import_rows")),
    )
    op.create_table(
        "import_changes",
        sa.Column("import_id", sa.String(length=32), nullable=False),
        sa.Column("supporter_id", sa.String(length=32), nullable=False),
        *_person(),
        sa.Column("contact_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consented", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_changes_import_id_imports")
        ),
        sa.ForeignKeyConstraint(
            ["supporter_id"],
            ["supporters.id"],
            name=op.f("fk_import_changes_supporter_id_supporters"),
        ),
        sa.PrimaryKeyConstraint("import_id", "supporter_id", name=op.f("pk_import_changes")),
    )


def downgrade() -> None:
    op.drop_table("import_changes")
    op.drop_table("import_rows")
    op.drop_index(op.f("ix_imports_state"), table_name="imports")
    op.drop_table("imports")
    for table in ("consents", "supporters"):
        op.drop_index(op.f(f"ix_{table}_import_id"), table_name=table)
        op.drop_column(table, "import_id")
    op.execute("DELETE FROM audit_entries WHERE verb LIKE 'import.%'")
    words.forbid("audit_entries", "verb", *VERBS)


def _person() -> list[sa.Column[str]]:
    lengths = {"given_name": 80, "family_name": 80, "city": 80, "zip": 5}
    return [
        sa.Column(name, sa.String(length=length), nullable=False)
        for name, length in lengths.items()
    ]


def _words(name: str, *members: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=40)
