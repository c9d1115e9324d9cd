"""Whom a broadcast is for, when it may leave, and how long that takes. Who that is today is asked of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.rules.attendance import AnswerState


class AudienceKind(StrEnum):
    """By what the people are chosen."""

    ALL = "all"
    UNITS = "units"
    ANSWER = "answer"


# By which answers people can be written to; who declined gets no more messages about an activity.
ANSWERS = (AnswerState.GOING, AnswerState.PENDING, AnswerState.EXCUSED)


@dataclass(frozen=True, slots=True)
class Audience:
    """The rule of an audience: everybody, some units, or one answer to one activity.

    Raises:
        ValueError: A part is missing, or one too many.
    """

    kind: AudienceKind
    unit_ids: tuple[int, ...] = ()
    activity_id: int | None = None
    answer: AnswerState | None = None

    def __post_init__(self) -> None:
        is_by_answer = self.activity_id is not None and self.answer in ANSWERS
        has_answer = self.activity_id is not None or self.answer is not None
        if (self.kind is AudienceKind.ANSWER) != is_by_answer or has_answer != is_by_answer:
            raise ValueError(f"an audience of kind {self.kind} with activity {self.activity_id}, answer {self.answer}")
        if self.unit_ids and self.kind is not AudienceKind.UNITS:
            raise ValueError(f"an audience of kind {self.kind} names no units")

    def to_json(self) -> dict[str, Any]:
        """Return the rule as it is kept."""
        rule: dict[str, Any] = {"kind": self.kind.value}
        match self.kind:
            case AudienceKind.UNITS:
                rule["unit_ids"] = list(self.unit_ids)
            case AudienceKind.ANSWER:
                rule |= {"activity_id": self.activity_id, "answer": str(self.answer)}
            case AudienceKind.ALL:
                pass
        return rule

    @classmethod
    def from_json(cls, rule: Mapping[str, Any]) -> Audience | None:
        """Read a rule as it was kept; None when none was chosen yet.

        Raises:
            ValueError: It is no rule.
        """
        if not rule:
            return None
        answer = rule.get("answer")
        return cls(
            AudienceKind(rule.get("kind", "")),
            tuple(int(unit_id) for unit_id in rule.get("unit_ids", ())),
            rule.get("activity_id"),
            None if answer is None else AnswerState(answer),
        )


@dataclass(frozen=True, slots=True)
class BulkHours:
    """How fast (messages a second) and when messages to many leave; equal ends mean no quiet hours.

    ``quiet_from`` and ``quiet_until`` are wall-clock times in ``zone``; the range is half-open and may hold midnight.
    """

    per_second: int
    quiet_from: time
    quiet_until: time
    zone: ZoneInfo

    def leaves_at(self, now: datetime) -> datetime:
        """Return ``now``, or the end of the quiet hours it lies in."""
        local = now.astimezone(self.zone)
        at, begin, end = local.time(), self.quiet_from, self.quiet_until
        is_quiet = begin <= at < end if begin <= end else at >= begin or at < end
        if not is_quiet:
            return now
        day = local.date() + timedelta(days=int(at >= end))
        return datetime.combine(day, end, self.zone).astimezone(UTC)

    def seconds_for(self, messages: int) -> int:
        """Return how many seconds so many messages take, rounded up."""
        return -(-messages // self.per_second)
