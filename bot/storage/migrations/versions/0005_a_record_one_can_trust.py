"""Site codes, evidence of place, corrections, leave of several days, statements, and what a person said beforehand."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Without a foreign key SQLite adds a column in place, so nothing is dropped from under the rows that refer to it.
COLUMNS: tuple[tuple[str, sa.Column[Any]], ...] = (
    ("activity", sa.Column("is_creditable", sa.Boolean(), nullable=False, server_default=sa.true())),
    ("attendance", sa.Column("until_at", sa.DateTime(timezone=True), nullable=True)),
    ("cadre", sa.Column("location_consented_at", sa.DateTime(timezone=True), nullable=True)),
    ("mark", sa.Column("distance_metres", sa.Integer(), nullable=True)),
    ("mark", sa.Column("is_inside", sa.Boolean(), nullable=True)),
    ("mark", sa.Column("reason", sa.String(length=100), nullable=False, server_default="")),
    ("shift", sa.Column("code_secret", sa.String(length=32), nullable=True)),
)


def upgrade() -> None:
    for table, column in COLUMNS:
        op.add_column(table, column)
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("cadre_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("wanted_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wanted_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_correction_activity_id_activity")),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_correction_cadre_id_cadre")),
        sa.ForeignKeyConstraint(["decided_by"], ["cadre.id"], name=op.f("fk_correction_decided_by_cadre")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index("ix_correction_activity_id_cadre_id", ["activity_id", "cadre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_correction_state"), ["state"], unique=False)
    op.create_table(
        "leave_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cadre_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_leave_period_cadre_id_cadre")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave_period")),
    )
    with op.batch_alter_table("leave_period", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leave_period_cadre_id"), ["cadre_id"], unique=False)
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("cadre_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_statement_cadre_id_cadre")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint("code", name=op.f("uq_statement_code")),
    )
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_cadre_id"), ["cadre_id"], unique=False)


def downgrade() -> None:
    for table in ("statement", "leave_period", "correction"):
        op.drop_table(table)
    for table, column in reversed(COLUMNS):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column.name)
