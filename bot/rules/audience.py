"""Whom a broadcast is for, when it may leave, and how long that takes. Who that is today is asked of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.model import Role
from bot.rules.attendance import AnswerState


class AudienceKind(StrEnum):
    """By what the people are chosen."""

    ALL = "all"
    UNITS = "units"
    ANSWER = "answer"
    ROLE = "role"
    SITES = "sites"
    UNLINKED = "unlinked"
    LIST = "list"


# By which answers people can be written to; who declined gets no more messages about an activity.
ANSWERS = (AnswerState.GOING, AnswerState.PENDING, AnswerState.EXCUSED)
# Whose holders can be written to as such; with the liaisons go their deputies.
ROLES = (Role.LIAISON, Role.LEADER, Role.ORGANIZER, Role.LEAD)
PARTS: Mapping[AudienceKind, tuple[str, ...]] = {
    AudienceKind.ALL: (),
    AudienceKind.UNITS: ("unit_ids",),
    AudienceKind.ANSWER: ("activity_id", "answer"),
    AudienceKind.ROLE: ("role",),
    AudienceKind.SITES: ("site_kind",),
    AudienceKind.UNLINKED: (),
    AudienceKind.LIST: ("cadre_ids",),
}
"""What a rule of each kind says beyond its kind. Units may be none yet, while they are being chosen."""


@dataclass(frozen=True, slots=True)
class Audience:
    """The rule of an audience: everybody, or people by units, by an answer to an activity, by role, or by a list.

    ``SITES`` means the people of the units that serve a kind of site. ``UNLINKED`` means those whom nobody can write
    to: the liaisons of their units are written to instead and asked to pass it on.

    Raises:
        ValueError: A part is missing, or one too many.
    """

    kind: AudienceKind
    unit_ids: tuple[int, ...] = ()
    activity_id: int | None = None
    answer: AnswerState | None = None
    role: Role | None = None
    site_kind: str = ""
    cadre_ids: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for part in (part for parts in PARTS.values() for part in parts):
            is_said = getattr(self, part) not in (None, "", ())
            if is_said and part not in PARTS[self.kind]:
                raise ValueError(f"an audience of kind {self.kind} names no {part}")
            if not is_said and part in PARTS[self.kind] and self.kind is not AudienceKind.UNITS:
                raise ValueError(f"an audience of kind {self.kind} lacks {part}")
        if self.answer not in (None, *ANSWERS) or self.role not in (None, *ROLES):
            raise ValueError(f"an audience of {self.answer or self.role} is not written to")

    def to_json(self) -> dict[str, Any]:
        """Return the rule as it is kept."""
        said = {part: getattr(self, part) for part in PARTS[self.kind]}
        return {"kind": self.kind.value} | {
            part: list(value) if isinstance(value, tuple) else str(value) if isinstance(value, StrEnum) else value
            for part, value in said.items()
        }

    @classmethod
    def from_json(cls, rule: Mapping[str, Any]) -> Audience | None:
        """Read a rule as it was kept; None when none was chosen yet.

        Raises:
            ValueError: It is no rule.
        """
        if not rule:
            return None
        answer, role = rule.get("answer"), rule.get("role")
        return cls(
            AudienceKind(rule.get("kind", "")),
            tuple(int(unit_id) for unit_id in rule.get("unit_ids", ())),
            rule.get("activity_id"),
            None if answer is None else AnswerState(answer),
            None if role is None else Role(role),
            str(rule.get("site_kind", "")),
            tuple(int(cadre_id) for cadre_id in rule.get("cadre_ids", ())),
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

    def fits(self, at: datetime) -> bool:
        """Tell whether a moment lies outside the quiet hours."""
        return self.leaves_at(at) == at

    def seconds_for(self, messages: int) -> int:
        """Return how many seconds so many messages take, rounded up."""
        return -(-messages // self.per_second)
