"""A Friday that becomes a call, calls that ring faster, surge teams, and the photo of a cleared place."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Said in plain SQL, like in 0002: a table made anew would be dropped from under the rows that refer to it.
COLUMNS = (
    ("attendance", "moved_to_id", "INTEGER CONSTRAINT fk_attendance_moved_to_id_activity REFERENCES activity (id)"),
    ("callout", "takes_friday", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("callout", "is_fast", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("cadre", "is_surge", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("shift", "photo_id", "INTEGER CONSTRAINT fk_shift_photo_id_attachment REFERENCES attachment (id)"),
)


def upgrade() -> None:
    for table, column, definition in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {definition}")


def downgrade() -> None:
    for table, column, _definition in reversed(COLUMNS):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
