"""Roles with an end and a place, what a broadcast carries and who approved it, questions back, a person's wishes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

FILE = "INTEGER CONSTRAINT fk_broadcast_attachment_id_attachment REFERENCES attachment (id)"
# Said in plain SQL, like in 0002: a table made anew would be dropped from under the rows that refer to it.
COLUMNS = (
    ("role_grant", "ends_on", "DATE"),
    ("role_grant", "site_id", "INTEGER CONSTRAINT fk_role_grant_site_id_site REFERENCES site (id)"),
    (
        "broadcast",
        "attachment_id",
        "INTEGER CONSTRAINT fk_broadcast_attachment_id_attachment REFERENCES attachment (id)",
    ),
    ("broadcast", "purpose", "VARCHAR(32) NOT NULL DEFAULT 'notice'"),
    ("broadcast", "buttons", "VARCHAR(32) NOT NULL DEFAULT 'read'"),
    ("broadcast", "send_at", "TIMESTAMP WITH TIME ZONE"),
    ("broadcast", "approved_by", "INTEGER CONSTRAINT fk_broadcast_approved_by_cadre REFERENCES cadre (id)"),
    ("broadcast", "approved_at", "TIMESTAMP WITH TIME ZONE"),
    ("broadcast", "retracted_at", "TIMESTAMP WITH TIME ZONE"),
    ("cadre", "remind_minute", "INTEGER"),
    ("cadre", "is_silenced", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("cadre", "seen_on", "DATE"),
    ("cadre", "merged_into_id", "INTEGER CONSTRAINT fk_cadre_merged_into_id_cadre REFERENCES cadre (id)"),
)


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, column, definition in COLUMNS:
        kind = definition.replace("TIMESTAMP WITH TIME ZONE", "DATETIME") if sqlite else definition
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    op.create_table(
        "broadcast_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kept_by", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["kept_by"], ["cadre.id"], name=op.f("fk_broadcast_template_kept_by_cadre")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast_template")),
        sa.UniqueConstraint("name", name=op.f("uq_broadcast_template_name")),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("cadre_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], name=op.f("fk_question_broadcast_id_broadcast")),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_question_cadre_id_cadre")),
        sa.ForeignKeyConstraint(["answered_by"], ["cadre.id"], name=op.f("fk_question_answered_by_cadre")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_broadcast_id"), ["broadcast_id"], unique=False)


def downgrade() -> None:
    for table in ("question", "broadcast_template"):
        op.drop_table(table)
    for table, column, _definition in reversed(COLUMNS):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
