"""Find the letters whose turn has come without looking at those that wait."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NAME = "ix_deliveries_admitted"
ADMITTED = sa.text("status = 'queued' AND paced = 5")


def upgrade() -> None:
    op.create_index(
        NAME, "deliveries", ["due_at"], sqlite_where=ADMITTED, postgresql_where=ADMITTED
    )


def downgrade() -> None:
    op.drop_index(NAME, "deliveries")
