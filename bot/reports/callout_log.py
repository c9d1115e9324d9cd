"""The order of picture and workbook of a call's log; the long-running process may import it.

What draws is in ``bot.reports.callout_log_picture``, what writes the workbook in ``bot.reports.callout_log_book``, the
words of both in ``bot.reports.callout_log_words``.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.rules.callout_log import CallLog
from bot.texts import DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLogOrder:
    """One picture or one workbook of one call.

    ``organization`` signs it; ``zone`` is the IANA name of the zone in which times are shown, ``language`` a code as in
    ``bot.texts.language_of``. The picture shows no person.
    """

    log: CallLog
    organization: str
    zone: str = "Asia/Shanghai"
    language: str = DEFAULT_LANGUAGE
