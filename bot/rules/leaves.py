"""A leave of several days as people type it: 12-1 12-10 出差, 12月1日至10日, 下周 值班; and what may be asked for.

Pure: whether it fits what is asked for already, ``bot.services.leaves`` decides.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from bot.rules.attendance import LeaveReason
from bot.rules.replies import MEANINGS, ReplyKind, understand

LONGEST = timedelta(days=180)
MAX_CHARACTERS = 60
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days, both included; ``first_on`` may be after ``last_on`` as long as nobody has looked."""

    first_on: date
    last_on: date

    @property
    def is_backwards(self) -> bool:
        """Whether the last day is before the first."""
        return self.last_on < self.first_on

    @property
    def is_too_long(self) -> bool:
        """Whether it is more than 180 days, both included."""
        return self.last_on - self.first_on >= LONGEST


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed: the days, and the reason where they said one."""

    days: Days
    reason: LeaveReason | None


DATE = r"(?:(?P<{0}year>\d{{4}})[-/.年])?(?P<{0}month>\d{{1,2}})[-/.月](?P<{0}day>\d{{1,2}})[日号]?(?!\d)"
NAMED = r"(?P<{0}named>今天|今日|明天|明日|后天|today|tomorrow)"
TILL = r"(?:\s*(?:-|~|至|到|\bto\b|\buntil\b|\btill\b)\s*|\s+)"
FIRST = rf"(?<![\d.])(?:{DATE.format('first_')}|{NAMED.format('first_')})"
LAST = rf"(?:{DATE.format('last_')}|{NAMED.format('last_')}|(?P<only_day>\d{{1,2}})[日号])"
SPAN = re.compile(rf"(?:从|\bfrom\s+)?{FIRST}(?:{TILL}{LAST})?(?:为?止)?")
WEEKS = re.compile(r"(?P<this>本周|这周|this week)|(?P<next>下周|next week)")
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | {"〜": "~", "∼": "~"})
NAMED_DAYS = {"今天": 0, "今日": 0, "today": 0, "明天": 1, "明日": 1, "tomorrow": 1, "后天": 2}
REASONS = {
    "公务": LeaveReason.DUTY,
    "出差": LeaveReason.TRIP,
    "值班": LeaveReason.ON_DUTY,
    "病假": LeaveReason.SICK,
    "个人": LeaveReason.PERSONAL,
    "official business": LeaveReason.DUTY,
    "business": LeaveReason.DUTY,
    "trip": LeaveReason.TRIP,
    "duty": LeaveReason.ON_DUTY,
    "personal": LeaveReason.PERSONAL,
}
PADDING = re.compile(r"^[\s,.;:。、]+|[\s,.;:。、]+$|(?:我|要|想)*请个?假")


def this_week(today: date) -> Days:
    """Return what is left of the week: today until Sunday."""
    return Days(today, today + timedelta(days=6 - today.weekday()))


def next_week(today: date) -> Days:
    """Return the next week from Monday to Sunday."""
    monday = today + timedelta(days=7 - today.weekday())
    return Days(monday, monday + timedelta(days=6))


def read(text: str, today: date) -> Typed | None:
    """Read the days of a leave, and the reason before or behind them.

    One date is one day. A date without its year is the one nearest to today, and the second the one nearest to the
    first, so that 12-25 1-5 goes over the turn of the year.

    Args:
        text: As typed; full-width digits and dashes, Chinese and ISO dates are all read.
        today: The present day in the operator's zone.

    Returns:
        None for anything that is not understood from end to end: nothing is guessed from a part.
    """
    plain = unicodedata.normalize("NFKC", text).translate(DASHES).casefold().strip()
    if len(plain) > MAX_CHARACTERS:
        return None
    found = SPAN.search(plain)
    week = WEEKS.search(plain) if found is None else None
    if found is not None:
        days, match = _days(found, today), found
    elif week is not None:
        days, match = (this_week(today) if week["this"] else next_week(today)), week
    else:
        return None
    around = (plain[: match.start()], plain[match.end() :])
    rest = " ".join(word for part in around if (word := PADDING.sub("", PADDING.sub("", part))))
    reason = _reason(rest) if rest else None
    if days is None or (rest and reason is None):
        return None
    return Typed(days, reason)


def _days(match: re.Match[str], today: date) -> Days | None:
    first_on = _date(match, "first_", near=today, today=today)
    if first_on is None:
        return None
    if match["only_day"]:
        last_on = _on(first_on.year, first_on.month, int(match["only_day"]))
    elif match["last_day"] or match["last_named"]:
        last_on = _date(match, "last_", near=first_on, today=today)
    else:
        last_on = first_on
    return None if last_on is None else Days(first_on, last_on)


def _date(match: re.Match[str], side: str, *, near: date, today: date) -> date | None:
    if match[f"{side}named"]:
        return today + timedelta(days=NAMED_DAYS[match[f"{side}named"]])
    month, day = int(match[f"{side}month"]), int(match[f"{side}day"])
    if match[f"{side}year"]:
        return _on(int(match[f"{side}year"]), month, day)
    years = (_on(year, month, day) for year in (near.year - 1, near.year, near.year + 1))
    return min((on for on in years if on is not None), key=lambda on: abs(on - near), default=None)


def _on(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _reason(word: str) -> LeaveReason | None:
    """Read a reason: a button's word, or what a plain reply would be understood by."""
    if (known := REASONS.get(word)) is not None:
        return known
    reply = MEANINGS.get(word) or understand(word)
    return reply.reason if reply is not None and reply.kind is ReplyKind.EXCUSED else None
