"""The last day of a role as it is typed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from bot.rules.leaves import read

YEAR = re.compile(r"\d{4}")


def read_end(typed: str, today: date) -> date | None:
    """Read a last day: 2027-06-30, 6-30, 6月30日, 明天; without its year it is the next one of that name.

    Returns:
        The day, which may have passed where the year was typed; None for what is no single day.
    """
    found = read(typed, today)
    if found is None or found.reason is not None or found.days.first_on != found.days.last_on:
        return None
    on = found.days.first_on
    if on >= today or YEAR.search(unicodedata.normalize("NFKC", typed)):
        return on
    try:
        return on.replace(year=on.year + 1)
    except ValueError:  # 29 February
        return None
