"""When a service day opens, reminds, musters, calls the roll and closes, and which of its steps are due.

Rules are wall-clock times in the operator's zone; a timetable is the same in UTC for one day. What a step does, and
that it is done once, is the services' business: here a step is a kind, a moment and a key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.rules.attendance import Window

# Nobody's phone rings before.
HOUR = timedelta(hours=1)
EARLIEST_MORNING = 6 * HOUR


class StepKind(StrEnum):
    """What happens at a moment of the timetable."""

    OPEN = "open"
    REMIND = "remind"
    MORNING = "morning"
    NUDGE = "nudge"
    ROLL_CALL = "roll_call"
    CLOSE = "close"


class Verdict(StrEnum):
    """What to do with a step whose moment has come."""

    RUN = "run"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)


def _require_whole_minutes(at: time) -> None:
    if at.tzinfo is not None or at.second or at.microsecond:
        raise ValueError(f"{at.isoformat()} must be a wall-clock time in whole minutes, without a zone")


@dataclass(frozen=True, slots=True)
class DayTime:
    """A wall-clock time on the day itself or ``days_before`` it; whole minutes."""

    days_before: int
    at: time

    def __post_init__(self) -> None:
        if self.days_before < 0:
            raise ValueError(f"days_before is {self.days_before}, must not be negative")
        _require_whole_minutes(self.at)

    @property
    def position(self) -> timedelta:
        """How far it lies from the midnight that begins the day; negative before it."""
        return _since_midnight(self.at) - timedelta(days=self.days_before)

    @property
    def code(self) -> str:
        """A stable short form, such as ``1d1500``."""
        return f"{self.days_before}d{self.at:%H%M}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FridayRules:
    """The hours of a service day and what surrounds them, in the operator's wall time.

    The day begins and ends on one date, as the national system asks of a service record. Reminders come after the
    opening and before the start.

    Raises:
        ValueError: The times are not in order; the text says which.
    """

    starts: time
    ends: time
    zone: ZoneInfo
    muster_minutes_before: int = 10
    opens: DayTime = DayTime(2, time(9, 0))
    reply_by: DayTime = DayTime(1, time(17, 30))
    reminders: tuple[DayTime, ...] = (DayTime(1, time(15, 0)),)
    morning: DayTime = DayTime(0, time(8, 30))
    nudge_minutes_after_start: int = 5
    check_in_minutes_before: int = 30
    late_after_minutes: int = 10
    left_early_minutes: int = 10
    check_out_minutes_after_end: int = 60

    def __post_init__(self) -> None:
        _require_whole_minutes(self.starts)
        _require_whole_minutes(self.ends)
        if faults := list(self._faults()):
            raise ValueError("; ".join(faults))

    def fitted(
        self, day: date, starts: time, ends: time, *, reply_by: datetime | None = None, opens: DayTime | None = None
    ) -> FridayRules:
        """Return these rules for a day with hours of its own, as an organizer has set them.

        What was meant for the Friday's hours gives way: the morning's message comes 90 minutes before an early start,
        or the evening before; graces are no longer than a quarter of the service; with a ``reply_by`` of its own (in
        wall time) the one reminder comes two and a half hours before that.
        """
        lasts = (_since_midnight(ends) - _since_midnight(starts)) // timedelta(minutes=1)
        grace = max(lasts // 4, 1)
        by, reminders = self.reply_by, self.reminders
        if reply_by is not None:
            asked = reply_by - timedelta(minutes=150)
            by = DayTime((day - reply_by.date()).days, reply_by.time())
            reminders = (DayTime((day - asked.date()).days, asked.time()),)
        return replace(
            self,
            starts=starts,
            ends=ends,
            opens=opens or self.opens,
            reply_by=by,
            reminders=reminders,
            morning=self._morning_before(starts),
            late_after_minutes=min(self.late_after_minutes, grace),
            left_early_minutes=min(self.left_early_minutes, grace),
            nudge_minutes_after_start=min(self.nudge_minutes_after_start, grace),
        )

    def _morning_before(self, starts: time) -> DayTime:
        latest = _since_midnight(starts) - timedelta(minutes=90)
        if self.morning.position <= latest:
            return self.morning
        if latest < EARLIEST_MORNING:
            return DayTime(1, time(20, 0))
        return DayTime(0, time(latest // HOUR, latest % HOUR // timedelta(minutes=1)))

    def _faults(self) -> Iterator[str]:
        for name in (name for name in self.__slots__ if "minutes" in name):
            if getattr(self, name) < 0:
                yield f"{name} is {getattr(self, name)}, must not be negative"
        if self.starts >= self.ends:
            yield f"starts {self.starts:%H:%M} must be before ends {self.ends:%H:%M}"
        lasts = _since_midnight(self.ends) - _since_midnight(self.starts)
        for name in ("nudge_minutes_after_start", "late_after_minutes", "left_early_minutes"):
            if self.starts < self.ends and timedelta(minutes=getattr(self, name)) >= lasts:
                yield f"{name} is {getattr(self, name)}, longer than the service itself"
        yield from self._faults_of_order()

    def _faults_of_order(self) -> Iterator[str]:
        start = _since_midnight(self.starts)
        asks = [("morning", self.morning), *(("reminder", reminder) for reminder in self.reminders)]
        for name, ask in asks:
            if not self.opens.position < ask.position < start:
                yield f"{name} {ask.code} must be after opens {self.opens.code} and before the start"
        if not self.opens.position < self.reply_by.position <= start:
            yield f"reply_by {self.reply_by.code} must be after opens {self.opens.code} and not after the start"
        check_in = timedelta(minutes=max(self.check_in_minutes_before, self.muster_minutes_before))
        if self.opens.position >= start - check_in:
            yield f"opens {self.opens.code} must be before check-in and muster"
        if len(set(self.reminders)) < len(self.reminders):
            yield "two reminders have the same moment"


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do at ``at``; worthless from ``expires_at`` on, or never when that is None.

    ``key`` is stable over restarts and reorderings: the kind and the offset it was configured with.
    """

    kind: StepKind
    at: datetime
    expires_at: datetime | None
    key: str


@dataclass(frozen=True, slots=True)
class DueStep:
    """A step whose moment has come, and whether to run it or only to write down that it was missed."""

    step: Step
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The moments of one service day, aware UTC; ``steps`` ascend by moment.

    Answers are taken in ``[opens_at, answers_until)``, check-ins in ``[check_in_from, check_in_until)``, check-outs
    until ``closes_at``, when the record is settled. ``reply_by`` only asks: a later answer still counts.
    """

    opens_at: datetime
    reply_by: datetime
    check_in_from: datetime
    muster_at: datetime
    starts_at: datetime
    late_after: datetime
    left_early_before: datetime
    ends_at: datetime
    closes_at: datetime
    steps: tuple[Step, ...]

    @property
    def check_in_until(self) -> datetime:
        return self.ends_at

    @property
    def answers_until(self) -> datetime:
        return self.ends_at

    @property
    def window(self) -> Window:
        """The part of the timetable by which attendance is settled."""
        return Window(
            check_in_from=self.check_in_from,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            late_after=self.late_after,
            left_early_before=self.left_early_before,
            closes_at=self.closes_at,
        )


def friday_timetable(day: date, rules: FridayRules) -> Timetable:
    """Lay the rules over one day, which need not be a Friday: an organizer may move the service.

    Wall time rules: 15:00 the day before is 15:00 there even when the zone's clocks change in the night between.
    Minutes before and after are counted from the real moments.
    """
    starts_at = _moment(day, DayTime(0, rules.starts), rules.zone)
    ends_at = _moment(day, DayTime(0, rules.ends), rules.zone)
    closes_at = ends_at + timedelta(minutes=rules.check_out_minutes_after_end)
    return Timetable(
        opens_at=_moment(day, rules.opens, rules.zone),
        reply_by=_moment(day, rules.reply_by, rules.zone),
        check_in_from=starts_at - timedelta(minutes=rules.check_in_minutes_before),
        muster_at=starts_at - timedelta(minutes=rules.muster_minutes_before),
        starts_at=starts_at,
        late_after=starts_at + timedelta(minutes=rules.late_after_minutes),
        left_early_before=ends_at - timedelta(minutes=rules.left_early_minutes),
        ends_at=ends_at,
        closes_at=closes_at,
        steps=_steps(day, rules, starts_at, ends_at, closes_at),
    )


def _steps(
    day: date, rules: FridayRules, starts_at: datetime, ends_at: datetime, closes_at: datetime
) -> tuple[Step, ...]:
    def at_day_time(kind: StepKind, wanted: DayTime) -> Step:
        # Asking who comes is pointless once it has begun.
        return Step(kind, _moment(day, wanted, rules.zone), starts_at, f"{kind}:{wanted.code}")

    nudge = rules.nudge_minutes_after_start
    steps = [
        at_day_time(StepKind.OPEN, rules.opens),
        *(at_day_time(StepKind.REMIND, reminder) for reminder in rules.reminders),
        at_day_time(StepKind.MORNING, rules.morning),
        Step(StepKind.NUDGE, starts_at + timedelta(minutes=nudge), ends_at, f"{StepKind.NUDGE}:{nudge}m"),
        Step(StepKind.ROLL_CALL, ends_at, None, f"{StepKind.ROLL_CALL}:0m"),
        Step(StepKind.CLOSE, closes_at, None, f"{StepKind.CLOSE}:{rules.check_out_minutes_after_end}m"),
    ]
    return tuple(sorted(steps, key=lambda step: step.at))


def steps_due(timetable: Timetable, done: Collection[str], now: datetime) -> list[DueStep]:
    """Judge every step that has come and is not done, in the order in which they are to be taken.

    A missed step is made up for as long as it is worth something. A reminder yields to a later reminder that has come
    too, and to an opening that is only now made up for: that message asks the same question, and two at once annoy.

    Args:
        timetable: The day's moments.
        done: Keys of the steps already run, expired or superseded. All kinds but the reminder happen once a day, so
            that a changed setting does not open a day twice: for them a done key of the same kind is enough.
        now: Aware; a step at exactly ``now`` has come, one that expires at exactly ``now`` has expired.

    Returns:
        Ascending by moment; empty when nothing is left to do at ``now``.

    Raises:
        ValueError: ``now`` is naive.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    come = [step for step in timetable.steps if step.at <= now]
    undone = [step for step in come if not _is_done(step, done)]
    is_opening = any(step.kind is StepKind.OPEN and not _is_expired(step, now) for step in undone)
    reminders = [step for step in come if step.kind is StepKind.REMIND]

    def verdict(step: Step) -> Verdict:
        if _is_expired(step, now):
            return Verdict.EXPIRED
        if step.kind is StepKind.REMIND and (is_opening or step is not reminders[-1]):
            return Verdict.SUPERSEDED
        return Verdict.RUN

    return [DueStep(step, verdict(step)) for step in undone]


def _is_done(step: Step, done: Collection[str]) -> bool:
    if step.kind is StepKind.REMIND:
        return step.key in done
    return any(key.startswith(f"{step.kind}:") for key in done)


def _is_expired(step: Step, now: datetime) -> bool:
    return step.expires_at is not None and step.expires_at <= now


def _moment(day: date, wanted: DayTime, zone: ZoneInfo) -> datetime:
    wall = datetime.combine(day - timedelta(days=wanted.days_before), wanted.at, tzinfo=zone)
    return wall.astimezone(UTC)
