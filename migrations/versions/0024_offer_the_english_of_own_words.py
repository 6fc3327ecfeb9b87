"""Let writers ask for an English version of their own words, and volunteers write it."""

import sqlalchemy as sa
from alembic import op

from campaign.db import MayGo
from migrations import append_only, words

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

STATES = (
    "translation_unconfirmed",
    "translation_waiting",
    "translation_offered",
    "translation_accepted",
    "translation_refused",
    "translation_lapsed",
)


def upgrade() -> None:
    allowed = ", ".join(f"'{word}'" for word in STATES)
    op.create_table(
        "translations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("action_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by_id", sa.String(length=32), nullable=True),
        sa.Column("taken_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"state IN ({allowed})", name=op.f("ck_translations_state")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["actions.id"], name=op.f("fk_translations_action_id_actions")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"],
            ["staff_members.id"],
            name=op.f("fk_translations_taken_by_id_staff_members"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translations")),
        sa.UniqueConstraint("action_id", name=op.f("uq_translations_action_id")),
    )
    op.create_index(
        op.f("ix_translations_state_translations_deadline"), "translations", ["state", "deadline"]
    )
    words.allow("audit_entries", "verb", "translation.saved")


def downgrade() -> None:
    waiting = op.get_bind().execute(
        sa.text("SELECT count(*) FROM deliveries WHERE hold_reason = 'translation'")
    )
    if waiting.scalar_one():
        raise RuntimeError("letters wait for a translation: let them go first")
    append_only.unguard("audit_entries", MayGo.WHEN_OLD)
    op.execute(sa.text("DELETE FROM audit_entries WHERE verb = 'translation.saved'"))
    append_only.guard("audit_entries", MayGo.WHEN_OLD)
    words.forbid("audit_entries", "verb", "translation.saved")
    op.drop_table("translations")
