"""Let a column of short words take more words, or fewer, on both databases."""

import re

import sqlalchemy as sa
from alembic import op

_WORD = re.compile(r"'([^']+)'")


def allow(table: str, column: str, *words: str) -> None:
    """Let a column hold these words besides those that it may hold already."""
    known = _allowed(table, column)
    _write(table, column, known, [*known, *(word for word in words if word not in known)])


def forbid(table: str, column: str, *words: str) -> None:
    """Let a column hold these words no longer; no row may hold one any more."""
    known = _allowed(table, column)
    _write(table, column, known, [word for word in known if word not in words])


def _name(table: str, column: str) -> str:
    return f"ck_{table}_{column}"


def _allowed(table: str, column: str) -> list[str]:
    """Return the words of a column's CHECK, as the database holds it now."""
    for check in sa.inspect(op.get_bind()).get_check_constraints(table):
        if check["name"] == _name(table, column):
            return _WORD.findall(check["sqltext"])
    raise RuntimeError(f"{_name(table, column)} was not found")


def _write(table: str, column: str, old: list[str], new: list[str]) -> None:
    """Put another list of words into a CHECK.

    SQLite has no statement for it, and making a table anew is more than it needs; so its text is
    edited, as section 7 of SQLite's "ALTER TABLE" describes.
    """
    name = _name(table, column)
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(name), table, type_="check")
        op.create_check_constraint(op.f(name), table, sa.text(f"{column} IN {_quoted(new)}"))
        return
    connection = op.get_bind()
    version = connection.execute(sa.text("PRAGMA schema_version")).scalar_one()
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_schema SET sql = replace(sql, :old, :new)"
            " WHERE type = 'table' AND name = :table AND instr(sql, :old) > 0"
        ),
        {"old": _quoted(old), "new": _quoted(new), "table": table},
    )
    connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))
    if changed.rowcount != 1:
        raise RuntimeError(f"{name} was not found as it was left")


def _quoted(words: list[str]) -> str:
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"
