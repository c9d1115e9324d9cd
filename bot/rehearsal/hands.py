"""What everybody of a story does with a phone: press a button, write a line, look again, press once more."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.rehearsal.agenda import Agenda
from bot.sandbox import Phone, SandboxError

PATIENCE: Final = timedelta(minutes=3)
LOOKS: Final = 4
"""How often somebody looks for a button before giving up."""


class Say(Protocol):
    """Words of the catalogs as they stand on this phone's buttons and keys."""

    def __call__(self, key: str, /, **params: str | int) -> str: ...


@dataclass(slots=True)
class Deed:
    """Something that a person did. A tap carries the moment at which the bot takes it in, a message its own date."""

    at: datetime
    is_tap: bool = False


@dataclass(slots=True, kw_only=True)
class Handled:
    """What a phone was used for: how often it was tapped, and where its owner did not get on."""

    blocked_at: datetime | None = None
    taps: int = 0
    stuck: list[str] = field(default_factory=list)


class Holder:
    """Somebody with a phone in the hand. ``say`` gives the words on buttons and keys in this person's language."""

    def __init__(self, phone: Phone, diary: Handled, agenda: Agenda, say: Say) -> None:
        self.phone = phone
        self.diary = diary
        self._agenda = agenda
        self._say = say
        self._looks = LOOKS

    def _write(self, text: str, done: Callable[[Deed], None]) -> None:
        """Send a message: Telegram keeps it for a day, and its own date is the moment that counts."""
        if self.diary.blocked_at is None:
            self.phone.type(text)
            self.diary.taps += 1
            done(Deed(self._agenda.now))

    def _tap(self, key: str, done: Callable[[Deed], None], again: Callable[[], None] | None) -> bool:
        """Press a button; who does not find it looks again in a minute, a few times."""
        return self._tap_label(self._say(key), done, again)

    def _tap_label(self, label: str, done: Callable[[Deed], None], again: Callable[[], None] | None) -> bool:
        """Press the button that bears these words or begins with them."""
        if self.diary.blocked_at is not None:
            return False
        try:
            query = self.phone.tap(label)
        except SandboxError as error:
            if again is not None:
                self._look_again(again, str(error))
            return False
        self._looks = LOOKS
        self.diary.taps += 1
        deed = Deed(self._agenda.now, is_tap=True)
        self._agenda.after(PATIENCE, lambda: self._see_to_it(query, label, deed))
        done(deed)
        return True

    def _look_again(self, again: Callable[[], None], error: str) -> None:
        self._looks -= 1
        if self._looks > 0:
            self._agenda.after(timedelta(minutes=1), again)
        else:
            self._looks = LOOKS
            self.diary.stuck.append(error)

    def _see_to_it(self, query: str, label: str, deed: Deed) -> None:
        """Press once more where no answer came and the button still stands.

        Telegram keeps a tap for 150 seconds only: one made in a longer outage never reaches the bot.
        """
        if self.phone.answer_to(query) is not None or self.diary.blocked_at is not None:
            return
        with contextlib.suppress(SandboxError):  # the button is gone: the tap has had its effect
            self.phone.tap(label)
            self.diary.taps += 1
            deed.at = self._agenda.now
