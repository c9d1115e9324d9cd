"""A call of a snowy morning for the reports; formulas give the numbers, so that every run is alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.rules.callout_log import (
    CallLog,
    PersonLog,
    PlaceLog,
    Turn,
    UnitLog,
    WaveLog,
    median_minutes,
    milestones,
    steps,
)
from tests.reports.cast import GIVEN, SURNAMES, UNIT_NAMES

CALLED = datetime(2026, 11, 22, 22, 10, tzinfo=UTC)  # 06:10 on Monday in Shanghai
MUSTER = CALLED + timedelta(minutes=70)
ENDED = CALLED + timedelta(minutes=208)
MINUTE = timedelta(minutes=1)
STATES = ("coming", "coming", "declined", "asked", "coming", "waiting", "spared", "dropped")
PLACE_NAMES = (
    "沿河木栈道A段",
    "沿河木栈道B段",
    "安华小区（老旧小区）",
    "东吉小区1至6号楼之间道路",
    "人民大街人行道",
    "龙山公园北门",
)
ASKED_EACH = 24


def person(number: int) -> PersonLog:
    state = STATES[number % 8]
    wave = 1 + number * 7 % 24 // 10
    asked_at = CALLED + 14 * (wave - 1) * MINUTE
    has_answered = state not in {"asked", "spared"}
    came = state == "coming" and number % 11 != 0
    check_in = MUSTER + (number % 19 - 9) * MINUTE
    return PersonLog(
        unit=UNIT_NAMES[number // 8],
        name=SURNAMES[number % 16] + GIVEN[number % 10],
        title="四级调研员" if number % 4 else "科长",
        place=PLACE_NAMES[number // ASKED_EACH % len(PLACE_NAMES)],
        wave=wave,
        asked_at=asked_at,
        state=state,
        is_entered=number % 17 == 0,
        answered_at=asked_at + (1 + number % 13) * MINUTE if has_answered else None,
        checked_in_at=check_in if came else None,
        checked_out_at=ENDED if came else None,
        minutes=(ENDED - max(check_in, MUSTER)) // MINUTE if came else None,
        source="self_tap" if came else "",
    )


def place_log(name: str, persons: list[PersonLog], *, quota: int = 12) -> PlaceLog:
    states = [each.state for each in persons]
    return PlaceLog(
        name=name,
        quota=quota,
        asked=len(persons),
        read=sum(each.answered_at is not None for each in persons),
        coming=states.count("coming"),
        waiting=states.count("waiting"),
        declined=states.count("declined"),
        dropped=states.count("dropped"),
        on_spot=sum(each.checked_in_at is not None for each in persons),
        minutes=sum(each.minutes or 0 for each in persons),
        reached=milestones(
            [each.answered_at for each in persons if each.answered_at and each.state == "coming"], quota
        ),
        progress="cleared" if quota < 12 else "clearing",
    )


def unit_log(name: str, persons: list[PersonLog]) -> UnitLog:
    answered = [each.answered_at - each.asked_at for each in persons if each.answered_at]
    return UnitLog(
        unit=name,
        asked=len(persons),
        answered=len(answered),
        came=sum(each.checked_in_at is not None for each in persons),
        minutes=sum(each.minutes or 0 for each in persons),
        response_minutes=median_minutes(answered),
    )


def call_log(*, places: int = 6, is_drill: bool = False) -> CallLog:
    """Return the log of a call; its persons are shared out evenly over the places and units of eight."""
    persons = [person(number) for number in range(ASKED_EACH * places)]
    parts = [persons[first : first + ASKED_EACH] for first in range(0, len(persons), ASKED_EACH)]
    names = [PLACE_NAMES[place % len(PLACE_NAMES)] for place in range(places)]
    logs = tuple(
        place_log(name, part, quota=9 + number % 4)
        for number, (name, part) in enumerate(zip(names, parts, strict=True))
    )
    said = [each.answered_at for each in persons if each.answered_at and each.state == "coming"]
    came = [each for each in persons if each.checked_in_at]
    dropped = [each.answered_at for each in persons if each.answered_at and each.state == "dropped"]
    coming: list[Turn] = [(at, 1) for at in said]
    coming += [turn for at in dropped for turn in ((at, 1), (at + 25 * MINUTE, -1))]
    on_spot: list[Turn] = [(each.checked_in_at, 1) for each in came if each.checked_in_at]
    on_spot += [(ENDED, -1) for _each in came]
    waves = sorted({(each.wave, each.asked_at) for each in persons})
    units = sorted({each.unit for each in persons}, key=UNIT_NAMES.index)
    return CallLog(
        called_at=CALLED,
        muster_at=MUSTER,
        ended_at=ENDED,
        is_drill=is_drill,
        places=logs,
        units=tuple(unit_log(name, [each for each in persons if each.unit == name]) for name in units),
        waves=tuple(WaveLog(wave, at, sum(each.wave == wave for each in persons)) for wave, at in waves),
        coming=steps(coming),
        on_spot=steps(on_spot),
        reached=milestones(said, sum(place.quota for place in logs)),
        response_minutes=median_minutes(each.answered_at - each.asked_at for each in persons if each.answered_at),
        persons=tuple(persons),
    )
