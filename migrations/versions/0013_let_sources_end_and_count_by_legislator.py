"""Let a source end, and find consents by their source and counts by their legislator."""

import sqlalchemy as sa
from alembic import op

from migrations import words

revision = "0013"
down_revision = "0010"
branch_labels = None
depends_on = None

VERBS = (
    "brief.printed",
    "partner.added",
    "partner.edited",
    "source.added",
    "source.ended",
    "source.reopened",
)
CONSENTS = "ix_consents_source_id"
TALLIES = "ix_tallies_target_id_tallies_kind"


def upgrade() -> None:
    op.add_column("sources", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(CONSENTS, "consents", ["source_id"])
    op.create_index(TALLIES, "tallies", ["target_id", "kind"])
    words.allow("audit_entries", "verb", *VERBS)


def downgrade() -> None:
    listed = ", ".join(f"'{verb}'" for verb in VERBS)
    op.execute(f"DELETE FROM audit_entries WHERE verb IN ({listed})")
    words.forbid("audit_entries", "verb", *VERBS)
    op.drop_index(TALLIES, "tallies")
    op.drop_index(CONSENTS, "consents")
    op.drop_column("sources", "ended_at")
