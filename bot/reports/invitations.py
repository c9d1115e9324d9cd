"""The organizer's file of invitations: one sheet a unit, so that each liaison can be given their own, with QR codes.

Links and codes let people in. They are shown once, when made, and are nowhere stored in clear.
"""

from __future__ import annotations

import io

import segno
from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from bot.reports.orders import Invitation, InvitationsOrder
from bot.reports.sheets import Value, add_sheet, new_book, put, put_across, put_row, saved
from bot.reports.words import Words, words_of
from bot.texts.formats import month_name

WIDTHS = (6, 20, 12, 14, 56, 13, 15, 52)
QR_COLUMN = 7
QR_PIXELS = 96
QR_INSET = 8
EMU_PER_PIXEL = 9_525
ROW_POINTS = 84
HEADER_ROW = 3


def write_invitations(order: InvitationsOrder) -> bytes:
    """Return the .xlsx: a list of the units that leads to their sheets, and one sheet a unit in the order given."""
    words = words_of(order.language)
    book = new_book()
    units: dict[str, list[Invitation]] = {}
    for invitation in order.invitations:
        units.setdefault(invitation.unit, []).append(invitation)
    contents = add_sheet(book, words.contents, (6, 40, 16), header_row=HEADER_ROW, footer=words.page)
    _open(
        contents,
        f"{order.organization} {words.invitations_title}",
        (words.number, words.unit, words.invitation_count),
        words,
    )
    for number, (unit, invitations) in enumerate(units.items(), 1):
        sheet = _write_unit(book, unit, invitations, order, words)
        row: list[tuple[Value, str]] = [(number, "number"), (unit, "text"), (len(invitations), "number")]
        put_row(contents, HEADER_ROW + number, row, 20)
        target = sheet.title.replace("'", "''")
        place = f"B{HEADER_ROW + number}"
        contents[place].hyperlink = Hyperlink(ref=place, location=f"'{target}'!A1")
    return saved(book)


def _open(sheet: Worksheet, title: str, headings: tuple[str, ...], words: Words) -> None:
    put_across(sheet, 1, len(headings), title, "title", 32)
    put_across(sheet, 2, len(headings), words.invitations_note, "note", 36)
    put_row(sheet, HEADER_ROW, [(text, "head") for text in headings], 24)
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"


def _write_unit(
    book: Workbook, unit: str, invitations: list[Invitation], order: InvitationsOrder, words: Words
) -> Worksheet:
    sheet = add_sheet(book, unit, WIDTHS, header_row=HEADER_ROW, footer=words.page)
    headings = (words.number, words.unit, words.name, words.person_title, words.link, words.code, words.qr, words.paste)
    _open(sheet, f"{unit} {words.invitations_title}", headings, words)
    for number, invitation in enumerate(invitations, 1):
        row = HEADER_ROW + number
        put_row(
            sheet,
            row,
            [
                (number, "number"),
                (unit, "text"),
                (invitation.name or words.anyone_of_unit, "text"),
                (invitation.title, "text"),
                (invitation.link, "link"),
                (invitation.code, "text"),
                (None, "text"),
            ],
            ROW_POINTS,
        )
        put(sheet, row, len(WIDTHS), _text_to_paste(invitation, order, words), "left")
        sheet.add_image(_qr_image(invitation.link, row))
    return sheet


def _text_to_paste(invitation: Invitation, order: InvitationsOrder, words: Words) -> str:
    text = words.paste_person if invitation.name else words.paste_unit
    said = text.format(name=invitation.name, unit=invitation.unit, link=invitation.link, code=invitation.code)
    if order.expires_on is None:
        return said
    month = month_name(order.expires_on.month, order.language)
    return f"{said}\n{words.paste_expiry.format(month=month, day=order.expires_on.day)}"


def _qr_image(link: str, row: int) -> Image:
    """Return the picture of a link, set into the middle of its cell so that it hides no border."""
    # The choice among the eight masks takes four fifths of the time and evens out patterns; the token is random anyway.
    code = segno.make(link, error="m", micro=False, mask=0)
    stream = io.BytesIO()
    code.save(stream, kind="png", scale=3, border=4)
    stream.seek(0)
    image = Image(stream)
    corner = AnchorMarker(
        col=QR_COLUMN - 1, colOff=QR_INSET * EMU_PER_PIXEL, row=row - 1, rowOff=QR_INSET * EMU_PER_PIXEL
    )
    size = XDRPositiveSize2D(QR_PIXELS * EMU_PER_PIXEL, QR_PIXELS * EMU_PER_PIXEL)
    image.anchor = OneCellAnchor(_from=corner, ext=size)
    return image
