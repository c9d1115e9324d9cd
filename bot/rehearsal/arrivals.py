"""How the people of the town come in: by link, notice and consent, and for a unit's link the name and the liaison."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.rehearsal.agenda import Agenda
from bot.rehearsal.hands import Say
from bot.rehearsal.people import Person
from bot.rehearsal.plans import Entry

READING = timedelta(seconds=40)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the invitations of one run open: by unit, and by the roster's number."""

    by_unit: dict[str, str]
    by_number: dict[str, str]


class Arrival:
    """One person on the way in."""

    def __init__(self, person: Person, tokens: Tokens, agenda: Agenda, say: Say) -> None:
        self._person = person
        self._tokens = tokens
        self._agenda = agenda
        self._say = say

    def plan(self) -> None:
        """Put the first contact on the agenda; some never make it."""
        plan = self._person.plan
        if plan.entry is not Entry.NEVER:
            self._agenda.at(plan.enters_at, self.open_link)

    def open_link(self) -> None:
        """Tap the link that was handed on, and read the notice."""
        resident = self._person.resident
        own = self._person.plan.entry is Entry.OWN_LINK
        token = self._tokens.by_number[resident.roster_no] if own else self._tokens.by_unit[resident.unit]
        self._person.phone.start(token)
        self._agenda.after(READING, self.decide)

    def decide(self) -> None:
        """Agree, or not."""
        person = self._person
        if person.plan.entry is Entry.REFUSES:
            person.phone.tap(self._say("button-disagree"))
            return
        person.phone.tap(self._say("button-agree"))
        if person.plan.entry is Entry.OWN_LINK:
            person.diary.is_linked = True
        else:
            self._agenda.after(READING, self.give_name)

    def give_name(self) -> None:
        """Write the name; from now on the liaison's word is waited for."""
        person = self._person
        person.phone.type(person.resident.name)
        person.waits_since = self._agenda.now
        person.diary.is_linked = True  # the liaison lets nobody down, see Week
