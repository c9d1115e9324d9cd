"""What people write about leaving before the end: 14:30走, 干到14:30, leaving at 14:30."""

from __future__ import annotations

import re
import unicodedata
from datetime import time

CLOCK = r"(?P<hour>\d{1,2})(?:[:.]|点|时)(?P<minute>\d{2})?分?"
WHO = r"(?:我|我要|我得|需要|只能|可以|能)*"
PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{WHO}{CLOCK}(?:前|左右)?(?:要|就|先|提前)*(?:走|离开|撤|回去|结束)了?",
        rf"{WHO}(?:干|做|待|服务|参加)到{CLOCK}(?:为止|结束|走)?",
        rf"(?:i )?(?:am |will )?(?:leave|leaving|stay) (?:at|until) {CLOCK}",
        rf"until {CLOCK}",
    )
)


def read_departure(typed: str) -> time | None:
    """Return when somebody says they will leave, as a wall time; None where the text says nothing of the kind."""
    plain = unicodedata.normalize("NFKC", typed).casefold().strip().strip("。.!！,， ")
    for pattern in PATTERNS:
        if (match := pattern.fullmatch(plain)) is not None:
            hour, minute = int(match["hour"]), int(match["minute"] or 0)
            return time(hour, minute) if hour < 24 and minute < 60 else None
    return None
