"""Let writers say how a call to an office went, and count who says that they called."""

import sqlalchemy as sa
from alembic import op

from campaign.db import MayGo
from migrations import append_only, words

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

COUNTED = ("tallies", "tally_deltas")
OUTCOMES = ("talked", "message", "no_answer", "not_made")


def upgrade() -> None:
    for table in COUNTED:
        words.allow(table, "kind", "call")
    allowed = ", ".join(f"'{word}'" for word in OUTCOMES)
    op.create_table(
        "call_words",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("letter_id", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"outcome IN ({allowed})", name=op.f("ck_call_words_outcome")),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name=op.f("fk_call_words_letter_id_letters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_words")),
    )
    op.create_index(op.f("ix_call_words_letter_id"), "call_words", ["letter_id"])
    append_only.guard("call_words", MayGo.NEVER)


def downgrade() -> None:
    append_only.unguard("call_words", MayGo.NEVER)
    op.drop_table("call_words")
    for table in COUNTED:
        op.execute(sa.text(f"DELETE FROM {table} WHERE kind = 'call'"))  # noqa: S608  # Our names.
        words.forbid(table, "kind", "call")
