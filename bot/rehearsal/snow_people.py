"""Who acts in a night of snow: those who are asked, and the leads of the stretches. Each keeps a diary.

A person knows what the phone shows and nothing else: who comes and who waits is read from the card.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from bot.model import SummonsState
from bot.rehearsal.agenda import Agenda
from bot.rehearsal.hands import Deed, Handled, Holder, Say
from bot.rehearsal.people import ARRIVAL_WORDS, DEPARTURE_WORDS
from bot.rehearsal.plans import Way
from bot.rehearsal.snow_plans import COMES_BY_CARD, COMES_IN_WORDS, DECLINES, Answer, SnowPlan
from bot.rehearsal.town import Resident
from bot.sandbox import Phone

READING: Final = timedelta(seconds=15)
LOOKS: Final = (READING, timedelta(seconds=75), timedelta(minutes=4))
"""When somebody looks at the card after an answer: at once, and again, for the bot may have been away."""
THINKS: Final = timedelta(minutes=5)
YES_WORDS: Final = ("参加", "我参加", "报名")
NO_WORDS: Final = ("去不了", "来不了")
READ_WORD: Final = "收到"
BLANK: Final = "\0"
ON_THE_SPOT: Final = ("button-check-out", "button-check-out-again")
SHOWN: Final = {
    SummonsState.ASKED: ("button-come",),
    SummonsState.COMING: ("button-summons-drop",),
    SummonsState.WAITING: ("button-summons-leave-list",),
    SummonsState.SPARED: ("button-come-waiting",),
    SummonsState.DECLINED: ("button-go-after-all",),
    SummonsState.DROPPED: ("button-go-after-all",),
}
"""The button by which each state is known on a card; who is on the spot has those of ``ON_THE_SPOT``."""


@dataclass(frozen=True, slots=True)
class Word:
    """An answer that was given: coming, or not."""

    deed: Deed
    is_yes: bool


@dataclass(slots=True, kw_only=True)
class SnowDiary(Handled):
    """What somebody did this night."""

    words: list[Word] = field(default_factory=list)
    has_read: bool = False
    rung_at: datetime | None = None
    is_on_the_way: bool = False
    check_in: Deed | None = None
    check_out: Deed | None = None

    @property
    def last(self) -> Word | None:
        """The answer that stands."""
        return self.words[-1] if self.words else None


class Reader(Holder):
    """Somebody of the roster who reads cards."""

    def __init__(self, resident: Resident, phone: Phone, diary: Handled, agenda: Agenda, say: Say) -> None:
        super().__init__(phone, diary, agenda, say)
        self.resident = resident

    def sees(self, *keys: str) -> bool:
        """Tell whether one of these buttons is anywhere on the screen."""
        wanted = {self._say(key) for key in keys}
        return any(wanted & set(message.labels) for message in self.phone.messages)

    def _find(self, key: str, *params: str) -> str | None:
        """Return the newest button of a text whose parameters are anything."""
        pieces = self._say(key, **dict.fromkeys(params, BLANK)).split(BLANK)
        labels = (label for message in reversed(self.phone.messages) for label in message.labels)
        return next((label for label in labels if all(piece in label for piece in pieces)), None)


class Helper(Reader):
    """Somebody who may be asked. ``muster_at`` is when those come who named no time."""

    diary: SnowDiary

    def __init__(
        self,
        resident: Resident,
        phone: Phone,
        plan: SnowPlan,
        agenda: Agenda,
        say: Say,
        *,
        rng: Random,
        muster_at: datetime,
    ) -> None:
        super().__init__(resident, phone, SnowDiary(), agenda, say)
        self.plan = plan
        self._rng = rng
        self._muster_at = muster_at
        self._pressed = ""

    @property
    def is_coming(self) -> bool:
        """Whether the card says so."""
        return self.sees(*SHOWN[SummonsState.COMING])

    def hear(self, at: datetime) -> None:
        """The phone rings: the first time somebody wakes up, or not; later they look what it is."""
        if self.diary.rung_at is not None:
            self._agenda.after(READING, self.look)
            return
        self.diary.rung_at = at
        if self.plan.answer is not Answer.SLEEPS:
            self._agenda.at(at + self.plan.answers_after, self.answer)

    def answer(self) -> None:
        """Answer as planned, unless the card says that nobody waits for it."""
        plan = self.plan
        if self.is_coming or not self._is_wanted():
            return
        if plan.answer is Answer.READ or (plan.answer is Answer.READ_THEN_YES and not self.diary.has_read):
            self._write(READ_WORD, self._read)
        elif plan.answer in COMES_IN_WORDS:
            self._write(self._words(), self._said_yes)
        elif plan.answer in COMES_BY_CARD:
            self._tap_label(self._button(), self._said_yes, self.answer)
        elif plan.answer is Answer.NO:
            self._tap("button-summons-decline", self._said_no, self.answer)
        elif plan.answer is Answer.NO_IN_WORDS:
            self._write(self._rng.choice(NO_WORDS), self._said_no)

    def _is_wanted(self) -> bool:
        """Tell whether there is a point in answering: who is spared may still wait for a place."""
        if self.sees(*SHOWN[SummonsState.SPARED]):
            return self.plan.would_wait and self.plan.answer not in DECLINES
        return self.sees(*SHOWN[SummonsState.ASKED])

    def _words(self) -> str:
        by_minutes = self.plan.answer is Answer.MINUTES_IN_WORDS
        return f"{self.plan.minutes}分钟到" if by_minutes else self._rng.choice(YES_WORDS)

    def _button(self) -> str:
        if self.sees(*SHOWN[SummonsState.SPARED]):
            return self._say("button-come-waiting")
        by_minutes = self.plan.answer is Answer.MINUTES
        return self._say("button-come-in", minutes=self.plan.minutes) if by_minutes else self._say("button-come")

    def _read(self, _deed: Deed) -> None:
        self.diary.has_read = True
        if self.plan.answer is Answer.READ_THEN_YES:
            self._agenda.after(THINKS, self.answer)

    def _said_no(self, deed: Deed) -> None:
        self.diary.words.append(Word(deed, is_yes=False))

    def _said_yes(self, deed: Deed) -> None:
        self.diary.words.append(Word(deed, is_yes=True))
        for span in LOOKS:
            self._agenda.after(span, self.look)

    def look(self) -> None:
        """Look at the card: who has a place makes ready, who waits may go to another stretch."""
        if self.is_coming:
            self._make_ready()
        elif self.plan.would_go_elsewhere and self.sees(*SHOWN[SummonsState.WAITING]):
            other = self._find("button-summons-other", "place", "coming", "quota")
            if other is not None and other != self._pressed:
                self._pressed = other  # the same words say that the bot has not answered yet
                self._tap_label(other, self._said_yes, None)

    def _make_ready(self) -> None:
        plan, diary, now = self.plan, self.diary, self._agenda.now
        if diary.is_on_the_way:
            return
        diary.is_on_the_way = True
        if plan.drops_after is not None:
            self._agenda.after(plan.drops_after, self.drop_out)
        if plan.comes:
            promised = now + timedelta(minutes=plan.minutes)
            by_minutes = plan.answer in (Answer.MINUTES, Answer.MINUTES_IN_WORDS)
            due_at = promised if by_minutes else max(promised, self._muster_at)
            self._agenda.at(max(due_at + plan.lag, now + READING), self.arrive)

    def drop_out(self) -> None:
        """Take the yes back, unless on the spot already."""
        if not self.is_coming:
            return
        if self.plan.check_in is Way.CARD:
            self._tap("button-summons-drop", self._said_no, None)
        else:
            self._write(self._rng.choice(NO_WORDS), self._said_no)

    def arrive(self) -> None:
        """Be on the spot, and check in by the planned way."""
        if not self.is_coming or self.plan.check_in is None:
            return
        if self.plan.check_in is Way.CARD:
            self._tap("button-check-in", self._came, self.arrive)
        elif self.plan.check_in is Way.KEY:
            self._write(self._say("key-check-in"), self._came)
        else:
            self._write(self._rng.choice(ARRIVAL_WORDS), self._came)

    def _came(self, deed: Deed) -> None:
        self.diary.check_in = deed
        if self.plan.leaves is not None:
            self._agenda.at(max(deed.at, self._muster_at) + self.plan.leaves_after, self.leave)

    def leave(self) -> None:
        """Go before the others do."""
        if self.plan.leaves is Way.CARD:
            self._tap("button-check-out", self._went, self.leave)
        else:
            self._write(self._rng.choice(DEPARTURE_WORDS), self._went)

    def _went(self, deed: Deed) -> None:
        self.diary.check_out = deed


def fit_for_stills(helper: Helper) -> bool:
    """Tell whether somebody's night would show what the bot does for an ordinary cadre."""
    plan, is_ordinary = helper.plan, not helper.resident.roles and helper.plan.drops_after is None
    by_card = plan.answer is Answer.MINUTES and plan.check_in is Way.CARD and plan.leaves is None
    return is_ordinary and by_card and plan.comes


def plain(html: str) -> str:
    """Return a text as phones show it: without the marks of bold letters."""
    return html.replace("<b>", "").replace("</b>", "")


class Lead(Reader):
    """A liaison who leads a stretch; ``unit`` are those of the own unit who may be asked."""

    def __init__(self, resident: Resident, phone: Phone, agenda: Agenda, say: Say, unit: Sequence[Helper]) -> None:
        super().__init__(resident, phone, Handled(), agenda, say)
        self.unit = unit
        self.entered = 0

    def press(self, key: str) -> Callable[[], None]:
        """Return the act of pressing a button of the stretch's card."""

        def act() -> None:
            self._tap(key, lambda _deed: None, act)

        return act

    def answer_for(self) -> None:
        """Enter the first colleague who has not read the call and was reached by telephone."""
        label = self._find("button-post-answer-for", "name")
        if label is None:
            return
        self._tap_label(label, self._entered, None)

    def _entered(self, _deed: Deed) -> None:
        self.entered += 1
        for colleague in self.unit:
            self._agenda.after(2 * READING, colleague.look)
