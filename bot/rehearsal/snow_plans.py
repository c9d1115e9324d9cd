"""What each person is going to do when the phone rings for snow: drawn by chance, the same for the same seed.

A plan is a wish. What came of it is in the diary, ``bot.rehearsal.snow_people``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from random import Random
from typing import Final

from bot.rehearsal.plans import Way, pick


class Answer(StrEnum):
    """How somebody answers a call: with the minutes, yes or no, on the card or in words, read only, or not at all."""

    MINUTES = "minutes"
    YES = "yes"
    YES_IN_WORDS = "yes_in_words"
    MINUTES_IN_WORDS = "minutes_in_words"
    READ = "read"
    READ_THEN_YES = "read_then_yes"
    NO = "no"
    NO_IN_WORDS = "no_in_words"
    SLEEPS = "sleeps"


COMES_BY_CARD: Final = frozenset({Answer.MINUTES, Answer.YES, Answer.READ_THEN_YES})
COMES_IN_WORDS: Final = frozenset({Answer.YES_IN_WORDS, Answer.MINUTES_IN_WORDS})
DECLINES: Final = frozenset({Answer.NO, Answer.NO_IN_WORDS})

ANSWERS: Final = {
    Answer.MINUTES: 34,
    Answer.YES: 10,
    Answer.YES_IN_WORDS: 5,
    Answer.MINUTES_IN_WORDS: 4,
    Answer.READ: 3,
    Answer.READ_THEN_YES: 3,
    Answer.NO: 10,
    Answer.NO_IN_WORDS: 4,
    Answer.SLEEPS: 27,
}
MINUTES: Final = {10: 20, 20: 45, 30: 35}
CHECK_INS: Final = {Way.CARD: 68, Way.KEY: 15, Way.WORDS: 12, None: 5}
LEAVES: Final = {None: 94, Way.CARD: 4, Way.WORDS: 2}
OVERSLEEPS_SHARE: Final = 0.06
WAITS_SHARE: Final = 0.5
ELSEWHERE_SHARE: Final = 0.5
DROPS_SHARE: Final = 0.06
COMES_SHARE: Final = 0.96
LATE_SHARE: Final = 0.04


@dataclass(frozen=True, slots=True)
class SnowPlan:
    """One person's night.

    ``answers_after`` counts from the ring. ``lag`` is how much later than promised, or than the muster, they are on the
    spot. ``drops_after`` counts from the yes. With ``check_in`` None they come and forget their phone.
    """

    answer: Answer
    answers_after: timedelta
    minutes: int
    would_wait: bool
    would_go_elsewhere: bool
    drops_after: timedelta | None
    comes: bool
    lag: timedelta
    check_in: Way | None
    leaves: Way | None
    leaves_after: timedelta


def draw(rng: Random) -> SnowPlan:
    """Draw one person's night."""
    oversleeps = rng.random() < OVERSLEEPS_SHARE
    drops, late = rng.random() < DROPS_SHARE, rng.random() < LATE_SHARE
    return SnowPlan(
        answer=Answer.YES if oversleeps else pick(rng, ANSWERS),
        answers_after=_seconds(rng, 3600, 4500) if oversleeps else _soon(rng),
        minutes=pick(rng, MINUTES),
        would_wait=rng.random() < WAITS_SHARE,
        would_go_elsewhere=rng.random() < ELSEWHERE_SHARE,
        drops_after=_seconds(rng, 240, 1500) if drops else None,
        comes=rng.random() < COMES_SHARE,
        lag=_seconds(rng, 1800, 2700) if late else _seconds(rng, -300, 420),
        check_in=pick(rng, CHECK_INS),
        leaves=pick(rng, LEAVES),
        leaves_after=_seconds(rng, 3000, 6600),
    )


def _soon(rng: Random) -> timedelta:
    """Choose when somebody who hears the phone answers: most within three minutes, the last after nine."""
    return timedelta(seconds=15 + int(525 * rng.random() ** 2.5))


def _seconds(rng: Random, least: int, most: int) -> timedelta:
    return timedelta(seconds=rng.randrange(least, most))
