"""Groups: how each is called, and whose it is."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Said in plain SQL, like in 0008.
COLUMNS = (
    ("title", "VARCHAR(128) NOT NULL DEFAULT ''"),
    ("unit_id", "INTEGER CONSTRAINT fk_chat_unit_id_unit REFERENCES unit (id)"),
)


def upgrade() -> None:
    for column, definition in COLUMNS:
        op.execute(f"ALTER TABLE chat ADD COLUMN {column} {definition}")


def downgrade() -> None:
    with op.batch_alter_table("chat", schema=None) as batch_op:
        for column, _definition in reversed(COLUMNS):
            batch_op.drop_column(column)
