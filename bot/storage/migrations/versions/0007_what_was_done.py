"""How much a unit got done: one number on its list, counted in the measure of the activity's kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("roll", sa.Column("quantity", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("roll", schema=None) as batch_op:
        batch_op.drop_column("quantity")
