"""A person with a phone, and the diary they keep of what they did.

The diary is the story's own book. At the end the bot's tables are held against it: nothing lost, nothing doubled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from bot.rehearsal.agenda import Agenda
from bot.rehearsal.hands import Deed, Handled, Holder, Say
from bot.rehearsal.plans import Plan, Quirk, Way
from bot.rehearsal.town import Resident
from bot.rules.attendance import AnswerState, LeaveReason, MarkSource
from bot.sandbox import Phone

ARRIVAL_WORDS: Final = ("到了", "已到岗", "签到")
DEPARTURE_WORDS: Final = ("签退", "走了", "收工")
READING: Final = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to the invitation."""

    deed: Deed
    answer: AnswerState
    reason: LeaveReason | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A check-in or a check-out."""

    deed: Deed
    source: MarkSource


@dataclass(slots=True, kw_only=True)
class Diary(Handled):
    """What somebody did this week; check-ins that they took back are crossed out."""

    is_linked: bool = False
    answers: list[Answered] = field(default_factory=list)
    check_in: Marked | None = None
    check_out: Marked | None = None
    called_in: Marked | None = None
    checked_out_by_liaison: bool = False
    crossed_out: int = 0

    @property
    def answer(self) -> AnswerState:
        """The answer that stands."""
        return self.answers[-1].answer if self.answers else AnswerState.PENDING

    @property
    def reason(self) -> LeaveReason | None:
        """The reason that stands with it."""
        return self.answers[-1].reason if self.answers else None


class Person(Holder):
    """Somebody of the town, acting by plan."""

    diary: Diary

    def __init__(
        self,
        resident: Resident,
        phone: Phone,
        plan: Plan,
        agenda: Agenda,
        say: Say,
        *,
        rng: Random,
        zone: ZoneInfo,
    ) -> None:
        super().__init__(phone, Diary(), agenda, say)
        self.resident = resident
        self.plan = plan
        self.waits_since: datetime | None = None
        self._rng = rng
        self._zone = zone

    @property
    def is_on_the_spot(self) -> bool:
        """Whether the liaison sees them at the place of service."""
        return self.plan.comes_at is not None

    def live(self) -> None:
        """Put what is planned for the Friday on the agenda."""
        plan, agenda = self.plan, self._agenda
        if plan.answer is not None:
            agenda.at(plan.answers_at, self.answer)
            if plan.quirk is Quirk.CHANGES_MIND:
                agenda.at(plan.answers_at + timedelta(minutes=20), self.change_mind)
        if plan.comes_at is not None and plan.check_in is not None:
            agenda.at(plan.comes_at, self.arrive)
            if plan.leaves is not None:
                agenda.at(plan.leaves_at, self.check_out)

    def answer(self) -> None:
        """Answer the invitation on its card."""
        assert self.plan.answer is not None  # noqa: S101 - on the agenda only then
        if self.plan.answer is AnswerState.EXCUSED:
            self._ask_for_leave()
        else:
            self._give(self.plan.answer, None)

    def change_mind(self) -> None:
        """Answer the other way; the way back leads over 改为参加."""
        if self.diary.answer in (AnswerState.DECLINED, AnswerState.EXCUSED):
            self.go_after_all()
        elif self.diary.answers:
            self._tap("button-change", self._decline_soon, self.change_mind)

    def _decline_soon(self, _deed: Deed) -> None:
        self._agenda.after(READING, lambda: self._give(AnswerState.DECLINED, None))

    def go_after_all(self) -> None:
        """Take part after having said no."""
        if self.diary.answer is not AnswerState.GOING:
            self._tap(
                "button-go-after-all",
                lambda deed: self.diary.answers.append(Answered(deed, AnswerState.GOING)),
                self.go_after_all,
            )

    def _ask_for_leave(self) -> None:
        """Open the reasons for leave, read them, and choose the planned one."""
        choose = partial(self._give, AnswerState.EXCUSED, self.plan.reason)
        self._tap("button-leave", lambda _deed: self._agenda.after(READING, choose), self._ask_for_leave)

    def _give(self, answer: AnswerState, reason: LeaveReason | None) -> None:
        label = {AnswerState.GOING: "button-go", AnswerState.DECLINED: "button-decline"}.get(answer, f"leave-{reason}")
        self._tap(
            label,
            lambda deed: self.diary.answers.append(Answered(deed, answer, reason)),
            lambda: self._give(answer, reason),
        )

    def arrive(self) -> None:
        """Be on the spot: who has said no takes part after all, then checks in like everybody."""
        if self.diary.answer in (AnswerState.DECLINED, AnswerState.EXCUSED):
            self.go_after_all()
            self._agenda.after(timedelta(seconds=30), self.check_in)
        else:
            self.check_in()

    def check_in(self) -> None:
        """Check in by the planned way; some do it twice, some take it back and do it again."""
        if self.diary.check_in is not None:
            return
        if self.plan.check_in is Way.CARD:
            self._tap("button-check-in", self._came, self.check_in)
            if self.plan.quirk is Quirk.TAPS_TWICE:
                self._tap("button-check-in", lambda _deed: None, None)
        elif self.plan.check_in is Way.KEY:
            self._write(self._say("key-check-in"), self._came)
        else:
            self._write(self._rng.choice(ARRIVAL_WORDS), self._came)
        if self.plan.quirk is Quirk.UNDOES and not self.diary.crossed_out:
            self._agenda.after(timedelta(seconds=40), self.undo)

    def undo(self) -> None:
        """Take the check-in back, and check in again a minute later."""
        if self.diary.check_in is not None:
            self._tap("button-undo-check-in", lambda _deed: self._cross_out(), self.undo)

    def check_out(self) -> None:
        """Check out by the planned way."""
        if self.diary.check_in is None:
            return
        if self.plan.leaves is Way.CARD:
            self._tap("button-check-out", self._went, self.check_out)
        else:
            self._write(self._rng.choice(DEPARTURE_WORDS), self._went)

    def block(self) -> None:
        """Block the bot; from then on nothing is done on this phone."""
        self.phone.block()
        self.diary.blocked_at = self._agenda.now

    def _came(self, deed: Deed) -> None:
        source = MarkSource.SELF_TAP if self.plan.check_in is Way.CARD else MarkSource.MESSAGE
        self.diary.check_in = Marked(deed, source)

    def _went(self, deed: Deed) -> None:
        source = MarkSource.SELF_TAP if self.plan.leaves is Way.CARD else MarkSource.MESSAGE
        self.diary.check_out = Marked(deed, source)

    def _cross_out(self) -> None:
        self.diary.check_in = None
        self.diary.crossed_out += 1
        self._agenda.after(timedelta(seconds=60), self.check_in)
