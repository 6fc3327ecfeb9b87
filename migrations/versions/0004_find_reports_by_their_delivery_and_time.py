"""Find reports by their delivery and by their time."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("delivery_id", "occurred_at"):
        op.create_index(op.f(f"ix_receipts_{column}"), "receipts", [column])


def downgrade() -> None:
    for column in ("occurred_at", "delivery_id"):
        op.drop_index(op.f(f"ix_receipts_{column}"), table_name="receipts")
