"""What is going to happen when: acts of people and of the operator, played in order while the stage moves the clock."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.rehearsal.stage import Stage

Act = Callable[[], Awaitable[None] | None]


class Agenda:
    """Acts by their moments; an act may put further acts on the agenda.

    With ``grain`` above zero acts happen at its multiples only: in a big town many people then act at one instant,
    and the bot does together what comes together, which spares time.
    """

    def __init__(self, stage: Stage, *, grain: timedelta = timedelta(0)) -> None:
        self._stage = stage
        self._grain = grain
        self._acts: list[tuple[datetime, int, Act]] = []
        self._order = itertools.count()

    @property
    def now(self) -> datetime:
        """The present of the stage."""
        return self._stage.clock.now()

    def at(self, moment: datetime, act: Act) -> None:
        """Have something done at a moment, or at once when that is past."""
        moment = max(moment, self.now)
        if self._grain:
            moment += (datetime.min.replace(tzinfo=moment.tzinfo) - moment) % self._grain
        heapq.heappush(self._acts, (moment, next(self._order), act))

    def after(self, span: timedelta, act: Act) -> None:
        """Have something done a while from now."""
        self.at(self.now + span, act)

    def rush(self, within: timedelta) -> None:
        """Do now what would be done within a while, leaving the bot no time for it; no act of these may wait."""
        end = self.now + within
        while self._acts and self._acts[0][0] < end:
            heapq.heappop(self._acts)[2]()

    async def play_until(self, end: datetime) -> None:
        """Play the acts before ``end`` in order, with everything the bot does in between; then move on to it."""
        while self._acts and self._acts[0][0] < end:
            moment, _order, act = heapq.heappop(self._acts)
            if moment > self.now:
                await self._stage.advance_to(moment)
            waiting = act()
            if waiting is not None:
                await waiting
        await self._stage.advance_to(end)
