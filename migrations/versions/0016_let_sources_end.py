"""Let a source end, and find consents by their source."""

import sqlalchemy as sa
from alembic import op

from migrations import words

revision = "0016"
down_revision = "0015"
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


def upgrade() -> None:
    op.add_column("sources", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(CONSENTS, "consents", ["source_id"])
    words.allow("audit_entries", "verb", *VERBS)


def downgrade() -> None:
    listed = ", ".join(f"'{verb}'" for verb in VERBS)
    op.execute(f"DELETE FROM audit_entries WHERE verb IN ({listed})")
    words.forbid("audit_entries", "verb", *VERBS)
    op.drop_index(CONSENTS, "consents")
    op.drop_column("sources", "ended_at")
