"""What the child is asked for, and the rows it is given: plain data that both processes can hold.

Nothing here needs matplotlib or openpyxl, so the long-running process may import it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.rules.calendar_entries import CalendarEntry
from bot.rules.figures import PersonRow, WeekFigures
from bot.rules.period_figures import PeriodFigures
from bot.rules.record_rows import Record
from bot.rules.roster_sheet import RosterSheet
from bot.texts import DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartOrder:
    """One picture of one week.

    ``organization`` signs it; ``language`` is a code as in ``bot.texts.language_of``. ``compare_units`` adds the rate
    of each unit, in the operator's order and with the number of those expected.
    """

    figures: WeekFigures
    organization: str
    language: str = DEFAULT_LANGUAGE
    compare_units: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodOrder:
    """One picture or one workbook of one month or year, without any person; the rest as in ``ChartOrder``."""

    figures: PeriodFigures
    organization: str
    language: str = DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookOrder:
    """One workbook of one week.

    ``persons`` None leaves the sheet of persons out, as for groups. ``zone`` is the IANA name of the zone in which
    times are shown; ``check_by`` the day until which liaisons may ask for corrections.
    """

    figures: WeekFigures
    organization: str
    persons: tuple[PersonRow, ...] | None = None
    zone: str = "Asia/Shanghai"
    check_by: date | None = None
    language: str = DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarOrder:
    """One calendar file: ``name`` is what the phone calls it, ``source`` who keeps the activities (the bot's name)."""

    entries: tuple[CalendarEntry, ...]
    name: str
    source: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFile:
    """A file that someone sent as the roster; the name only tells .csv from the rest where the bytes do not."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterOrder:
    """A roster to be written, with the numbers that were assigned; its faults and row numbers are left out."""

    sheet: RosterSheet
    language: str = DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A way in: for one person, or with an empty ``name`` for whoever belongs to the unit."""

    unit: str
    link: str
    code: str
    name: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationsOrder:
    """The invitations of one run, by unit in the operator's order; ``expires_on`` is the last day they work."""

    invitations: tuple[Invitation, ...]
    organization: str
    expires_on: date | None = None
    language: str = DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOrder:
    """A record to be written: as a workbook or, with ``is_csv``, as CSV.

    ``columns`` are headings with their fields, as ``bot.config.ExportColumn`` has them; without any the record has its
    own columns and a workbook its notes. ``may_return`` says that the reader sends corrections back themself, where
    others hand them to an organizer. ``zone`` is the IANA name of the zone in which times are shown.
    """

    record: Record
    organization: str
    is_csv: bool = False
    may_return: bool = True
    columns: tuple[tuple[str, str], ...] = ()
    zone: str = "Asia/Shanghai"
    language: str = DEFAULT_LANGUAGE
