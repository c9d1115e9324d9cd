"""Snowfalls that were forecast, who is on duty, and the evening's stand-by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "snowfall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("advice", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["taken_by"], ["cadre.id"], name=op.f("fk_snowfall_taken_by_cadre")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snowfall")),
    )
    with op.batch_alter_table("snowfall", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_snowfall_state"), ["state"], unique=False)
    op.create_table(
        "weather_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("away_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weather_state")),
    )
    op.create_table(
        "duty",
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["first_id"], ["cadre.id"], name=op.f("fk_duty_first_id_cadre")),
        sa.ForeignKeyConstraint(["second_id"], ["cadre.id"], name=op.f("fk_duty_second_id_cadre")),
        sa.PrimaryKeyConstraint("held_on", name=op.f("pk_duty")),
    )
    op.create_table(
        "standby",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("asks_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reports_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("is_asked", sa.Boolean(), nullable=False),
        sa.Column("is_reported", sa.Boolean(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["cadre.id"], name=op.f("fk_standby_author_id_cadre")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standby")),
        sa.UniqueConstraint("held_on", name=op.f("uq_standby_held_on")),
    )
    op.create_table(
        "readiness",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("standby_id", sa.Integer(), nullable=False),
        sa.Column("cadre_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(32), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_readiness_cadre_id_cadre")),
        sa.ForeignKeyConstraint(["standby_id"], ["standby.id"], name=op.f("fk_readiness_standby_id_standby")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readiness")),
        sa.UniqueConstraint("standby_id", "cadre_id", name=op.f("uq_readiness_standby_id_cadre_id")),
    )
    with op.batch_alter_table("readiness", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_readiness_cadre_id"), ["cadre_id"], unique=False)


def downgrade() -> None:
    for table in ("readiness", "standby", "duty", "weather_state", "snowfall"):
        op.drop_table(table)
