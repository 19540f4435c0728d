"""What became of a spell's terms is kept with it: it is compared once, when it is written down.

Revision: 0005, after 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    for schema in ("tracker", "history"):
        comment = "What became of its terms: change, direction, and each term that changed."
        op.add_column("spell", sa.Column("compared", postgresql.ARRAY(sa.Text()), comment=comment), schema=schema)
