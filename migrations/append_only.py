"""Guard tables that are only ever added to, and lift the guards where a step back must delete."""

from alembic import op

from campaign.db import REFUSE, MayGo, guards


def guard(table: str, may_go: MayGo) -> None:
    """Let the database refuse to change, and as it is said to delete, what a table holds."""
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute(REFUSE)
    for statement in guards(table, may_go, dialect=dialect).values():
        op.execute(statement)


def unguard(table: str, may_go: MayGo) -> None:
    """Take a table's guards away."""
    dialect = op.get_bind().dialect.name
    of = f" ON {table}" if dialect == "postgresql" else ""
    for name in guards(table, may_go, dialect=dialect):
        op.execute(f"DROP TRIGGER {name}{of}")
