"""Let moderators and the organizers of a partner into the console."""

from alembic import op

from migrations import words

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NEW_ROLES = ("moderator", "partner_organizer")


def upgrade() -> None:
    words.allow("roles", "name", *NEW_ROLES)


def downgrade() -> None:
    roles = "(SELECT id FROM roles WHERE name IN ('moderator', 'partner_organizer'))"
    op.execute(f"DELETE FROM staff_roles WHERE role_id IN {roles}")
    op.execute("DELETE FROM roles WHERE name IN ('moderator', 'partner_organizer')")
    words.forbid("roles", "name", *NEW_ROLES)
