"""What was heard on the phones and seen in the tables while a call's bot was killed again and again."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.model import Callout, CalloutState, Message, MessageState, Shift, Summons, SummonsState
from bot.rules.muster import waiting_places
from bot.sandbox import Sandbox
from bot.storage import Storage

LOOKS_EVERY_SECONDS = 0.03
LONGEST_SECONDS = 240.0
NO = frozenset({SummonsState.DECLINED, SummonsState.DROPPED})
ASKS_NOBODY = frozenset({CalloutState.STOPPED, CalloutState.ENDED})


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of the bot as it came, whatever an edit has made of it since."""

    at: datetime
    chat_id: int
    message_id: int
    text: str
    data: tuple[str, ...]
    rings: bool

    @property
    def asks(self) -> bool:
        """Whether it asks somebody to come: the phone rings, and the card offers both answers."""
        words = {data.split(":")[2] for data in self.data if data.startswith("su:")}
        return self.rings and {"come", "no"} <= words


class Ear:
    """Hears every message of the bot at the moment at which it reaches a phone."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.heard: list[Heard] = []
        self._sandbox = sandbox
        self._order = 0

    async def listen(self) -> None:
        await self._sandbox.wait_until(self._take, timeout_seconds=LONGEST_SECONDS)

    @property
    def asks(self) -> list[Heard]:
        return [each for each in self.heard if each.asks]

    def _take(self) -> None:
        until = self._order
        for chat in self._sandbox.world.chats.values():
            for message in reversed(chat.messages.values()):
                if message.order <= self._order:
                    break
                until = max(until, message.order)
                if message.is_from_bot:
                    data = tuple(button.data for button in message.buttons if button.data)
                    rings = not message.is_silent
                    self.heard.append(Heard(message.date, chat.id, message.message_id, message.text, data, rings))
        self._order = until


@dataclass(slots=True)
class Span:
    """From when to when something was surely so, and the chats to which a message was under way when it began."""

    since: datetime
    until: datetime
    under_way: frozenset[str]

    def is_broken_by(self, at: datetime, chat_key: str) -> bool:
        """Tell whether a message that came then was started in it."""
        return self.since < at <= self.until and chat_key not in self.under_way


@dataclass(slots=True)
class Eye:
    """Looks at the tables all the time: at the quotas, and at who is to be left in peace from when on.

    ``refusals`` are the spans in which somebody's no stood in the tables, by the person; ``silence`` is that in which
    nobody was to be asked.
    """

    storage: Storage
    clock: Clock
    looks: int = 0
    excesses: list[str] = field(default_factory=list)
    seen: set[SummonsState] = field(default_factory=set)
    state: CalloutState | None = None
    next_wave_at: datetime | None = None
    refusals: dict[int, list[Span]] = field(default_factory=dict)
    silence: Span | None = None
    _refusing: set[int] = field(default_factory=set)

    async def watch(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(LOOKS_EVERY_SECONDS)

    def look(self) -> None:
        """Look once; what is read was so between two readings of the clock."""
        before = self.clock.now()
        seen = self.storage.read_now(_read)
        after = self.clock.now()
        self.looks += 1
        self.state, self.next_wave_at = seen.state, seen.next_wave_at
        self._count(seen.quotas, seen.states)
        if seen.state in ASKS_NOBODY:
            self.silence = self.silence or Span(after, after, seen.under_way)
            self.silence.until = before
        refusing = {cadre_id for cadre_id, (_shift, state) in seen.states.items() if state in NO}
        for cadre_id in refusing - self._refusing:
            self.refusals.setdefault(cadre_id, []).append(Span(after, after, seen.under_way))
        for cadre_id in refusing:
            self.refusals[cadre_id][-1].until = before
        self._refusing = refusing

    def _count(self, quotas: dict[int, int], states: dict[int, tuple[int, SummonsState]]) -> None:
        counts = Counter(states.values())
        self.seen.update(state for _shift, state in counts)
        for shift_id, quota in quotas.items():
            coming, waiting = counts[shift_id, SummonsState.COMING], counts[shift_id, SummonsState.WAITING]
            if coming > quota or waiting > waiting_places(quota):
                self.excesses.append(f"shift {shift_id} of {quota}: {coming} coming, {waiting} waiting")


@dataclass(frozen=True, slots=True)
class Seen:
    """The call at one look; ``quotas`` by the place, ``states`` with the place by the person."""

    states: dict[int, tuple[int, SummonsState]]
    quotas: dict[int, int]
    state: CalloutState | None
    next_wave_at: datetime | None
    under_way: frozenset[str]


def _read(session: Session) -> Seen:
    """Read who stands where, then the call, and last to whom a message that rings is under way."""
    summons = session.execute(select(Summons.cadre_id, Summons.shift_id, Summons.state)).all()
    shifts = session.execute(select(Shift.id, Shift.quota)).all()
    call = session.execute(select(Callout.state, Callout.next_wave_at)).one_or_none()
    started = select(Message.chat_key).where(Message.state == MessageState.STARTED, Message.is_silent.is_(False))
    return Seen(
        states={cadre_id: (shift_id, state) for cadre_id, shift_id, state in summons},
        quotas={number: quota or 0 for number, quota in shifts},
        state=call.state if call is not None else None,
        next_wave_at=call.next_wave_at if call is not None else None,
        under_way=frozenset(session.scalars(started)),
    )
