"""Reads a list of people that somebody sent as a file: the rows of its first sheet as text, and nothing about them."""

from __future__ import annotations

from itertools import islice

from bot.reports.grid import FileRefused, read_grids
from bot.reports.orders import RosterFile
from bot.rules.roster_sheet import MAX_PEOPLE


def read_list(file: RosterFile) -> list[list[str]] | str:
    """Read the rows of a workbook's first sheet that has any, or of a CSV or text file.

    Returns:
        The cells of each row, one more than can be people at most; or the key of the fault for which it cannot be read.
    """
    try:
        for grid in read_grids(file):
            rows = [[cell.text for cell in cells] for _number, cells in islice(grid.rows, MAX_PEOPLE + 2)]
            if rows:
                return rows
    except FileRefused as refusal:
        return refusal.fault.key
    return []
