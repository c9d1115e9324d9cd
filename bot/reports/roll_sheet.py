"""The order of a printed roll sheet (签到表); the long-running process may import it.

What draws it is in ``bot.reports.roll_sheet_paper``, its words in ``bot.reports.roll_sheet_words``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.rules.roll_sheets import RollSheet
from bot.texts import DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class RollSheetOrder:
    """One sheet of one unit for one activity.

    ``organization`` is the organizer; ``qr_link`` is what a phone that reads the code on the sheet opens, None for no
    code. ``zone`` is the IANA name of the zone in which times are shown.
    """

    sheet: RollSheet
    organization: str
    made_at: datetime
    qr_link: str | None = None
    zone: str = "Asia/Shanghai"
    language: str = DEFAULT_LANGUAGE
