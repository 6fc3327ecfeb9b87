"""Let a campaign's letters hold a paragraph for whoever sits on a committee."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NAME = "ck_letter_parts_kind"
OLD_KINDS = (
    "subject",
    "opening",
    "body_full",
    "body_short",
    "closing",
    "greeting",
    "sign_off",
)
NEW_KINDS = ("committee_education", "committee_budget", "committee_appropriations")


def upgrade() -> None:
    _allow(old=OLD_KINDS, new=(*OLD_KINDS, *NEW_KINDS))


def downgrade() -> None:
    op.execute("DELETE FROM letter_parts WHERE kind IN " + _quoted(NEW_KINDS))
    _allow(old=(*OLD_KINDS, *NEW_KINDS), new=OLD_KINDS)


def _allow(*, old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Let a part be of other kinds from now on; on SQLite as migration 0002 explains."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(NAME), "letter_parts", type_="check")
        op.create_check_constraint(op.f(NAME), "letter_parts", sa.text(f"kind IN {_quoted(new)}"))
        return
    connection = op.get_bind()
    version = connection.execute(sa.text("PRAGMA schema_version")).scalar_one()
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_schema SET sql = replace(sql, :old, :new)"
            " WHERE type = 'table' AND name = 'letter_parts' AND instr(sql, :old) > 0"
        ),
        {"old": _quoted(old), "new": _quoted(new)},
    )
    connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))
    if changed.rowcount != 1:
        raise RuntimeError(f"{NAME} was not found as it was left")


def _quoted(words: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"
