"""Whether the times agree: what comes first on a Friday, and that nothing planned falls into quiet hours.

Everything is counted in minutes from the midnight that begins the Friday, so the days before are negative.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.config.values import Flaw, Words

if TYPE_CHECKING:
    from bot.config.sections import DayTime, FridaySettings, Settings

_DAY = 24 * 60


class _Step(NamedTuple):
    key: str
    minute: int


def friday_flaws(friday: FridaySettings) -> Iterator[Flaw]:
    """Yield what is out of order.

    The order is: opens, reminders, reply_by, morning, check-in opens, muster, start, end, check-out closes. It is at
    least as strict as the rules that make a timetable of these settings.
    """
    starts, ends = _minute(friday.starts), _minute(friday.ends)
    if ends <= starts:
        yield Flaw("ends", Words("须晚于 starts", "must be after starts"), _between(starts + 1, _DAY - 1))
        return
    yield from _planned_flaws(friday, starts)
    yield from _length_flaws(friday, starts, ends)


def _planned_flaws(friday: FridaySettings, starts: int) -> Iterator[Flaw]:
    reminders = [_Step(f"reminders[{n}]", _before(when)) for n, when in enumerate(friday.reminders)]
    reply_by = _Step("reply_by", _before(friday.reply_by))
    invited = [_Step("opens", _before(friday.opens)), *reminders]
    for earlier, later in pairwise(invited):
        if later.minute <= earlier.minute:
            yield _after(later, earlier)
    last = invited[-1]
    if reply_by.minute < last.minute or reply_by.minute <= invited[0].minute:
        yield _after(reply_by, last)
    morning = _Step("morning", _minute(friday.morning))
    if morning.minute <= reply_by.minute:
        yield _after(morning, reply_by)
    opens_check_in = starts - friday.check_in_minutes_before
    if opens_check_in < 0:
        yield _at_most(
            "check_in_minutes_before", starts, Words("签到早于当日零时", "check-in would open the day before")
        )
    elif morning.minute >= opens_check_in:
        message = Words("须早于可签到的时刻", "must be before check-in opens")
        yield Flaw("morning", message, _between(0, opens_check_in - 1))
    if friday.muster_minutes_before > friday.check_in_minutes_before:
        message = Words("集合时尚不能签到", "muster would be before check-in opens")
        yield _at_most("muster_minutes_before", friday.check_in_minutes_before, message)


def _length_flaws(friday: FridaySettings, starts: int, ends: int) -> Iterator[Flaw]:
    too_long = Words("超出活动时长", "is longer than the activity")
    for key in ("late_after_minutes", "nudge_minutes_after_start", "left_early_minutes"):
        if getattr(friday, key) >= ends - starts:
            yield _at_most(key, ends - starts - 1, too_long)
    if ends + friday.check_out_minutes_after_end >= _DAY:
        message = Words("签退须在当日零时前截止", "check-out must close before midnight")
        yield _at_most("check_out_minutes_after_end", _DAY - 1 - ends, message)


def quiet_flaws(settings: Settings) -> Iterator[Flaw]:
    """Yield the planned messages that would fall into quiet hours and so leave late."""
    friday, delivery = settings.friday, settings.delivery
    planned = [
        ("friday.opens.at", friday.opens.at),
        *((f"friday.reminders[{n}].at", when.at) for n, when in enumerate(friday.reminders)),
        ("friday.morning", friday.morning),
        ("summary.at", settings.summary.at),
    ]
    free = Words(
        f"{delivery.quiet_until:%H:%M} 至 {delivery.quiet_from:%H:%M} 之间",
        f"between {delivery.quiet_until:%H:%M} and {delivery.quiet_from:%H:%M}",
    )
    for key, at in planned:
        if _is_quiet(at, delivery.quiet_from, delivery.quiet_until):
            yield Flaw(key, Words("在免打扰时段内", "falls into quiet hours"), free)


def _is_quiet(at: time, begin: time, end: time) -> bool:
    if begin <= end:
        return begin <= at < end
    return at >= begin or at < end


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _before(when: DayTime) -> int:
    return _minute(when.at) - when.days_before * _DAY


def _after(later: _Step, earlier: _Step) -> Flaw:
    moment = _moment(earlier.minute)
    return Flaw(
        later.key,
        Words(f"须晚于 {earlier.key}", f"must be after {earlier.key}"),
        Words(f"晚于{moment.zh}", f"after {moment.en}"),
    )


def _moment(minute: int) -> Words:
    days, rest = divmod(minute, _DAY)
    clock = f"{rest // 60:02}:{rest % 60:02}"
    return (
        Words(f"当日 {clock}", f"{clock} on the day")
        if not days
        else Words(f"提前{-days}天 {clock}", f"{clock}, {-days} days before")
    )


def _between(first: int, last: int) -> Words:
    low, high = (f"{minute // 60:02}:{minute % 60:02}" for minute in (first, last))
    return Words(f"{low}–{high}", f"{low} to {high}")


def _at_most(key: str, most: int, message: Words) -> Flaw:
    return Flaw(key, message, Words(f"至多 {most}", f"at most {most}"))
