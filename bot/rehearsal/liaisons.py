"""A liaison with a phone: lets the unit's people in, calls the roll by exception, confirms the list, or forgets to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from bot.rehearsal.hands import Deed
from bot.rehearsal.people import Marked, Person
from bot.rehearsal.plans import Entry
from bot.rules.attendance import AnswerState, MarkSource
from bot.rules.timetable import Timetable
from bot.sandbox import Message

BETWEEN_TAPS: Final = timedelta(seconds=5)
TAPS_AT_MOST: Final = 400


class Liaison(Person):
    """Somebody who answers for a unit. ``unit`` are its people, the liaison among them."""

    unit: list[Person]
    timetable: Timetable
    is_diligent: bool = True
    has_confirmed: bool = False
    _left: int = TAPS_AT_MOST
    _looks_at_unlinked: bool = False

    def answer_for(self, unit: Iterable[Person], timetable: Timetable, *, is_diligent: bool) -> None:
        """Take over a unit; who is not diligent forgets to confirm the list."""
        self.unit, self.timetable, self.is_diligent = list(unit), timetable, is_diligent

    # ── who waits ──

    def let_in(self) -> None:
        """Look at who waits: all that fit at once, then the others one by one."""
        everyone = self._prefix("button-approve-all")
        for message in reversed(self.phone.messages):
            for button in message.buttons:
                if button.label.startswith(everyone):
                    self._press(button.label, message)
                    return
        self._tell_namesakes_apart()

    def _tell_namesakes_apart(self) -> None:
        """Confirm those who share a name: the liaison knows who has written, the button tells whose line it is."""
        waiting = [person for person in self.unit if person.waits_since is not None and not person.phone.reply_keyboard]
        for person in sorted(waiting, key=_since):
            resident = person.resident
            label = self._say("button-candidate", name=resident.name, title=resident.title[:12])
            message = self._with(label)
            if message is not None:
                self._press(label, message)
                return

    # ── the roll ──

    def call_roll(self) -> None:
        """Do the next tap of the roll-call: whoever is there unrecorded, the not linked, and the confirmation."""
        message = self._roll_card()
        if message is None or self._left == 0:
            self.diary.stuck.append("the roll-call did not come to an end")
            return
        self._left -= 1
        if (label := self._next_tap(message)) is not None:
            self._press(label, message)
            self._agenda.after(BETWEEN_TAPS, self.call_roll)

    def _roll_card(self) -> Message | None:
        wanted = {self._say("button-roll-confirm"), self._say("button-roll-back"), self._say("button-roll-reopen")}
        return next((message for message in reversed(self.phone.messages) if wanted & set(message.labels)), None)

    def _next_tap(self, card: Message) -> str | None:
        """Choose what to press on the card as it stands; None when the list is confirmed or left for another day."""
        labels = card.labels
        if self._say("button-roll-reopen") in labels:
            self.has_confirmed = True
            return None
        if (rest := self._say("button-roll-rest-absent")) in labels:
            return rest
        count = self._say("button-roll-count", time=self._time(self.timetable.ends_at))
        if count in labels:
            self._check_out_all()
            return count
        person = self._to_mark(labels)
        if person is not None:
            person.diary.called_in = Marked(Deed(self.timetable.starts_at), MarkSource.LIAISON)
            return self._label_of(person, labels)
        if any(self._is_missing(person) for person in self.unit):
            after = self._say("button-page-after")
            if after in labels:
                return after
            unlinked = next((label for label in labels if label.startswith(self._prefix("button-roll-unlinked"))), None)
            if unlinked is not None and not self._looks_at_unlinked:
                self._looks_at_unlinked = True
                return unlinked
        return self._say("button-roll-confirm") if self.is_diligent else None

    def _is_missing(self, person: Person) -> bool:
        """Tell whether somebody is on the spot and the bot does not know."""
        diary = person.diary
        is_known = diary.check_in is not None or diary.called_in is not None
        may_be_listed = not diary.is_linked or diary.answer in (AnswerState.PENDING, AnswerState.GOING)
        return person.is_on_the_spot and not is_known and may_be_listed

    def _to_mark(self, labels: tuple[str, ...]) -> Person | None:
        shown = not self._looks_at_unlinked  # a name may be that of two, one linked and one not
        missing = (each for each in self.unit if each.diary.is_linked is shown and self._is_missing(each))
        return next((person for person in missing if self._label_of(person, labels) is not None), None)

    def _label_of(self, person: Person, labels: tuple[str, ...]) -> str | None:
        """Return the button that bears somebody's name: with the title where two share it."""
        name, title = person.resident.name, person.resident.title
        return next((label for label in (f"{name} {title}", name) if label in labels), None)

    def _check_out_all(self) -> None:
        for person in self.unit:
            diary = person.diary
            if (diary.check_in or diary.called_in) is not None and diary.check_out is None:
                diary.checked_out_by_liaison = True

    # ── pressing ──

    def _press(self, label: str, message: Message) -> None:
        self.phone.tap(label, message=message)

    def _with(self, label: str) -> Message | None:
        return next((message for message in reversed(self.phone.messages) if label in message.labels), None)

    def _prefix(self, key: str) -> str:
        """Return what a button's words begin with, up to its number."""
        return self._say(key, count=0).partition("0")[0]

    def _time(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%H:%M}"


def _since(person: Person) -> datetime:
    assert person.waits_since is not None  # noqa: S101 - asked of those who wait
    return person.waits_since


def enters_by_unit(person: Person) -> bool:
    """Tell whether somebody comes in by the unit's link and needs the liaison's word."""
    return person.plan.entry is Entry.UNIT_LINK
