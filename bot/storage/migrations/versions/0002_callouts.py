"""Calls, whom they asked, and what a stretch of snow needs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "callout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("muster_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("risk", sa.String(length=200), nullable=False),
        sa.Column("is_insured", sa.Boolean(), nullable=False),
        sa.Column("is_drill", sa.Boolean(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("next_wave_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_callout_activity_id_activity")),
        sa.ForeignKeyConstraint(["author_id"], ["cadre.id"], name=op.f("fk_callout_author_id_cadre")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["cadre.id"], name=op.f("fk_callout_confirmed_by_cadre")),
        sa.ForeignKeyConstraint(["ended_by"], ["cadre.id"], name=op.f("fk_callout_ended_by_cadre")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callout")),
        sa.UniqueConstraint("activity_id", name=op.f("uq_callout_activity_id")),
    )
    with op.batch_alter_table("callout", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_callout_state"), ["state"], unique=False)
    op.create_table(
        "summons",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("callout_id", sa.Integer(), nullable=False),
        sa.Column("cadre_id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ranked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on_spot_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_summons_cadre_id_cadre")),
        sa.ForeignKeyConstraint(["callout_id"], ["callout.id"], name=op.f("fk_summons_callout_id_callout")),
        sa.ForeignKeyConstraint(["entered_by"], ["cadre.id"], name=op.f("fk_summons_entered_by_cadre")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_summons_shift_id_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summons")),
        sa.UniqueConstraint("callout_id", "cadre_id", name=op.f("uq_summons_callout_id_cadre_id")),
    )
    with op.batch_alter_table("summons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summons_cadre_id"), ["cadre_id"], unique=False)
        batch_op.create_index("ix_summons_shift_id_state", ["shift_id", "state"], unique=False)
    # Said in plain SQL: a table that is made anew, as SQLite otherwise wants it for a foreign key, would be dropped
    # from under the rows that refer to it.
    for table, column in (
        ("shift", "progress VARCHAR(32) NOT NULL DEFAULT 'to_do'"),
        ("shift", "lead_id INTEGER CONSTRAINT fk_shift_lead_id_cadre REFERENCES cadre (id)"),
        ("shift", "shortage VARCHAR(32) NOT NULL DEFAULT ''"),
        ("site", "area_square_metres INTEGER"),
        ("site", "heads INTEGER"),
        ("site", "tools VARCHAR(200) NOT NULL DEFAULT ''"),
        ("site", "unit_id INTEGER CONSTRAINT fk_site_unit_id_unit REFERENCES unit (id)"),
        ("site", "neighbour_ids JSON NOT NULL DEFAULT '[]'"),
    ):
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")


def downgrade() -> None:
    with op.batch_alter_table("site", schema=None) as batch_op:
        for column in ("neighbour_ids", "unit_id", "tools", "heads", "area_square_metres"):
            batch_op.drop_column(column)
    with op.batch_alter_table("shift", schema=None) as batch_op:
        for column in ("shortage", "lead_id", "progress"):
            batch_op.drop_column(column)
    op.drop_table("summons")
    op.drop_table("callout")
