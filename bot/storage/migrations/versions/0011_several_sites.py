"""An activity at several sites, each with its units and with a lead for this activity alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

PLAN = sa.table("plan", sa.column("id", sa.Integer), sa.column("fields", sa.JSON))
# What was planned and is not open yet had no shift; it has its site as a shift from now on.
SHIFTS_OF_WHAT_IS_PLANNED = """
INSERT INTO shift (activity_id, site_id, starts_at, progress, shortage)
SELECT activity.id, activity.site_id, activity.starts_at, 'to_do', '' FROM activity
WHERE activity.site_id IS NOT NULL AND activity.state = 'planned'
AND NOT EXISTS (SELECT 1 FROM shift WHERE shift.activity_id = activity.id)
"""


def upgrade() -> None:
    op.execute("ALTER TABLE shift ADD COLUMN unit_ids JSON NOT NULL DEFAULT '[]'")
    op.execute(
        "ALTER TABLE role_grant ADD COLUMN activity_id INTEGER "
        "CONSTRAINT fk_role_grant_activity_id_activity REFERENCES activity (id)"
    )
    op.create_index(op.f("ix_role_grant_activity_id"), "role_grant", ["activity_id"])
    op.execute(SHIFTS_OF_WHAT_IS_PLANNED)
    _rewrite_plans(_name_sites)


def downgrade() -> None:
    _rewrite_plans(_name_one_site)
    op.execute("DELETE FROM role_grant WHERE activity_id IS NOT NULL")
    op.drop_index(op.f("ix_role_grant_activity_id"), table_name="role_grant")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_column("activity_id")
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.drop_column("unit_ids")


def _name_sites(fields: dict[str, Any]) -> dict[str, Any]:
    site_id = fields.pop("site_id")
    alone = {"site_id": site_id, "quota": None, "lead_id": None, "unit_ids": []}
    return {**fields, "sites": [] if site_id is None else [alone]}


def _name_one_site(fields: dict[str, Any]) -> dict[str, Any]:
    sites = fields.pop("sites")
    return {**fields, "site_id": sites[0]["site_id"] if sites else None}


def _rewrite_plans(rewritten: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    connection = op.get_bind()
    for plan_id, fields in connection.execute(sa.select(PLAN.c.id, PLAN.c.fields)).all():
        connection.execute(sa.update(PLAN).where(PLAN.c.id == plan_id).values(fields=rewritten(dict(fields))))
