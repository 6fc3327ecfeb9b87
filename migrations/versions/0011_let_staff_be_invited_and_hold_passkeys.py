"""Let people be invited into the console, and sign in with passkeys."""

import sqlalchemy as sa
from alembic import op

from migrations import words

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NEW_VERBS = (
    "staff.invited",
    "staff.invited_again",
    "staff.invitation_withdrawn",
    "staff.joined",
    "staff.role_changed",
    "staff.let_in_again",
    "second_factor.added",
    "second_factor.removed",
    "second_factor.reset",
)
ROLES = ("partner_organizer", "organizer", "moderator", "staff", "admin")


def upgrade() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("staff_member_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=True),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(length=64), nullable=False),
        sa.Column("lastuse_datetime", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_member_id"],
            ["staff_members.id"],
            name=op.f("fk_passkeys_staff_member_id_staff_members"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_index(op.f("ix_passkeys_staff_member_id"), "passkeys", ["staff_member_id"])
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                *ROLES, name="role", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("partner_id", sa.String(length=32), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_invitations_partner_id_partners")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("email", name=op.f("uq_invitations_email")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    words.allow("audit_entries", "verb", *NEW_VERBS)


def downgrade() -> None:
    verbs = ", ".join(f"'{verb}'" for verb in NEW_VERBS)
    op.execute(f"DELETE FROM audit_entries WHERE verb IN ({verbs})")
    words.forbid("audit_entries", "verb", *NEW_VERBS)
    op.drop_table("invitations")
    op.drop_index(op.f("ix_passkeys_staff_member_id"), table_name="passkeys")
    op.drop_table("passkeys")
