"""Find the mail that a provider reports on by its own name, without looking at every mail."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NAME = "ix_deliveries_name_at_relay"
LAST_WORD = "replace(provider_ref, rtrim(provider_ref, replace(provider_ref, ' ', '')), '')"
NAME_AT_RELAY = sa.text(f"ltrim(rtrim({LAST_WORD}, '>].;'), '<[')")
NAMED = sa.text("provider_ref <> ''")


def upgrade() -> None:
    op.create_index(
        NAME, "deliveries", [NAME_AT_RELAY], sqlite_where=NAMED, postgresql_where=NAMED
    )


def downgrade() -> None:
    op.drop_index(NAME, "deliveries")
