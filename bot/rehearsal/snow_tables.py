"""What the tables hold of a call: the places, everybody who was asked, and the history of the answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import (
    Activity,
    AnswerChange,
    Attendance,
    AuditEntry,
    Cadre,
    Callout,
    InboxState,
    Message,
    MessageState,
    Shift,
    Site,
    Summons,
    SummonsState,
)
from bot.rehearsal.figures import inbox_states, outbox_states
from bot.rehearsal.snow_people import ON_THE_SPOT, SHOWN
from bot.rules.attendance import AnswerState
from bot.services.boards import post_subject
from bot.services.posts import MORE_HEADS
from bot.services.waves import CALLED

SHORT_OF_HANDS: Final = "heads"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands at one moment."""

    state: SummonsState
    is_on_the_spot: bool

    @property
    def buttons(self) -> tuple[str, ...]:
        """The buttons of which the card must show one."""
        return ON_THE_SPOT if self.is_on_the_spot else SHOWN[self.state]

    def __str__(self) -> str:
        return "on the spot" if self.is_on_the_spot else self.state.value


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who was asked, with the line on the roll."""

    roster_no: str
    account: int
    summons: Summons
    line: Attendance

    @property
    def standing(self) -> Standing:
        """Where they stand."""
        return Standing(self.summons.state, self.line.checked_in_at is not None)


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the call, what it wanted first, and when it was raised."""

    shift_id: int
    name: str
    quota: int
    raised_at: tuple[datetime, ...]

    def quota_at(self, moment: datetime) -> int:
        """Return how many hands it wanted at a moment."""
        return self.quota + MORE_HEADS * sum(at <= moment for at in self.raised_at)


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody took a place (+1) or gave it back (-1), and how many it had then."""

    at: datetime
    shift_id: int
    change: int
    coming: int


@dataclass(frozen=True, slots=True)
class Called:
    """A message that asks somebody: when it was started last, what became of it, whether it is a marked repetition."""

    account_key: str
    state: MessageState
    started_at: datetime | None
    is_repeat: bool


@dataclass(frozen=True, slots=True)
class Call:
    """All of it, read once at the end."""

    callout: Callout
    activity: Activity
    places: list[Place]
    asked: list[Asked]
    steps: list[Step]
    calls: dict[int, Called]
    called_up: Counter[int]
    inbox: dict[InboxState, int]
    outbox: dict[MessageState, int]

    def in_state(self, *states: SummonsState) -> int:
        """Count those who stand so."""
        return sum(each.summons.state in states for each in self.asked)

    @property
    def here(self) -> list[Asked]:
        """Those who checked in."""
        return [each for each in self.asked if each.line.checked_in_at is not None]


def standing(session: Session) -> dict[str, Standing]:
    """Say where everybody who was asked stands, by the number on the roster."""
    return {each.roster_no: each.standing for each in _asked(session, session.scalars(select(Callout)).one())}


def read_call(session: Session) -> Call:
    """Read the one call of the night."""
    callout = session.scalars(select(Callout)).one()
    asked = _asked(session, callout)
    accounts = {each.summons.cadre_id: each.account for each in asked}
    return Call(
        callout=callout,
        activity=session.get_one(Activity, callout.activity_id),
        places=_places(session, callout),
        asked=asked,
        steps=list(_steps(session, asked)),
        calls=_calls(session, accounts),
        called_up=_called_up(session, accounts),
        inbox=inbox_states(session),
        outbox=outbox_states(session),
    )


def _asked(session: Session, callout: Callout) -> list[Asked]:
    query = (
        select(Cadre, Summons, Attendance)
        .join(Summons, Summons.cadre_id == Cadre.id)
        .join(Attendance, (Attendance.cadre_id == Cadre.id) & (Attendance.activity_id == callout.activity_id))
        .where(Summons.callout_id == callout.id)
        .order_by(Summons.id)
    )
    return [
        Asked(cadre.roster_no, cadre.telegram_id or 0, summons, line) for cadre, summons, line in session.execute(query)
    ]


def _places(session: Session, callout: Callout) -> list[Place]:
    raises: dict[str, list[datetime]] = {}
    shortages = select(AuditEntry).where(AuditEntry.action == "post.shortage").order_by(AuditEntry.id)
    for entry in session.scalars(shortages):
        if (entry.after or {}).get("is") == SHORT_OF_HANDS:
            raises.setdefault(entry.subject, []).append(entry.at)
    query = (
        select(Shift, Site.name).join(Site, Site.id == Shift.site_id).where(Shift.activity_id == callout.activity_id)
    )
    return [
        Place(shift.id, name, (shift.quota or 0) - MORE_HEADS * len(raised), tuple(raised))
        for shift, name in session.execute(query.order_by(Shift.id))
        for raised in (raises.get(post_subject(shift.id), []),)
    ]


def _steps(session: Session, asked: list[Asked]) -> Iterator[Step]:
    """Play the answers over again. Nobody moves to another place once they had one, so the last place is the one."""
    shifts = {each.line.id: each.summons.shift_id for each in asked}
    coming: Counter[int] = Counter()
    changes = select(AnswerChange).where(AnswerChange.attendance_id.in_(shifts)).order_by(AnswerChange.id)
    for change in session.scalars(changes):
        difference = (change.after == AnswerState.GOING) - (change.before == AnswerState.GOING)
        if difference:
            shift_id = shifts[change.attendance_id]
            coming[shift_id] += difference
            yield Step(change.at, shift_id, difference, coming[shift_id])


def _calls(session: Session, accounts: dict[int, int]) -> dict[int, Called]:
    rows = session.scalars(select(Message).where(Message.only_if == CALLED))
    return {
        accounts[_number(row.chat_key)]: Called(
            row.chat_key, row.state, row.started_at, bool(row.params.get("is_repeat"))
        )
        for row in rows
    }


def _called_up(session: Session, accounts: dict[int, int]) -> Counter[int]:
    """Count how often somebody was rung because a place had become free."""
    rows = session.scalars(
        select(Message.chat_key).where(Message.dedup_key.startswith("called-up:"), Message.state == MessageState.SENT)
    )
    return Counter(accounts[_number(key)] for key in rows)


def _number(chat_key: str) -> int:
    return int(chat_key.partition(":")[2])
