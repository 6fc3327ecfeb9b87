"""Let staff edit campaigns beside what is published, and keep every edition of them."""

import sqlalchemy as sa
from alembic import op

from migrations import words

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NEW_VERBS = (
    "campaign.edited",
    "campaign.discarded",
    "campaign.tested",
    "campaign.published",
)


def upgrade() -> None:
    op.add_column(
        "campaigns", sa.Column("chambers", sa.String(length=40), server_default="", nullable=False)
    )
    op.create_table(
        "campaign_editions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("staff_member_id", sa.String(length=32), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "source IN ('folder', 'console')", name=op.f("ck_campaign_editions_source")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name=op.f("fk_campaign_editions_campaign_id_campaigns"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_member_id"],
            ["staff_members.id"],
            name=op.f("fk_campaign_editions_staff_member_id_staff_members"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_editions")),
        sa.UniqueConstraint(
            "campaign_id", "version", name=op.f("uq_campaign_editions_campaign_id_version")
        ),
    )
    op.create_table(
        "campaign_drafts",
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("staff_member_id", sa.String(length=32), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_member_id"],
            ["staff_members.id"],
            name=op.f("fk_campaign_drafts_staff_member_id_staff_members"),
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_campaign_drafts")),
    )
    words.allow("audit_entries", "verb", *NEW_VERBS)


def downgrade() -> None:
    op.execute("DELETE FROM audit_entries WHERE verb IN " + str(NEW_VERBS))
    words.forbid("audit_entries", "verb", *NEW_VERBS)
    op.drop_table("campaign_drafts")
    op.drop_table("campaign_editions")
    op.drop_column("campaigns", "chambers")
