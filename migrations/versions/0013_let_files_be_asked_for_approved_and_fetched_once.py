"""Let files be asked for, approved by a second person, made by the worker, and fetched once."""

import sqlalchemy as sa
from alembic import op

from migrations import words

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NEW_VERBS = (
    "export.asked",
    "export.approved",
    "export.refused",
    "export.taken",
)
KINDS = ("supporters", "letters", "counts")
FORMATS = ("csv", "xlsx", "osdi")
STATES = (
    "waiting",
    "queued",
    "making",
    "ready",
    "fetched",
    "lapsed",
    "refused",
    "broken",
    "over",
)


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("staff_member_id", sa.String(length=32), nullable=True),
        sa.Column("kind", _one_of("kind", KINDS), nullable=False),
        sa.Column("file_format", _one_of("file_format", FORMATS), nullable=False),
        sa.Column("purpose", sa.String(length=100), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("filters", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("street_reason", sa.String(length=300), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("state", _one_of("state", STATES), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("link_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_member_id"],
            ["staff_members.id"],
            name=op.f("fk_exports_staff_member_id_staff_members"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff_members.id"], name=op.f("fk_exports_decided_by_staff_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    op.create_index(op.f("ix_exports_state"), "exports", ["state"])
    op.create_table(
        "export_presets",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("staff_member_id", sa.String(length=32), nullable=False),
        sa.Column("kind", _one_of("kind", KINDS), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_member_id"],
            ["staff_members.id"],
            name=op.f("fk_export_presets_staff_member_id_staff_members"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_presets")),
        sa.UniqueConstraint(
            "staff_member_id",
            "kind",
            "name",
            name=op.f("uq_export_presets_staff_member_id_kind_name"),
        ),
    )
    words.allow("audit_entries", "verb", *NEW_VERBS)


def downgrade() -> None:
    verbs = ", ".join(f"'{verb}'" for verb in NEW_VERBS)
    op.execute(f"DELETE FROM audit_entries WHERE verb IN ({verbs})")
    words.forbid("audit_entries", "verb", *NEW_VERBS)
    op.drop_table("export_presets")
    op.drop_index(op.f("ix_exports_state"), table_name="exports")
    op.drop_table("exports")


def _one_of(name: str, allowed: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=40)
