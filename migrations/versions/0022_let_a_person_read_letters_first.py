"""Let moderators let a held letter go, or not send it and tell its writer why."""

import sqlalchemy as sa
from alembic import op

from campaign.db import MayGo
from migrations import append_only, words

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

VERBS = ("letter.let_go", "letter.declined")


def upgrade() -> None:
    words.allow("audit_entries", "verb", *VERBS)


def downgrade() -> None:
    sent = op.get_bind().execute(
        sa.text("SELECT count(*) FROM deliveries WHERE notice_kind = 'declined'")
    )
    if sent.scalar_one():
        raise RuntimeError("writers were told that a letter was not sent: restore a backup instead")
    append_only.unguard("audit_entries", MayGo.WHEN_OLD)
    op.execute(sa.text("DELETE FROM audit_entries WHERE verb IN ('letter.let_go', 'letter.declined')"))
    append_only.guard("audit_entries", MayGo.WHEN_OLD)
    words.forbid("audit_entries", "verb", *VERBS)
