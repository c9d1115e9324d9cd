"""The order of the audit as a workbook, which ``bot.reports.audit_book`` writes; any process may import it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.texts import DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditOrder:
    """Acts in words: each row when (aware), who, what was done, to whom or what, and before → after.

    ``scope`` says which acts these are, ``organization`` who keeps the record. ``zone`` is the IANA name of the zone in
    which times are shown, ``language`` a code as in ``bot.texts.language_of``.
    """

    rows: tuple[tuple[datetime, str, str, str, str], ...]
    scope: str
    organization: str
    made_at: datetime
    zone: str = "Asia/Shanghai"
    language: str = DEFAULT_LANGUAGE
