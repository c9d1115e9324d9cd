"""The workbook of the audit: one row an act, the newest first."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.reports.audit import AuditOrder
from bot.reports.sheets import add_sheet, height_for, new_book, put_across, put_row, saved
from bot.texts import load_texts
from bot.texts.formats import day_time

WIDTHS = (22, 14, 26, 40, 60)
HEADER = 3
COLUMNS = ("at", "who", "did", "what", "change")


def write_audit(order: AuditOrder) -> bytes:
    """Return the .xlsx; a text that begins like a formula stays text."""
    texts, zone = load_texts(), ZoneInfo(order.zone)

    def word(key: str, **params: str | int) -> str:
        return texts.format(order.language, f"audit-book-{key}", **params)

    book = new_book()
    book.properties.title, book.properties.creator = word("title"), order.organization
    sheet = add_sheet(book, word("sheet"), WIDTHS, header_row=HEADER, footer="&P / &N")
    put_across(sheet, 1, len(WIDTHS), word("title"), "title", 34)
    made = day_time(order.made_at, zone, order.language)
    about = word("about", scope=order.scope, rows=len(order.rows), made=made, organization=order.organization)
    put_across(sheet, 2, len(WIDTHS), about, "subtitle", 22)
    put_row(sheet, HEADER, [(word(column), "head") for column in COLUMNS], 24)
    sheet.freeze_panes = f"A{HEADER + 1}"
    for number, (at, *said) in enumerate(order.rows, HEADER + 1):
        height = max(height_for(text, width) for text, width in zip(said, WIDTHS[1:], strict=True))
        put_row(sheet, number, [(_local(at, zone), "stamp"), *((text, "left") for text in said)], height)
    return saved(book)


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None, microsecond=0)
