"""Large imports: where indexes and foreign keys are noted while rows go in without them, and cheaper checks of names.

Revision: 0003, after 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


# A bound inside a pattern costs ten times as much as the same pattern and a look at the length.
NAMES = r"""
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT c.conrelid::regclass AS of_table, c.conname AS name, quote_ident(a.attname) AS col
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
        WHERE c.contype = 'c' AND c.connamespace IN ('tracker'::regnamespace, 'report'::regnamespace)
            AND position('[A-Za-z0-9.-]{0,199}' IN pg_get_constraintdef(c.oid)) > 0
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %2$I CHECK (%s ~ %L AND length(%3$s) <= 200)',
            one.of_table, one.name, one.col, '^[A-Za-z0-9][A-Za-z0-9.-]*$');
    END LOOP;
END $$
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(NAMES, execution_options={"no_parameters": True})
    op.create_table(
        "set_aside",
        sa.Column("of_table", sa.Text(), nullable=False, comment="The table."),
        sa.Column("name", sa.Text(), nullable=False, comment="The index or foreign key."),
        sa.Column("definition", sa.Text(), nullable=False, comment="The statement that makes it."),
        sa.PrimaryKeyConstraint("of_table", "name", name=op.f("set_aside_pkey")),
        schema="tracker",
        comment="Indexes and foreign keys that the running transaction writes without; empty outside of it.",
    )
