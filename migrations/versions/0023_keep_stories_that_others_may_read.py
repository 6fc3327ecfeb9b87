"""Keep the stories that writers let the coalition read, or publish, and who decided on them."""

import sqlalchemy as sa
from alembic import op

from campaign.db import MayGo
from migrations import append_only, words

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

VERBS = ("story.published", "story.kept", "story.declined")
USES = ("office", "coalition_reads", "may_be_published")
STATES = (
    "story_unconfirmed",
    "story_waiting",
    "story_published",
    "story_inside",
    "story_declined",
    "story_taken_back",
)


def _one_of(column: str, allowed: tuple[str, ...]) -> sa.CheckConstraint:
    quoted = ", ".join(f"'{word}'" for word in allowed)
    column_name = '"use"' if column == "use" else column
    return sa.CheckConstraint(f"{column_name} IN ({quoted})", name=op.f(f"ck_stories_{column}"))


def upgrade() -> None:
    op.create_table(
        "stories",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("action_id", sa.String(length=32), nullable=False),
        sa.Column("recommendation_id", sa.String(length=32), nullable=False),
        sa.Column("use", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("given_name", sa.String(length=80), nullable=False),
        sa.Column("town", sa.String(length=80), nullable=False),
        sa.Column("wording_version", sa.String(length=20), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _one_of("use", USES),
        _one_of("state", STATES),
        sa.ForeignKeyConstraint(
            ["action_id"], ["actions.id"], name=op.f("fk_stories_action_id_actions")
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendations.id"],
            name=op.f("fk_stories_recommendation_id_recommendations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
        sa.UniqueConstraint(
            "action_id", "recommendation_id", name=op.f("uq_stories_action_id_recommendation_id")
        ),
    )
    op.create_index(op.f("ix_stories_state_stories_agreed_at"), "stories", ["state", "agreed_at"])
    words.allow("audit_entries", "verb", *VERBS)


def downgrade() -> None:
    append_only.unguard("audit_entries", MayGo.WHEN_OLD)
    op.execute(sa.text("DELETE FROM audit_entries WHERE verb LIKE 'story.%'"))
    append_only.guard("audit_entries", MayGo.WHEN_OLD)
    words.forbid("audit_entries", "verb", *VERBS)
    op.drop_table("stories")
