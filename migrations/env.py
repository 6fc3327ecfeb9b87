"""Runs migrations over the application's own engine."""

from alembic import context
from flask import current_app
from sqlalchemy import DateTime

from campaign.db import UTCDateTime


def render_item(kind: str, item: object, autogen_context: object) -> str | bool:
    """Write our own column type as the plain one that it is in the database."""
    del autogen_context
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def compare_type(*arguments: object) -> bool | None:
    """Take our own column type for the plain one."""
    *_, inspected, declared = arguments
    if isinstance(declared, UTCDateTime) and isinstance(inspected, DateTime):
        return False
    return None


def run() -> None:
    """Bring the schema to the revision that was asked for, in one transaction."""
    migrate = current_app.extensions["migrate"]
    options = {**migrate.configure_args, "render_item": render_item, "compare_type": compare_type}
    with migrate.db.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=migrate.db.metadata, **options)
        with context.begin_transaction():
            context.run_migrations()


run()
