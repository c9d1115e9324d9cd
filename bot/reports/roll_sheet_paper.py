"""The PDF of a unit's list, to be signed by hand."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from bot.reports.paper import MARGIN, WIDTH, Cell, Paper
from bot.reports.roll_sheet import RollSheetOrder
from bot.reports.roll_sheet_words import RollSheetWords, roll_sheet_words_of
from bot.rules.roll_sheets import SheetPerson
from bot.texts import formats
from bot.texts.formats import NOTHING

WIDTHS = (11.0, 24.0, 44.0, 21.0, 21.0, 37.0, 28.0)
GUEST_ROWS: Final = 6
ROW_HEIGHT: Final = 9.0
"""Room enough for a signature in millimetres."""
QR_SIDE: Final = 38.0
LABEL: Final = 24.0


def draw_roll_sheet(order: RollSheetOrder) -> bytes:
    """Return the PDF: what the activity is, the code to check in with where there is one, and a row a person."""
    words, sheet = roll_sheet_words_of(order.language), order.sheet
    paper = Paper(
        title=f"{words.title} {sheet.unit}",
        author=order.organization,
        made_at=order.made_at,
        language=order.language,
        page=f"{_braced(sheet.unit)}　{sheet.held_on}　{words.page}",
    )
    paper.write_line(words.title, size=20, height=12, is_centred=True)
    paper.ln(2)
    _head(paper, order, words)
    paper.ln(3)
    headings = (
        words.number,
        words.name,
        words.person_title,
        words.check_in,
        words.check_out,
        words.signature,
        words.remark,
    )
    rows = [_row(number, person, words) for number, person in enumerate(sheet.people, 1)]
    empty = [[Cell()] * len(WIDTHS)] * GUEST_ROWS
    paper.lay_table(WIDTHS, [*rows, *empty], headings=headings, size=10, row_height=ROW_HEIGHT)
    paper.keep_together(20)
    paper.ln(2)
    paper.write_line(words.count.format(people=len(sheet.people)), size=9, height=5)
    paper.write_line(words.note, size=9, height=5)
    return paper.file()


def _braced(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _head(paper: Paper, order: RollSheetOrder, words: RollSheetWords) -> None:
    """Draw what the activity is, and to its right the code."""
    top, width = paper.get_y(), WIDTH - (QR_SIDE + 4 if order.qr_link else 0)
    facts = [[Cell(item), Cell(said, "left")] for item, said in _facts(order, words)]
    paper.lay_table((LABEL, width - LABEL), facts, size=10, row_height=7)
    if order.qr_link is None:
        return
    end = paper.get_y()
    left = MARGIN + WIDTH - QR_SIDE
    paper.draw_qr(order.qr_link, left=left, top=top, side=QR_SIDE)
    paper.set_xy(left, top + QR_SIDE)
    paper.write_line(words.qr, size=9, height=5, width=QR_SIDE, is_centred=True)
    paper.set_y(max(end, paper.get_y()))


def _facts(order: RollSheetOrder, words: RollSheetWords) -> list[tuple[str, str]]:
    sheet, zone = order.sheet, ZoneInfo(order.zone)
    place = words.place_of.format(place=sheet.place, address=sheet.address) if sheet.address else sheet.place
    muster = formats.clock_time(sheet.muster_at, zone)
    if sheet.muster_point:
        muster = words.muster_of.format(time=muster, point=sheet.muster_point)
    day = words.day_of.format(year=sheet.held_on.year, day=formats.day(sheet.held_on, order.language))
    return [
        (words.activity, sheet.activity),
        (words.unit, sheet.unit),
        (words.when, f"{day} {formats.time_range(sheet.starts_at, sheet.ends_at, zone)}"),
        (words.place, place),
        (words.muster, muster),
        (words.lead, sheet.lead or NOTHING),
        (words.organizer, order.organization),
    ]


def _row(number: int, person: SheetPerson, words: RollSheetWords) -> list[Cell]:
    """Draw someone's row; of answers only leave is told, without its reason."""
    remarks = [word for word, holds in ((words.excused, person.is_excused), (words.guest, person.is_guest)) if holds]
    return [
        Cell(f"{number}"),
        Cell(person.name),
        Cell(person.title),
        *[Cell()] * 3,
        Cell(words.separator.join(remarks)),
    ]
