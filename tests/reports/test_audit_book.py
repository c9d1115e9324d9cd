"""The workbook of the audit: its rows, and texts that begin like formulas."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from openpyxl import load_workbook

from bot.reports.audit import AuditOrder
from bot.reports.audit_book import write_audit

AT = datetime(2026, 11, 27, 7, 30, 5, tzinfo=UTC)


def test_each_act_is_a_row_and_no_text_is_a_formula() -> None:
    order = AuditOrder(
        rows=((AT, "组织者", "任命角色", "=HYPERLINK(1)", "+角色 — → 领导"), (AT, "系统", "收回角色", "张1", "")),
        scope="全部",
        organization="市志愿服务工作委员会",
        made_at=AT,
    )
    sheet = load_workbook(io.BytesIO(write_audit(order))).worksheets[0]
    assert [cell.value for cell in sheet[3]] == ["时间", "办理人", "操作", "对象", "变动（前 → 后）"]
    assert [cell.value for cell in sheet[4]] == [
        datetime(2026, 11, 27, 15, 30, 5),  # noqa: DTZ001 - a workbook knows no zones
        "组织者",
        "任命角色",
        "=HYPERLINK(1)",
        "+角色 — → 领导",
    ]
    assert [(cell.data_type, cell.quotePrefix) for cell in sheet[4][3:]] == [("s", True), ("s", True)]
    assert sheet["E5"].value is None
    assert "全部，共2条" in sheet["A2"].value
    english = AuditOrder(rows=order.rows, scope="all", organization="x", made_at=AT, language="en")
    assert load_workbook(io.BytesIO(write_audit(english))).worksheets[0]["E3"].value == "Before → after"
