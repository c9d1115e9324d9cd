"""An organizer's broadcast: written, looked at, sent to everybody, and what came of it on the phones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from random import Random
from typing import Final

from bot.rehearsal.agenda import Agenda
from bot.rehearsal.hands import Say
from bot.rehearsal.people import Person
from bot.sandbox import Phone

TEXT: Final = "周五志愿服务请着红马甲、自带手套，路面结冰，出行注意安全。"
TAG: Final = re.compile("<[^>]*>")
READ_SHARE: Final = 0.2
SENT_WITHIN: Final = timedelta(minutes=15)
READ_WITHIN: Final = timedelta(minutes=20)


class Notice:
    """One broadcast to all, from the organizer's chat.

    Args:
        author: Who sends it; an organizer.
        agenda: Where its steps are put.
        say: The words on everybody's buttons.
        rng: Who taps 收到, and when, is drawn from it.
    """

    def __init__(self, author: Person, agenda: Agenda, say: Say, rng: Random) -> None:
        self.author = author.phone
        self.addressed: list[Phone] = []
        self.readers: list[Phone] = []
        self._agenda = agenda
        self._say = say
        self._rng = rng

    def plan(self, people: Sequence[Person]) -> None:
        """Put it on the agenda: the text, the audience, a trial, the confirmation, and the readers' taps."""
        self.addressed = [person.phone for person in people if person.phone.reply_keyboard]
        self.readers = [phone for phone in self.addressed if self._rng.random() < READ_SHARE]
        steps = [
            partial(self._type, "/broadcast"),
            partial(self._type, TEXT),
            *(partial(self._tap, self.author, f"button-broadcast-{word}") for word in ("all", "trial", "send")),
        ]
        for number, step in enumerate(steps):
            self._agenda.after(number * timedelta(minutes=1), step)
        for reader in self.readers:
            at = SENT_WITHIN + READ_WITHIN * self._rng.random()
            self._agenda.after(at, partial(self._tap, reader, "button-broadcast-read"))

    def _type(self, text: str) -> None:
        self.author.type(text)

    def _tap(self, phone: Phone, key: str) -> None:
        phone.tap(self._say(key))

    def is_trial(self, chat_id: int, text: str) -> bool:
        """Tell whether a message is in the one chat that gets the text twice: its author has tried it out."""
        return chat_id == self.author.id and TEXT in text

    def faults(self) -> list[str]:
        """List what speaks against it: somebody who got it twice or not at all, or a report that says otherwise."""
        copies = {phone.id: sum(TEXT in message.text for message in phone.messages) for phone in self.addressed}
        copies[self.author.id] -= 1  # the trial
        found = [f"{account}: {count} copies" for account, count in copies.items() if count != 1]
        report = self._say("broadcast-report", total=len(copies), sent=len(copies), read=len(self.readers))
        if not any(TAG.sub("", report) in message.text for message in self.author.messages):
            found.append(f"no report of {len(copies)} sent and {len(self.readers)} read")
        return found
