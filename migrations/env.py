"""Runs the migrations on the connection that the upgrade hands over, inside its transaction."""

from __future__ import annotations

from alembic import context
from sqlalchemy import text

from tracker.model import LIVE, metadata, reports


def include_name(name: str | None, type_: str, _parents: object) -> bool:
    """Only these tables are declared; history follows the live ones and everything else is rebuilt from files."""
    return type_ != "schema" or name in (LIVE, reports.schema)


connection = context.config.attributes["connection"]
connection.execute(text("SET LOCAL lock_timeout = '10s'"))
connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {LIVE}"))
context.configure(
    connection=connection,
    target_metadata=[metadata, reports],
    version_table_schema=LIVE,
    include_schemas=True,
    include_name=include_name,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
