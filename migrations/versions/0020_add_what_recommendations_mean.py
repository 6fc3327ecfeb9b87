"""Let a recommendation say what it means and whom it is about, with examples for a story."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TEXTS = {"means": "", "affected": "", "examples": "[]"}


def upgrade() -> None:
    for name, empty in TEXTS.items():
        op.add_column(
            "recommendation_texts",
            sa.Column(name, sa.Text(), nullable=False, server_default=empty),
        )


def downgrade() -> None:
    for name in TEXTS:
        op.drop_column("recommendation_texts", name)
