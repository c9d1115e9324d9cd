"""What an organizer plans: the fields of an activity, how each is typed, and what differs after a change.

Pure: who may plan, and what publishing does, ``bot.services.planning`` decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.rules.leaves import DASHES, read
from bot.rules.plan_sites import PlanSite, changed, site_in
from bot.rules.timetable import DayTime, FridayRules

LONGEST_AHEAD: Final = timedelta(days=366)
SHORTEST: Final = timedelta(minutes=15)
MOST_PEOPLE: Final = 100_000
MOST_TIMES: Final = 26
MADE: Final = ("tree_planting", "community_service", "culture", "visit", "reading", "micro_event")
"""The kinds that organizers make, in the order in which they are offered."""


class Field(StrEnum):
    """A field of a plan that is typed. ``TIMES`` is how many weeks running it is held."""

    TITLE = "title"
    DAY = "day"
    HOURS = "hours"
    CONTENT = "content"
    RISK = "risk"
    QUOTA = "quota"
    REPLY_BY = "reply_by"
    TIMES = "times"


class Flaw(StrEnum):
    """What is wrong with a typed value or with a plan as a whole."""

    UNREADABLE = "unreadable"
    TOO_LONG = "too_long"
    PAST = "past"
    TOO_FAR = "too_far"
    NO_SITE = "no_site"
    REPLY_LATE = "reply_late"
    BACKWARDS = "backwards"
    TOO_SHORT = "too_short"
    NO_PLACES = "no_places"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFields:
    """What an activity shall be, in the operator's wall time.

    ``unit_ids`` empty: every unit that is switched on. ``quota`` None: whoever wants to come; with several ``sites``
    each has a quota of its own instead. ``reply_by`` None: as on Fridays. Held ``times`` weeks running, on the same
    weekday.
    """

    title: str
    content: str
    risk: str
    day: date
    starts: time
    ends: time
    sites: tuple[PlanSite, ...] = ()
    unit_ids: tuple[int, ...] = ()
    quota: int | None = None
    reply_by: datetime | None = None
    times: int = 1

    @property
    def is_divided(self) -> bool:
        """Tell whether it is held at several sites."""
        return len(self.sites) > 1

    def quota_at(self, site: PlanSite) -> int | None:
        """Return how many may come to one of the sites; None for no limit."""
        return site.quota if self.is_divided else self.quota

    def with_site(self, site_id: int) -> PlanFields:
        """Return the plan with one site more; the number of places that was said stays with the first one."""
        if len(self.sites) != 1:
            return replace(self, sites=(*self.sites, PlanSite(site_id)))
        first = replace(self.sites[0], quota=self.quota)
        return replace(self, sites=(first, PlanSite(site_id)), quota=None)

    def without_site(self, site_id: int) -> PlanFields:
        """Return the plan without a site; where one is left, its number of places is the activity's."""
        sites = tuple(site for site in self.sites if site.site_id != site_id)
        if len(sites) != 1 or not self.is_divided:
            return replace(self, sites=sites)
        return replace(self, sites=(replace(sites[0], quota=None, unit_ids=()),), quota=sites[0].quota)

    def with_quota_at(self, site_id: int, quota: int | None) -> PlanFields:
        """Return the plan with another number of places at one of its sites."""
        if not self.is_divided or site_in(self.sites, site_id) is None:
            return replace(self, quota=quota)
        return replace(self, sites=changed(self.sites, site_id, quota=quota))

    def to_json(self) -> dict[str, Any]:
        """Return the fields as a table keeps them."""
        return {
            "title": self.title,
            "content": self.content,
            "risk": self.risk,
            "day": self.day.isoformat(),
            "starts": self.starts.isoformat(timespec="minutes"),
            "ends": self.ends.isoformat(timespec="minutes"),
            "sites": [site.to_json() for site in self.sites],
            "unit_ids": list(self.unit_ids),
            "quota": self.quota,
            "reply_by": None if self.reply_by is None else self.reply_by.isoformat(timespec="minutes"),
            "times": self.times,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> PlanFields:
        """Return the fields as they were before they were kept."""
        values = dict(stored)
        return cls(
            **values
            | {
                "day": date.fromisoformat(values["day"]),
                "starts": time.fromisoformat(values["starts"]),
                "ends": time.fromisoformat(values["ends"]),
                "sites": tuple(PlanSite.from_json(site) for site in values["sites"]),
                "unit_ids": tuple(values["unit_ids"]),
                "reply_by": datetime.fromisoformat(values["reply_by"]) if values["reply_by"] else None,
            }
        )

    def flaws(self, now: datetime, zone: ZoneInfo) -> list[Flaw]:
        """List what keeps the plan from being published at ``now``."""
        starts_at = datetime.combine(self.day, self.starts, tzinfo=zone)
        found = [Flaw.PAST] if starts_at <= now else []
        found += [] if self.sites else [Flaw.NO_SITE]
        if self.reply_by is not None and not now < self.reply_by.replace(tzinfo=zone) <= starts_at:
            found.append(Flaw.REPLY_LATE)
        return found

    def rules(self, friday: FridayRules) -> FridayRules:
        """Return the rules by which its timetable is laid; people are invited as soon as it is published."""
        return friday.fitted(self.day, self.starts, self.ends, reply_by=self.reply_by, opens=AT_ONCE)


AT_ONCE: Final = DayTime(LONGEST_AHEAD.days, time(0, 0))
TEMPLATES: Final[Mapping[str, tuple[time, time]]] = {
    "tree_planting": (time(8, 30), time(11, 30)),
    "community_service": (time(13, 30), time(15, 30)),
    "culture": (time(14, 0), time(16, 0)),
    "visit": (time(9, 0), time(11, 0)),
    "reading": (time(14, 0), time(15, 30)),
    "micro_event": (time(12, 0), time(13, 0)),
}
"""The hours a new plan of each kind begins with; its words stand in the catalogs."""

HOURS = re.compile(r"(\d{1,2})[:点](\d{1,2})?分?(?:-|~|至|到|to)(\d{1,2})[:点](\d{1,2})?分?")
CLOCK = re.compile(r"(\d{1,2})[:点](\d{1,2})?分?$")
WEEKDAYS = {word: place for place, word in enumerate(("一", "二", "三", "四", "五", "六", "日"))} | {"天": 6}
EN_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY = re.compile(r"(下)?(?:周|星期)([一二三四五六日天])|(next )?(mon|tue|wed|thu|fri|sat|sun)[a-z]*")
NONE_WORDS = frozenset({"不限", "无", "默认", "none", "no limit", "default"})


@dataclass(frozen=True, slots=True)
class Unfit(Exception):  # noqa: N818 - says what a typed value is
    """A typed value that is none: ``flaw`` says why, ``limit`` how long or large it may be."""

    flaw: Flaw
    limit: int = 0


def typed(field: Field, text: str, fields: PlanFields, *, today: date) -> PlanFields:
    """Return the fields with one of them as somebody typed it.

    Args:
        field: Which.
        text: As typed; full-width digits and signs are read.
        fields: Before.
        today: The present day in the operator's zone.

    Raises:
        Unfit: The text is no such value; nothing is guessed.
    """
    plain = unicodedata.normalize("NFKC", text).translate(DASHES).strip()
    return READERS[field](plain, fields, today)


def _line(name: str, longest: int, *, may_be_empty: bool = False) -> Callable[[str, PlanFields, date], PlanFields]:
    def read_line(plain: str, fields: PlanFields, _today: date) -> PlanFields:
        words = " ".join(plain.split())
        if may_be_empty and words.casefold() in NONE_WORDS:
            words = ""
        elif not words:
            raise Unfit(Flaw.UNREADABLE)
        if len(words) > longest:
            raise Unfit(Flaw.TOO_LONG, longest)
        values: dict[str, Any] = {name: words}
        return replace(fields, **values)

    return read_line


def read_day(plain: str, today: date) -> date | None:
    """Read one day: a date, 明天, 周六 (the next one), 下周六 (of next week); None for anything else."""
    found = WEEKDAY.fullmatch(plain.casefold())
    if found is not None:
        place = WEEKDAYS[found[2]] if found[2] else EN_WEEKDAYS.index(found[4])
        if found[1] or found[3]:
            return today + timedelta(days=7 - today.weekday() + place)
        return today + timedelta(days=(place - today.weekday()) % 7)
    days = read(plain, today)
    if days is None or days.reason is not None or days.days.first_on != days.days.last_on:
        return None
    return days.days.first_on


def _day(plain: str, fields: PlanFields, today: date) -> PlanFields:
    day = read_day(plain, today)
    if day is None:
        raise Unfit(Flaw.UNREADABLE)
    if day < today:
        raise Unfit(Flaw.PAST)
    if day - today > LONGEST_AHEAD:
        raise Unfit(Flaw.TOO_FAR)
    moved = None if fields.reply_by is None else fields.reply_by + (day - fields.day)
    return replace(fields, day=day, reply_by=moved)


def _clock(hour: str, minute: str | None) -> time:
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise Unfit(Flaw.UNREADABLE) from None


def _hours(plain: str, fields: PlanFields, _today: date) -> PlanFields:
    found = HOURS.fullmatch(plain.replace(" ", "").replace("半", "30"))
    if found is None:
        raise Unfit(Flaw.UNREADABLE)
    starts, ends = _clock(found[1], found[2]), _clock(found[3], found[4])
    if starts >= ends:
        raise Unfit(Flaw.BACKWARDS)
    if datetime.combine(fields.day, ends) - datetime.combine(fields.day, starts) < SHORTEST:
        raise Unfit(Flaw.TOO_SHORT)
    return replace(fields, starts=starts, ends=ends)


def _whole(plain: str, unit: str, flaw: Flaw = Flaw.UNREADABLE) -> int:
    found = re.fullmatch(rf"(\d{{1,6}})\s*(?:{unit})?", plain)
    if found is None:
        raise Unfit(flaw)
    return int(found[1])


def _quota(plain: str, fields: PlanFields, _today: date) -> PlanFields:
    if plain.casefold() in NONE_WORDS:
        return replace(fields, quota=None)
    quota = _whole(plain, "人|people", Flaw.NO_PLACES)
    if not 1 <= quota <= MOST_PEOPLE:
        raise Unfit(Flaw.NO_PLACES)
    return replace(fields, quota=quota)


def _reply_by(plain: str, fields: PlanFields, today: date) -> PlanFields:
    if plain.casefold() in NONE_WORDS:
        return replace(fields, reply_by=None)
    clock = CLOCK.search(plain.replace("半", "30"))
    day = read_day(plain.replace("半", "30")[: clock.start()].strip(), today) if clock else None
    if clock is None or day is None:
        raise Unfit(Flaw.UNREADABLE)
    by = datetime.combine(day, _clock(clock[1], clock[2]))
    if by > datetime.combine(fields.day, fields.starts):
        raise Unfit(Flaw.REPLY_LATE)
    return replace(fields, reply_by=by)


def _times(plain: str, fields: PlanFields, _today: date) -> PlanFields:
    times = _whole(plain, "次|周|times|weeks")
    if not 1 <= times <= MOST_TIMES:
        raise Unfit(Flaw.TOO_FAR, MOST_TIMES)
    return replace(fields, times=times)


READERS: Final[Mapping[Field, Callable[[str, PlanFields, date], PlanFields]]] = {
    Field.TITLE: _line("title", 30),
    Field.DAY: _day,
    Field.HOURS: _hours,
    Field.CONTENT: _line("content", 200),
    Field.RISK: _line("risk", 200, may_be_empty=True),
    Field.QUOTA: _quota,
    Field.REPLY_BY: _reply_by,
    Field.TIMES: _times,
}
