"""Activities that organizers make and change: where, for whom, how many, who waits, and the plans for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Said in plain SQL, like in 0002: a table made anew would be dropped from under the rows that refer to it.
COLUMNS = (
    ("activity", "site_id", "INTEGER CONSTRAINT fk_activity_site_id_site REFERENCES site (id)"),
    ("activity", "unit_ids", "JSON NOT NULL DEFAULT '[]'"),
    ("activity", "quota", "INTEGER"),
    ("activity", "made_by", "INTEGER CONSTRAINT fk_activity_made_by_cadre REFERENCES cadre (id)"),
    ("activity", "change_note", "JSON NOT NULL DEFAULT '{}'"),
    ("activity", "is_fixed", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("attendance", "waits_since", "TIMESTAMP WITH TIME ZONE"),
    ("attendance", "offered_until", "TIMESTAMP WITH TIME ZONE"),
)


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, column, definition in COLUMNS:
        kind = definition.replace("TIMESTAMP WITH TIME ZONE", "DATETIME") if is_sqlite else definition
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("view", sa.String(length=16), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_plan_activity_id_activity")),
        sa.ForeignKeyConstraint(["author_id"], ["cadre.id"], name=op.f("fk_plan_author_id_cadre")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )


def downgrade() -> None:
    op.drop_table("plan")
    for table, column, _definition in reversed(COLUMNS):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
