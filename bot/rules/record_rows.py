"""The rows of an exported record, with the fields that order 67 wants, and the id by which a row is known again.

Source:
    Order 67 of the Ministry of Civil Affairs, article 7:
    活动名称、日期、地点、服务内容、服务时间、活动组织单位、活动负责人.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

MOST_ROWS: Final = 40_000
"""A workbook takes no more: three months of Fridays of a city of three thousand."""

MOST_CSV_ROWS: Final = 120_000
"""A CSV file takes no more: above, it would outgrow what Telegram takes."""

MINUTE = timedelta(minutes=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NO_TIME: Final = "0"
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ROW_ID: Final = re.compile(
    r"(?P<activity>\d{1,10})-(?P<cadre>\d{1,10})-(?P<came>[0-9A-Z]{1,7})-(?P<left>[0-9A-Z]{1,7})"
    r"-(?P<remark>[A-Z2-7]{3})-(?P<check>[A-Z2-7]{4})(?:/(?P<part>\d{1,2})\.(?P<parts>\d{1,2}))?"
)


class RowNote(StrEnum):
    """What the record itself remarks on a row; the words stand in ``bot.reports.record_words``."""

    REVIEW = "review"
    OVERLAP = "overlap"
    SPLIT = "split"
    FORGOT = "forgot"
    PHONE = "phone"
    NETWORK = "network"
    PAPER = "paper"
    SHEET = "sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """One person at one activity, or the part of it within one day.

    ``check_in_at`` and ``check_out_at`` are as recorded, with a midnight where the row was split; ``starts_at`` and
    ``ends_at`` bound what counts; all are aware. ``minutes`` is None where no hours count. ``remark`` is what somebody
    wrote, ``notes`` what the record adds.
    """

    row_id: str
    roster_no: str
    unit: str
    name: str
    title: str
    activity: str
    on: date
    place: str
    content: str
    lead: str
    state: str
    check_in_at: datetime | None = None
    check_out_at: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    minutes: int | None = None
    notes: tuple[RowNote, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody at an activity, for the notes."""

    unit: str
    name: str
    activity: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What a record does not count, and why: who is in question, who never checked out, what earns no hours."""

    conflicts: tuple[Named, ...] = ()
    open_ended: tuple[Named, ...] = ()
    drills: tuple[tuple[date, str], ...] = ()
    not_creditable: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record of the days from ``first_on`` to ``last_on``, both included.

    ``scope`` names the units it is about, empty for all; ``is_everyone`` says that those who did not come stand in it
    as well.
    """

    first_on: date
    last_on: date
    rows: tuple[RecordRow, ...]
    persons: int
    person_times: int
    minutes: int
    day_limit_hours: int
    scope: tuple[str, ...] = ()
    is_everyone: bool = False
    left_out: LeftOut = field(default_factory=LeftOut)


@dataclass(frozen=True, slots=True)
class RowId:
    """A row id taken apart: whose row, which part of it, and what the file was exported with.

    ``came`` and ``left`` are the recorded times, cut to the minute; ``remark`` is a mark of the remark's words.
    """

    activity_id: int
    cadre_id: int
    came: datetime | None
    left: datetime | None
    remark: str
    check: str
    part: int = 1
    parts: int = 1

    def is_genuine(self, roster_no: str) -> bool:
        """Tell whether the id was made for the person with this number and was not edited."""
        came, left = _written(self.came), _written(self.left)
        return self.check == _check(self.activity_id, self.cadre_id, roster_no, came, left, self.remark)


def make_row_id(
    activity_id: int,
    cadre_id: int,
    roster_no: str,
    *,
    came: datetime | None,
    left: datetime | None,
    remark: str,
    part: int = 1,
    parts: int = 1,
) -> str:
    """Name a row: activity, person, what it was exported with, a check value; behind a stroke the part of it."""
    stamps, digest = (_written(came), _written(left)), digest_of(remark)
    check = _check(activity_id, cadre_id, roster_no, *stamps, digest)
    suffix = f"/{part}.{parts}" if parts > 1 else ""
    return f"{activity_id}-{cadre_id}-{stamps[0]}-{stamps[1]}-{digest}-{check}{suffix}"


def read_row_id(text: str) -> RowId | None:
    """Take a row id apart; None where it is none. Whether it is genuine is for the caller to ask."""
    found = _ROW_ID.fullmatch(text.strip())
    if found is None:
        return None
    part, parts = int(found["part"] or 1), int(found["parts"] or 1)
    if not 1 <= part <= parts:
        return None
    return RowId(
        int(found["activity"]),
        int(found["cadre"]),
        _read(found["came"]),
        _read(found["left"]),
        found["remark"],
        found["check"],
        part,
        parts,
    )


def whole_minute(moment: datetime | None) -> datetime | None:
    """Return a moment as the record shows it: without its seconds."""
    return None if moment is None else moment.replace(second=0, microsecond=0)


def digest_of(remark: str) -> str:
    """Return a short mark of a remark by which a change of it is seen."""
    return _short(remark, 3)


def _check(*parts: object) -> str:
    return _short("|".join(str(part) for part in parts), 4)


def _short(text: str, signs: int) -> str:
    return base64.b32encode(hashlib.sha256(text.encode()).digest())[:signs].decode()


def _written(moment: datetime | None) -> str:
    if moment is None:
        return _NO_TIME
    number, signs = (moment - _EPOCH) // MINUTE, ""
    while number > 0:
        number, digit = divmod(number, len(_DIGITS))
        signs = _DIGITS[digit] + signs
    return signs


def _read(signs: str) -> datetime | None:
    try:
        return None if signs == _NO_TIME else _EPOCH + int(signs, len(_DIGITS)) * MINUTE
    except OverflowError:  # no year that a calendar has
        return None
