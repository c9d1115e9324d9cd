"""One cadre's chat at the moments that matter: a card is edited in place, so its end alone would not tell the week."""

from __future__ import annotations

from datetime import timedelta, tzinfo
from typing import Final

from bot.rehearsal.agenda import Agenda
from bot.rehearsal.hands import Holder, Say
from bot.rehearsal.people import Person
from bot.rehearsal.plans import Entry, Plan, Way
from bot.rules.attendance import AnswerState
from bot.rules.timetable import Timetable
from bot.sandbox.transcript import wrap

SOON: Final = timedelta(minutes=2)
WIDTH: Final = 44


class Stills:
    """Takes pictures, in words, of one person's screen."""

    def __init__(self, person: Holder, agenda: Agenda, zone: tzinfo, say: Say) -> None:
        self.person = person
        self._agenda = agenda
        self._zone = zone
        self._say = say
        self._stills: list[str] = []

    def plan(self, plan: Plan, times: Timetable) -> None:
        """Put the moments on the agenda: invited, answered, the morning, there, gone, closed."""
        moments = [times.opens_at, plan.answers_at, times.check_in_from, plan.leaves_at, times.closes_at]
        moments += [plan.comes_at] if plan.comes_at is not None else []
        for at in moments:
            self._agenda.at(at + SOON, self.take)

    def take(self) -> None:
        """Write down the newest message as it stands, unless it stood so before."""
        if not self.person.phone.messages:
            return
        message = self.person.phone.last
        rows = ["  ".join(f"[{button.label}]" for button in row) for row in message.keyboard]
        body = [piece for line in [*message.text.split("\n"), *rows] for piece in wrap(line, WIDTH - 2)]
        shown = "\n".join(f"│ {line}" for line in body)
        if not self._stills or shown not in self._stills[-1]:
            local = self._agenda.now.astimezone(self._zone)
            self._stills.append(f"┌ {local:%m-%d %H:%M}\n{shown}\n└\n")

    def text(self) -> str:
        """Return all pictures, then the chat as it stands at the end."""
        return "\n".join(
            [*self._stills, "", self.person.phone.transcript(self._zone, width=WIDTH, photo=self._say("demo-photo"))]
        )


def fit_for_stills(person: Person) -> bool:
    """Tell whether somebody's week shows what the bot does for an ordinary cadre."""
    plan = person.plan
    return (
        not person.resident.roles
        and plan.is_ordinary
        and plan.entry in (Entry.OWN_LINK, Entry.UNIT_LINK)
        and plan.answer is AnswerState.GOING
        and plan.comes_at is not None
        and (plan.check_in, plan.leaves) == (Way.CARD, Way.CARD)
    )
