"""Let a code of an authenticator app be used once, and forget spare codes that lie open.

Spare codes are kept encrypted from now on. The key is not known here, so their owners make new ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff_members", sa.Column("tf_last_counter", sa.BigInteger(), nullable=True))
    _forget_spare_codes()


def downgrade() -> None:
    _forget_spare_codes()
    op.drop_column("staff_members", "tf_last_counter")


def _forget_spare_codes() -> None:
    op.execute("UPDATE staff_members SET mf_recovery_codes = NULL")
