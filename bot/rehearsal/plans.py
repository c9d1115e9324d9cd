"""What each person of the town is going to do this week: drawn by chance, the same for the same seed.

A plan is a wish. What came of it is in the person's diary, ``bot.rehearsal.people``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Final, TypeVar

from bot.rehearsal.town import Resident
from bot.rules.attendance import AnswerState, LeaveReason
from bot.rules.timetable import Timetable

T = TypeVar("T")


class Entry(StrEnum):
    """How somebody comes in: by the unit's link and the liaison's word, by a link of their own, or not at all."""

    UNIT_LINK = "unit_link"
    OWN_LINK = "own_link"
    REFUSES = "refuses"
    NEVER = "never"


class Way(StrEnum):
    """How somebody checks in or out: on the card, by a key of the small keyboard, or in their own words."""

    CARD = "card"
    KEY = "key"
    WORDS = "words"


class Quirk(StrEnum):
    """What somebody does that costs more taps than needed, or breaks the contact."""

    UNDOES = "undoes"
    TAPS_TWICE = "taps_twice"
    CHANGES_MIND = "changes_mind"
    BLOCKS = "blocks"


@dataclass(frozen=True, slots=True)
class Plan:
    """One person's week.

    ``answer`` None means that they never answer. ``comes_at`` is when they are on the spot, None when they are not;
    with ``check_in`` None they are there and forget their phone. ``leaves`` None means no check-out.
    """

    entry: Entry
    enters_at: datetime
    answer: AnswerState | None
    reason: LeaveReason | None
    answers_at: datetime
    comes_at: datetime | None
    check_in: Way | None
    leaves: Way | None
    leaves_at: datetime
    quirk: Quirk | None = None

    @property
    def is_ordinary(self) -> bool:
        """Whether the week goes as the bot hopes: at most one answer, one check-in and one check-out."""
        return self.quirk is None and (self.comes_at is None or self.answer in (None, AnswerState.GOING))


@dataclass(frozen=True, slots=True)
class Days:
    """The moments of the week that plans are made around; ranges are drawn in whole seconds."""

    registration: tuple[datetime, datetime]
    timetable: Timetable
    reminder_at: datetime


ENTRIES: Final = {Entry.UNIT_LINK: 52, Entry.OWN_LINK: 38, Entry.REFUSES: 2, Entry.NEVER: 8}
ANSWERS: Final = {
    AnswerState.GOING: 62,
    AnswerState.EXCUSED: 14,
    AnswerState.DECLINED: 9,
    None: 15,
}
QUIRKS: Final = {
    None: 90,
    Quirk.UNDOES: 2,
    Quirk.TAPS_TWICE: 4,
    Quirk.CHANGES_MIND: 3,
    Quirk.BLOCKS: 1,
}
CHECK_INS: Final = {Way.CARD: 64, Way.KEY: 18, Way.WORDS: 13, None: 5}
CHECK_INS_UNASKED: Final = {Way.CARD: 45, Way.KEY: 30, Way.WORDS: 20, None: 5}
CHECK_OUTS: Final = {Way.CARD: 80, Way.WORDS: 8, None: 12}
COMES: Final = {AnswerState.GOING: 0.93, AnswerState.EXCUSED: 0.02, AnswerState.DECLINED: 0.03, None: 0.3}
LATE_SHARE: Final = 0.06
EARLY_SHARE: Final = 0.04
AFTER_REMINDER_SHARE: Final = 0.3


def draw(resident: Resident, days: Days, rng: Random) -> Plan:
    """Draw one person's week."""
    answer = pick(rng, ANSWERS)
    times = days.timetable
    is_there = rng.random() < COMES[answer]
    reminded = answer is not None and rng.random() < AFTER_REMINDER_SHARE
    early = timedelta(minutes=45)
    answered = (days.reminder_at, times.reply_by) if reminded else (times.opens_at, days.reminder_at - early)
    quirk = pick(rng, QUIRKS)
    return Plan(
        entry=Entry.OWN_LINK if resident.roles else pick(rng, ENTRIES),
        enters_at=moment(rng, *days.registration),
        answer=answer,
        reason=rng.choice(list(LeaveReason)) if answer is AnswerState.EXCUSED else None,
        answers_at=soon(rng, answered[0] + timedelta(minutes=2), answered[1]),
        comes_at=_arrival(times, rng) if is_there else None,
        check_in=pick(rng, CHECK_INS if answer is not None else CHECK_INS_UNASKED),
        leaves=pick(rng, CHECK_OUTS),
        leaves_at=_departure(times, rng),
        quirk=quirk if not resident.roles else None,
    )


def _arrival(times: Timetable, rng: Random) -> datetime:
    if rng.random() < LATE_SHARE:
        return moment(rng, times.late_after + timedelta(minutes=1), times.late_after + timedelta(minutes=40))
    return moment(rng, times.check_in_from + timedelta(minutes=2), times.starts_at - timedelta(minutes=1))


def _departure(times: Timetable, rng: Random) -> datetime:
    if rng.random() < EARLY_SHARE:
        return moment(
            rng, times.left_early_before - timedelta(minutes=40), times.left_early_before - timedelta(minutes=1)
        )
    return moment(rng, times.left_early_before + timedelta(minutes=1), times.ends_at + timedelta(minutes=14))


def pick(rng: Random, weights: Mapping[T, int]) -> T:
    """Choose by weight."""
    options: Sequence[T] = list(weights)
    return rng.choices(options, list(weights.values()))[0]


def soon(rng: Random, start: datetime, end: datetime) -> datetime:
    """Choose a whole second of ``[start, end)``, rather an early one: most answer when the phone rings."""
    return start + timedelta(seconds=int((end - start).total_seconds() * rng.random() ** 4))


def moment(rng: Random, start: datetime, end: datetime) -> datetime:
    """Choose a whole second of ``[start, end)``."""
    return start + timedelta(seconds=rng.randrange(max(int((end - start).total_seconds()), 1)))
