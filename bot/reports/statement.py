"""The order of both files of a personal statement; the long-running process may import it.

What draws the PDF is in ``bot.reports.statement_paper``, what writes the workbook in ``bot.reports.statement_book``,
the words of both in ``bot.reports.statement_words``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.rules.statements import PersonalRecord
from bot.texts import DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementOrder:
    """One statement of one person.

    ``organization`` keeps the record; ``person_in_charge`` and ``contact`` answer for it. ``zone`` is the IANA name of
    the zone in which times are shown, ``made_at`` aware, ``language`` a code as in ``bot.texts.language_of``.
    """

    record: PersonalRecord
    code: str
    made_at: datetime
    organization: str
    person_in_charge: str
    contact: str
    zone: str = "Asia/Shanghai"
    language: str = DEFAULT_LANGUAGE
