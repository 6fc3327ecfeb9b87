"""Let a letter that waits for its writer's form go back to e-mail when that works again."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    left = op.get_bind().execute(
        sa.text("SELECT count(*) FROM deliveries WHERE left_at IS NOT NULL")
    )
    if left.scalar_one():
        raise RuntimeError("letters went back to e-mail: restore a backup instead")
    op.drop_column("deliveries", "left_at")
