"""What an admin types behind /audit: a name or number, the day of an activity, the day on which something was done."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

ON_WORDS = frozenset({"日期", "on", "date"})
"""Stand before the day on which something was done; a day alone is that of an activity."""
DAY = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed: whom it names, as typed; the day of the activities; the day of the act."""

    who: str = ""
    held_on: date | None = None
    on: date | None = None


def read_query(typed: str) -> Query | None:
    """Read what stands behind the command, in any order: ``张三 2026-11-27``, ``日期 2026-11-25``.

    Returns:
        None where a day is none, or is missing behind 日期, or is said twice.
    """
    words = unicodedata.normalize("NFKC", typed).replace("日期", " 日期 ").split()
    days: dict[str, date] = {}
    who: list[str] = []
    wanted = "held_on"
    for word in words:
        if word.casefold() in ON_WORDS and wanted == "held_on":
            wanted = "on"
            continue
        match = DAY.fullmatch(word)
        if match is None:
            if wanted == "on":
                return None
            who.append(word)
            continue
        year, month, day = (int(part) for part in match.groups() if part is not None)
        try:
            found = date(year, month, day)
        except ValueError:
            return None
        if wanted in days:
            return None
        days[wanted] = found
        wanted = "held_on"
    return None if wanted == "on" else Query(" ".join(who), days.get("held_on"), days.get("on"))
