"""Whom a call rings next, and when: the least number of phones for the hands that are missing.

Everybody who can be asked for a place stands in one ranking. A wave takes from its head as many as are missing, times a
factor for those who will not come; when the response window is over, the next wave does the same with what is still
missing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final

WAVES: Final = 4
"""Waves that the time to the deadline is shared out over: stand-by and paired unit, neighbours, surge teams, all."""
SHORTEST_WINDOW: Final = timedelta(minutes=5)
LONGEST_WINDOW: Final = timedelta(minutes=20)
WAITING_SHARE: Final = 0.5
"""Places of the waiting list for each place; somebody always drops out, and nobody likes to wait for nothing."""


class Tier(IntEnum):
    """How near somebody is to a place, nearest first; who stood by (备勤) for the morning goes before all."""

    STAND_BY = 0
    PAIRED = 1
    NEIGHBOUR = 2
    SURGE = 3
    ALL = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be asked for a place.

    ``turn`` orders the neighbour units as the place has them, ``calls`` counts how often the person was asked of late:
    who was spared rings first.
    """

    cadre_id: int
    tier: Tier
    turn: int = 0
    calls: int = 0


def ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates in the order in which they are asked, each person once, at the nearest place in it."""
    nearest: dict[int, Candidate] = {}
    for each in sorted(candidates, key=lambda each: (each.tier, each.turn, each.calls, each.cadre_id)):
        nearest.setdefault(each.cadre_id, each)
    return list(nearest.values())


def lacking(quota: int | None, coming: int, *, is_done: bool) -> int:
    """Return how many hands a place lacks; none where the work is done."""
    return 0 if is_done else max((quota or 0) - coming, 0)


def to_ask(*, missing: int, over_call: float) -> int:
    """Return how many phones ring for the hands that are missing; none when none is.

    Args:
        missing: Places nobody has taken yet; below zero counts as none.
        over_call: How many are asked for one who comes, 1 at least.
    """
    return math.ceil(max(missing, 0) * max(over_call, 1.0))


def window(now: datetime, reply_by: datetime, *, waves_left: int, is_fast: bool = False) -> timedelta:
    """Return how long a wave is waited for: the time to the deadline shared out, within 5 and 20 minutes; fast, 5."""
    if is_fast:
        return SHORTEST_WINDOW
    share = (reply_by - now) / max(waves_left, 1)
    return min(max(share, SHORTEST_WINDOW), LONGEST_WINDOW)


def wave_moments(start: datetime, reply_by: datetime, waves: int = WAVES, *, is_fast: bool = False) -> list[datetime]:
    """List when each wave would ring if nobody answered: the first at ``start``, none at or after the deadline."""
    moments = [start]
    for rung in range(1, waves):
        following = moments[-1] + window(moments[-1], reply_by, waves_left=waves - rung + 1, is_fast=is_fast)
        if following >= reply_by:
            break
        moments.append(following)
    return moments


def waiting_places(quota: int) -> int:
    """Return how many may wait for one of so many places: half as many, one at least."""
    return max(1, math.ceil(quota * WAITING_SHARE))
