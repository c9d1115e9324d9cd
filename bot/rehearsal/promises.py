"""The promises, checked one by one at the end of the week: from the tables, the sandbox and the diaries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import Activity, Attendance, Cadre, InboxState, Message, MessageState, Role
from bot.rehearsal.books import Difference, compare, recorded
from bot.rehearsal.figures import Tables, burden
from bot.rehearsal.hands import Handled
from bot.rehearsal.week import Week
from bot.rules.attendance import AttendanceState
from bot.sandbox import Message as Shown
from bot.sandbox import Statistics
from bot.services import summaries

MOST_RINGS: Final = 3
MOST_TAPS: Final = 3
MOST_PER_SECOND: Final = 30
DEAD_ENDS: Final = frozenset({"blocked", "deactivated"})


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise and whether it was kept; ``notes`` name what broke it, by numbers of the roster, never by name."""

    key: str
    notes: tuple[str, ...] = ()
    params: dict[str, str | int] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()

    @property
    def is_kept(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.notes and not self.differences


def check(session: Session, week: Week, tables: Tables) -> list[Promise]:
    """Check every promise."""
    return [
        inbox(week.stage.sandbox.statistics, tables.inbox),
        _answers(session, week, tables),
        _doubles(week),
        pace(week.stage.sandbox.statistics),
        outbox(session, now=week.agenda.now, most_uncertain=len(week.outages) * week.settings.delivery.in_flight),
        _identity(session, week),
        _unlinked(session, tables),
        _strangers(week),
        _poison(week, tables),
        _notice(week),
        _burden(week),
        buttons({person.resident.roster_no: person.diary for person in week.people}),
        _summary(week),
    ]


def inbox(statistics: Statistics, rows: Mapping[InboxState, int]) -> Promise:
    """Every update that Telegram delivered is in the inbox once and settled; what it dropped was never delivered."""
    delivered = sum(statistics.updates.values()) - sum(statistics.dropped.values())
    done, failed = rows.get(InboxState.DONE, 0), rows.get(InboxState.FAILED, 0)
    notes = []
    if done + failed != delivered:
        notes.append(f"delivered {delivered}, done {done}, failed {failed}, all {rows}")
    return Promise("demo-promise-inbox", tuple(notes), {"count": delivered})


def _answers(session: Session, week: Week, tables: Tables) -> Promise:
    table = recorded(session, tables.activity)
    found = compare(week.people, table, week.calendar.timetable, week.outages)
    return Promise("demo-promise-answers", params={"count": len(table)}, differences=tuple(found))


def _doubles(week: Week) -> Promise:
    """Lines that stand where a card was before it moved down are no messages of their own, nor is a trial a double."""
    moved = week.say("card-moved")
    pairs = [
        pair
        for pair in week.stage.sandbox.doubles()
        if pair[0].text != moved and not week.notice.is_trial(pair[0].chat.id, pair[0].text)
    ]
    return doubles(pairs)


def doubles(pairs: Iterable[tuple[Shown, Shown]]) -> Promise:
    """No chat got the same message twice within an hour; ``pairs`` are those that did."""
    return Promise("demo-promise-doubles", tuple(_said_twice(*pair) for pair in pairs))


def _said_twice(first: Shown, second: Shown) -> str:
    beginning = first.text[:24].replace("\n", " ")
    return f"chat {first.chat.id}: messages {first.message_id} and {second.message_id}: {beginning}"


def pace(statistics: Statistics) -> Promise:
    """The bot was never too fast for Telegram."""
    notes = []
    if statistics.limit_breaches or 429 in statistics.errors:
        notes.append(f"429: {statistics.errors.get(429, 0)}")
    if (busiest := statistics.busiest()) > MOST_PER_SECOND:
        notes.append(f"{busiest} in one second")
    return Promise("demo-promise-pace", tuple(notes))


def outbox(session: Session, *, now: datetime, most_uncertain: int) -> Promise:
    """Nothing due is left; failures come from people who cannot be reached, doubts from rows cut off by a crash."""
    notes = [
        f"message {message.id} {message.kind} to {message.chat_key}: {message.state} {message.reason}"
        for message in session.scalars(
            select(Message).where(
                Message.state.in_((MessageState.WAITING, MessageState.STARTED, MessageState.FAILED)),
                Message.due_at <= now,
            )
        )
        if not (message.state is MessageState.FAILED and message.reason in DEAD_ENDS)
    ]
    uncertain = session.scalar(select(func.count()).where(Message.state == MessageState.UNCERTAIN)) or 0
    if uncertain > most_uncertain:
        notes.append(f"{uncertain} uncertain")
    return Promise("demo-promise-outbox", tuple(notes))


def _identity(session: Session, week: Week) -> Promise:
    """Making the figures is the check: counts that do not add up cannot be made."""
    held_on = week.calendar.timetable.starts_at.astimezone(week.calendar.zone).date()
    try:
        figures = summaries.week_figures(session, first_on=summaries.monday_of(held_on), now=week.agenda.now)
    except ValueError as error:
        return Promise("demo-promise-identity", (str(error),))
    lines = session.scalar(
        select(func.count())
        .select_from(Attendance)
        .join(Activity, Activity.id == Attendance.activity_id)
        .where(Activity.held_on == held_on)
    )
    expected = figures.totals.expected
    return Promise("demo-promise-identity", () if expected == lines else (f"expected {expected}, lines {lines}",))


def _unlinked(session: Session, tables: Tables) -> Promise:
    absent = session.scalars(
        select(Cadre.roster_no)
        .join(Attendance, Attendance.cadre_id == Cadre.id)
        .where(
            Cadre.telegram_id.is_(None),
            Attendance.state.in_((AttendanceState.NO_SHOW, AttendanceState.NO_ANSWER, AttendanceState.EXPECTED)),
        )
    ).all()
    return Promise("demo-promise-unlinked", tuple(absent), {"count": tables.people - tables.linked})


def _strangers(week: Week) -> Promise:
    lines = len(week.stranger.phone.messages)
    notes = [] if lines == 1 else [f"the stranger got {lines} lines"]
    notes += [
        f"the forged tap {query} was not refused"
        for phone, query in week.odd.forged
        if (answer := phone.answer_to(query)) is None or not answer.is_alert
    ]
    return Promise("demo-promise-strangers", tuple(notes), {"forged": len(week.odd.forged)})


def _poison(week: Week, tables: Tables) -> Promise:
    failed = tables.inbox.get(InboxState.FAILED, 0)
    notes = [] if failed == week.odd.poison else [f"{failed} failed updates, {week.odd.poison} were sent"]
    alert = week.say("alert-poison", number=0).partition("0")[0]
    if not any(message.text.startswith(alert) for message in week.admin.phone.messages):
        notes.append("the admin was not told")
    return Promise("demo-promise-poison", tuple(notes))


def _notice(week: Week) -> Promise:
    return Promise("demo-promise-notice", tuple(week.notice.faults()), {"count": len(week.notice.addressed)})


def _burden(week: Week) -> Promise:
    cost = burden(week)
    notes = [f"{number}: {rings} rings" for number, rings in cost.rings.items() if rings > MOST_RINGS]
    notes += [f"{number}: {taps} taps" for number, taps in cost.taps.items() if taps > MOST_TAPS]
    return Promise("demo-promise-burden", tuple(notes))


def buttons(diaries: Mapping[str, Handled]) -> Promise:
    """Everybody found what they wanted to press; the diaries stand by the roster's number."""
    stuck = [f"{number}: {line}" for number, diary in diaries.items() for line in diary.stuck]
    return Promise("demo-promise-buttons", tuple(stuck))


def _summary(week: Week) -> Promise:
    return Promise("demo-promise-summary", tuple(_without_summary(week)))


def _without_summary(week: Week) -> Iterator[str]:
    for person in week.people:
        if person.resident.has(Role.ORGANIZER) or person.resident.has(Role.LEADER):
            yield from _lacking(person.resident.roster_no, person.phone.messages)
    yield from _lacking("group", week.group.messages)


def _lacking(reader: str, messages: list[Shown]) -> Iterator[str]:
    if not any(message.photo for message in messages):
        yield f"{reader}: no chart"
    if not any(message.document for message in messages):
        yield f"{reader}: no workbook"
