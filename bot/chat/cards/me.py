"""A person's own record: this week, this year, and what waits for them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.buttons import Verb, button
from bot.chat.cards.paging import clamp, pager
from bot.chat.cards.scene import Face, Scene
from bot.model import Activity
from bot.rules.attendance import AnswerState, AttendanceState, hours
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.statements import Period
from bot.services import outbox, record, rolls
from bot.services.delivery import Dropped
from bot.services.outbox import Day, DayAndTime
from bot.services.record import Entry

YEAR, STATEMENT = "year", "statement"
VIEWS = frozenset({YEAR, STATEMENT})
ENTRIES_A_PAGE = 10


def draw(scene: Scene) -> Face | Dropped:
    """Draw the record of the person whose chat it is."""
    first, beyond = record.year_of(scene.today)
    year = record.entries(scene.session, scene.cadre_id, since=first, until=beyond)
    card = outbox.find_card(scene.session, scene.chat_key, record.record_subject(scene.number))
    if card is not None and card.view == YEAR:
        return _draw_year(scene, year, card.page)
    if card is not None and card.view == STATEMENT:
        return _draw_periods(scene)
    monday, next_monday = record.week_of(scene.today)
    week = record.entries(scene.session, scene.cadre_id, since=monday, until=next_monday)
    voice = scene.voice
    lines = [
        voice.html("me-head"),
        voice.html("me-week") if week else voice.html("me-week-empty"),
        *(_line(scene, entry) for entry in week),
        _total(scene, year),
        *_pending(scene, year),
    ]
    more: tuple[tuple[Button, ...], ...] = tuple(_corrections(scene, year))
    if year:
        more = (*more, (button(voice.plain("button-me-year"), Verb.ME, YEAR, 0),))
    statement = (button(voice.plain("button-statement"), Verb.ME, STATEMENT, 0),)
    return Face("\n".join(lines), InlineKeyboard((*more, statement)))


def _draw_periods(scene: Scene) -> Face:
    """Draw the choice of days for a statement."""
    voice = scene.voice
    periods = tuple(button(voice.plain(f"button-statement-{each}"), Verb.STATEMENT, each) for each in Period)
    back = (button(voice.plain("button-return"), Verb.ME, "week", 0),)
    return Face(voice.html("statement-choose"), InlineKeyboard((periods, back)))


def _corrections(scene: Scene, year: Sequence[Entry]) -> list[tuple[Button, ...]]:
    """Offer 提出更正 for what is over and not older than a week."""
    until = rolls.corrections_of(scene.settings).asked_until
    recent = [
        entry.activity
        for entry in year
        if entry.activity.ends_at <= scene.now < until(entry.activity.held_on) and entry.row.moved_to_id is None
    ]
    return [(_correction(scene, activity),) for activity in recent]


def _correction(scene: Scene, activity: Activity) -> Button:
    label = scene.voice.plain("button-me-correct", day=Day(activity.held_on), title=activity.title[:12])
    return button(label, Verb.CORRECT, activity.id)


def _draw_year(scene: Scene, year: Sequence[Entry], wanted: int) -> Face:
    """Draw a page of the year, latest first."""
    page = clamp(wanted, len(year), ENTRIES_A_PAGE)
    latest_first = list(reversed(year))
    shown = latest_first[page * ENTRIES_A_PAGE : (page + 1) * ENTRIES_A_PAGE]
    lines = [scene.voice.html("me-head"), _total(scene, year), *(_line(scene, entry) for entry in shown)]
    rows = pager(scene, page, len(year), ENTRIES_A_PAGE, Verb.ME, YEAR)
    rows.append((button(scene.voice.plain("button-return"), Verb.ME, "week", 0),))
    return Face("\n".join(lines), InlineKeyboard(tuple(rows)))


def _line(scene: Scene, entry: Entry) -> str:
    voice, row = scene.voice, entry.row
    state = voice.plain(_state(entry), late=row.late_minutes)
    if row.minutes is not None:
        state = voice.plain("me-state-hours", state=state, hours=str(hours(row.minutes)))
    return voice.html("me-line", day=Day(entry.activity.held_on), title=entry.activity.title, state=state)


def _state(entry: Entry) -> str:
    row = entry.row
    if row.checked_in_at is not None and row.checked_out_at is None:
        return "me-state-no-check-out"
    if row.state == AttendanceState.EXPECTED:
        return "me-state-going" if row.answer == AnswerState.GOING else "me-state-pending"
    return f"me-state-{row.state}"


def _total(scene: Scene, year: Sequence[Entry]) -> str:
    served = [entry.row for entry in year if entry.row.checked_in_at is not None]
    return scene.voice.html(
        "me-year",
        year=scene.today.year,
        times=len(served),
        hours=str(hours(sum(row.minutes or 0 for row in served))),
    )


def _pending(scene: Scene, year: Sequence[Entry]) -> list[str]:
    """Say what waits for the person: answers, and hours that lack a check-out."""
    waiting = [
        scene.voice.html(
            "me-please-answer",
            day=Day(entry.activity.held_on),
            title=entry.activity.title,
            by=DayAndTime(entry.activity.reply_by),
        )
        for entry in record.open_to_answer(scene.session, scene.cadre_id, now=scene.now)
        if entry.row.answer == AnswerState.PENDING and entry.row.checked_in_at is None
    ]
    waiting += [
        scene.voice.html("me-please-check-out", day=Day(entry.activity.held_on))
        for entry in year
        if entry.row.checked_in_at is not None
        and entry.row.checked_out_at is None
        and scene.now >= entry.activity.ends_at
    ]
    return [scene.voice.html("me-waiting"), *waiting] if waiting else []
