"""How every PDF that we make looks and prints: A4 upright, black on white, the charts' typeface, pages counted.

What is drawn on it says ``bot.reports.statement_paper`` and ``bot.reports.roll_sheet_paper``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

import segno
from fpdf import FPDF
from fpdf.enums import Align, TableBordersLayout, VAlign, WrapMode, XPos, YPos
from fpdf.fonts import FontFace, TTFFont
from fpdf.table import Table

from bot.reports.typecase import path, printable_in
from bot.texts import language_of

MARGIN: Final = 12.0
"""Millimetres at both sides and above; below stand the page numbers."""
BOTTOM: Final = 16.0
WIDTH: Final = 210 - 2 * MARGIN
FAMILY: Final = "sans"
PAGES: Final = "\ue000"
"""Stands for the number of pages until it is known; of no script, so that no name can hold it."""
SHADE: Final = 235
"""Of grey behind headings: still white on a bad printer."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in a table, where it stands in its cell, and how many columns that takes."""

    text: str = ""
    where: Literal["left", "center", "right"] = "center"
    spans: int = 1


class Paper(FPDF):
    """An A4 sheet being drawn; lengths in millimetres, sizes of type in points.

    Args:
        title: Of the document, for whoever opens the file.
        author: Who makes it.
        made_at: When, aware.
        language: Of its words; Chinese breaks between any two characters.
        page: What stands below each page, with ``{page}`` and ``{pages}``.
    """

    def __init__(self, *, title: str, author: str, made_at: datetime, language: str, page: str) -> None:
        super().__init__(orientation="portrait", unit="mm", format="A4")
        self._page_words = page
        self._wrap = WrapMode.WORD if language_of(language) == "en" else WrapMode.CHAR
        self.add_font(FAMILY, fname=path())
        typeface = self.fonts[FAMILY]
        assert isinstance(typeface, TTFFont)  # noqa: S101 - it was added from a file
        self._characters = frozenset(typeface.cmap) | {ord("\n")}
        self.set_font(FAMILY, size=10)
        self.set_title(title)
        self.set_author(author)
        self.set_creator(author)
        self.set_lang(language_of(language))
        self.set_creation_date(made_at)
        self.set_margins(MARGIN, MARGIN)
        self.alias_nb_pages(PAGES)
        self.set_auto_page_break(auto=True, margin=BOTTOM)
        self.add_page()

    def footer(self) -> None:
        """Number the page."""
        self.set_y(-BOTTOM + 4)
        self.set_font(FAMILY, size=8.5)
        words = self._page_words.format(page=self.page_no(), pages=PAGES)
        words = PAGES.join(self.printable(part) for part in words.split(PAGES))
        self.cell(w=0, h=5, text=words, align=Align.C)

    def printable(self, text: str) -> str:
        """Return the text as far as the typeface holds it; the rest is 〓."""
        return printable_in(text, self._characters)

    def write_line(
        self, text: str, *, size: float = 10, height: float = 6, width: float = 0, is_centred: bool = False
    ) -> None:
        """Write one text below what stands there, on as many lines as it takes."""
        self.set_font(FAMILY, size=size)
        self.multi_cell(
            w=width,
            h=height,
            text=self.printable(text),
            align=Align.C if is_centred else Align.L,
            wrapmode=self._wrap,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )

    def keep_together(self, height: float) -> None:
        """Begin a new page unless what is to be written has room on this one."""
        if self.will_page_break(height):
            self.add_page()

    def lay_table(
        self,
        widths: Sequence[float],
        rows: Sequence[Sequence[Cell]],
        *,
        headings: Sequence[str] = (),
        size: float = 9,
        row_height: float = 7,
    ) -> None:
        """Draw a table whose headings are repeated on every page.

        Args:
            widths: Of the columns; their sum is the table's width.
            rows: Cells that together take all columns.
            headings: The first row, on grey; none for a table without.
            size: Of the type.
            row_height: At least; a longer text makes its row higher.
        """
        self.set_font(FAMILY, size=size)
        table = Table(
            self,
            col_widths=tuple(widths),
            width=sum(widths),
            align=Align.L,
            v_align=VAlign.M,
            borders_layout=TableBordersLayout.ALL,
            line_height=size * 0.5,
            padding=(0.8, 1),
            min_row_height=row_height,
            wrapmode=self._wrap,
            first_row_as_headings=bool(headings),
            num_heading_rows=1 if headings else 0,
            headings_style=FontFace(family=FAMILY, emphasis="", fill_color=SHADE),
        )
        if headings:
            head = table.row()
            for heading in headings:
                head.cell(self.printable(heading), align=Align.C)
        for cells in rows:
            row = table.row()
            for cell in cells:
                row.cell(self.printable(cell.text), align=ALIGNS[cell.where], colspan=cell.spans)
        table.render()

    def draw_qr(self, link: str, *, left: float, top: float, side: float) -> None:
        """Draw the QR code of a link, quiet zone included, sharp at any size."""
        matrix = segno.make(link, error="m", micro=False, mask=0).matrix
        quiet = 4
        dot = side / (len(matrix) + 2 * quiet)
        self.set_fill_color(0)
        for line, signs in enumerate(matrix):
            for place, sign in enumerate(signs):
                if sign:
                    # A hair wider than its place: no white lines between two dots on the screen.
                    x, y = left + (place + quiet) * dot, top + (line + quiet) * dot
                    self.rect(x, y, dot * 1.02, dot * 1.02, style="F")

    def file(self) -> bytes:
        """Return the PDF."""
        return bytes(self.output())


ALIGNS: Final = {"left": Align.L, "center": Align.C, "right": Align.R}
