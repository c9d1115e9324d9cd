"""What an export orders from the child, by its form. Imports nothing that draws, as the long-running process needs."""

from __future__ import annotations

from typing import Final

from bot.config import Settings
from bot.reports.child import in_child
from bot.reports.orders import RecordOrder
from bot.rules.record_rows import Record
from bot.services.record_export import is_csv, is_for_platform

TIMEOUT_SECONDS: Final = 240
"""A workbook takes a second for each two thousand rows on a quick machine; a slow one gets its time."""


def record_order(
    record: Record, settings: Settings, form: str, language: str, *, may_return: bool = True
) -> RecordOrder:
    """Return the order for a form of ``bot.services.record_export.FORMS``; ``may_return`` as in ``RecordOrder``."""
    columns = [(column.heading, column.field) for column in settings.export.columns] if is_for_platform(form) else []
    return RecordOrder(
        record=record,
        organization=settings.operator.name,
        is_csv=is_csv(form),
        may_return=may_return,
        columns=tuple(columns),
        zone=settings.operator.timezone,
        language=language,
    )


async def make_record(record: Record, settings: Settings, form: str, language: str, *, may_return: bool) -> bytes:
    """Have the file of a record made.

    Raises:
        ReportFailed: The child broke off.
    """
    order = record_order(record, settings, form, language, may_return=may_return)
    made: bytes = await in_child("write_record", order, timeout_seconds=TIMEOUT_SECONDS)
    return made
