"""The PDF of a personal statement."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.reports.paper import WIDTH, Cell, Paper
from bot.reports.statement import StatementOrder
from bot.reports.statement_words import StatementWords, statement_words_of
from bot.rules.attendance import hours
from bot.rules.statements import StatementLine, shown
from bot.texts.formats import NOTHING, clock_time

WIDTHS = (10.0, 20.0, 30.0, 32.0, 32.0, 13.0, 13.0, 14.0, 22.0)
FACTS = (22.0, WIDTH / 2 - 22, 22.0, WIDTH / 2 - 22)
CLOSING_HEIGHT = 60
"""Millimetres that the notes and what stands below them take at most: they stay on one page."""


def draw_statement(order: StatementOrder) -> bytes:
    """Return the PDF: whose record of which days, its lines, the sums, who answers for it, and the code."""
    words, record, zone = statement_words_of(order.language), order.record, ZoneInfo(order.zone)
    paper = Paper(
        title=words.title,
        author=order.organization,
        made_at=order.made_at,
        language=order.language,
        page=f"{shown(order.code)}　{words.notes[0]}　{words.page}",  # on each page, should one be shown alone
    )
    paper.write_line(order.organization, size=12, height=7, is_centred=True)
    paper.write_line(words.title, size=20, height=13, is_centred=True)
    paper.ln(2)
    paper.lay_table(FACTS, _facts(order, words), size=10, row_height=8)
    paper.ln(4)
    rows = [_row(number, line, words, zone) for number, line in enumerate(record.lines, 1)]
    total = [
        Cell(words.total, spans=5),
        Cell(words.times.format(times=record.times), spans=2),
        Cell(f"{record.hours}", "right"),
        Cell(),
    ]
    paper.lay_table(WIDTHS, [*rows, total], headings=words.headings, size=8.5)
    _close(paper, order, words, zone)
    return paper.file()


def _facts(order: StatementOrder, words: StatementWords) -> list[list[Cell]]:
    record = order.record
    period = words.period_of.format(first=record.first_on, last=record.last_on)
    totals = words.totals_of.format(times=record.times, hours=record.hours)
    return [
        [Cell(words.name), Cell(record.name, "left"), Cell(words.unit), Cell(record.unit or NOTHING, "left")],
        [Cell(words.period), Cell(period, "left"), Cell(words.totals), Cell(totals, "left")],
    ]


def _row(number: int, line: StatementLine, words: StatementWords, zone: ZoneInfo) -> list[Cell]:
    counted = line.minutes is not None
    return [
        Cell(f"{number}"),
        Cell(f"{line.held_on}"),
        Cell(line.activity, "left"),
        Cell(line.place, "left"),
        Cell(line.content, "left"),
        Cell(local_time(line.checked_in_at, line.held_on, words, zone)),
        Cell(local_time(line.checked_out_at, line.held_on, words, zone)),
        Cell(f"{hours(line.minutes or 0)}", "right") if counted else Cell(what_lacks(line, words)),
        Cell("\n".join(words.sources_of(line))),
    ]


def what_lacks(line: StatementLine, words: StatementWords) -> str:
    """Say why a line counts for nothing."""
    return words.in_question if line.is_in_question else words.no_check_out


def local_time(moment: datetime | None, day: date, words: StatementWords, zone: ZoneInfo) -> str:
    """Write the time of day; with its date where that is another than ``day``."""
    if moment is None:
        return NOTHING
    local = moment.astimezone(zone)
    time = clock_time(moment, zone)
    if local.date() == day:
        return time
    return words.other_day.format(month=f"{local.month:02}", day=f"{local.day:02}", time=time)


def notes_of(order: StatementOrder, words: StatementWords) -> list[str]:
    """List what stands below the lines: what this is and is not, and what its words mean."""
    is_all_counted = all(line.minutes is not None for line in order.record.lines)
    more = () if is_all_counted else (words.not_counted_note,)
    return [*words.notes, *more, words.code_note.format(code=shown(order.code))]


def signed(order: StatementOrder, words: StatementWords, zone: ZoneInfo) -> list[tuple[str, str]]:
    """List who answers for the record, when this was made, and its code."""
    return [
        (words.keeper, order.organization),
        (words.person_in_charge, order.person_in_charge or NOTHING),
        (words.contact, order.contact or NOTHING),
        (words.made_at, f"{order.made_at.astimezone(zone):%Y-%m-%d %H:%M}"),
        (words.code, shown(order.code)),
    ]


def _close(paper: Paper, order: StatementOrder, words: StatementWords, zone: ZoneInfo) -> None:
    notes = notes_of(order, words)
    paper.keep_together(CLOSING_HEIGHT)
    paper.ln(3)
    for number, note in enumerate(notes, 1):
        paper.write_line(f"{number}. {note}", size=9, height=5)
    paper.ln(3)
    *pairs, last = [(Cell(item), Cell(value, "left")) for item, value in signed(order, words, zone)]
    rows = [[*pairs[place], *pairs[place + 1]] for place in range(0, len(pairs), 2)]
    paper.lay_table(FACTS, [*rows, [last[0], Cell(last[1].text, "left", spans=3)]], row_height=7)
