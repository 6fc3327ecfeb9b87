"""Let letters go to offices that the whole state elects."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OLD = ("upper", "lower")
NEW = ("upper", "lower", "statewide")
TABLES = {"districts": "ck_districts_chamber", "committees": "ck_committees_chamber"}


def upgrade() -> None:
    op.add_column(
        "campaigns",
        sa.Column("statewide", sa.String(length=200), server_default="", nullable=False),
    )
    _allow(old=OLD, new=NEW)


def downgrade() -> None:
    connection = op.get_bind()
    written = connection.execute(
        sa.text("SELECT count(*) FROM districts WHERE chamber = 'statewide'")
    ).scalar_one()
    if written:
        raise RuntimeError("letters may name offices of the whole state: restore a backup instead")
    _allow(old=NEW, new=OLD)
    op.drop_column("campaigns", "statewide")


def _allow(*, old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Let a chamber be another word from now on; on SQLite as migration 0002 explains."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        for table, name in TABLES.items():
            op.drop_constraint(op.f(name), table, type_="check")
            op.create_check_constraint(op.f(name), table, sa.text(f"chamber IN {_quoted(new)}"))
        return
    version = connection.execute(sa.text("PRAGMA schema_version")).scalar_one()
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_schema SET sql = replace(sql, :old, :new) WHERE type = 'table'"
            " AND name IN ('districts', 'committees') AND instr(sql, :old) > 0"
        ),
        {"old": _quoted(old), "new": _quoted(new)},
    )
    connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))
    if changed.rowcount != len(TABLES):
        raise RuntimeError("the words for a chamber were not found as they were left")


def _quoted(words: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"
