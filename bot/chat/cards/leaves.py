"""A person's leaves of several days: those that stand, with 销假, and the ways to ask for another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.chat.buttons import Verb, button, reason_rows
from bot.chat.cards.scene import Face, Scene
from bot.model import LeavePeriod
from bot.rules.attendance import LeaveReason
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.leaves import Days, next_week, this_week
from bot.services import leaves
from bot.services.delivery import Dropped
from bot.services.outbox import Day, Term

Rows = list[tuple[Button, ...]]


def draw(scene: Scene) -> Face | Dropped:
    """Draw the leaves of the person whose chat it is, or the reasons of the one that is being asked for."""
    if scene.view is not None:
        return _draw_reasons(scene, leaves.days_of(scene.view))
    standing = leaves.periods(scene.session, scene.cadre_id, today=scene.today)
    lines: list[str] = [scene.voice.html("leave-head")]
    if standing:
        lines += [scene.voice.html("leave-yours"), *(_line(scene, period) for period in standing)]
    return Face("\n".join(lines), InlineKeyboard(tuple(_rows(scene, standing))))


def _line(scene: Scene, period: LeavePeriod) -> str:
    reason = Term(f"leave-{period.reason or LeaveReason.PERSONAL}")
    days = _span(scene, Days(period.first_on, period.last_on))
    return scene.voice.html("leave-line", days=days, reason=reason)


def _span(scene: Scene, days: Days) -> str:
    key = "leave-span" if days.first_on < days.last_on else "leave-span-day"
    return scene.voice.plain(key, first=Day(days.first_on), last=Day(days.last_on))


def _rows(scene: Scene, standing: Sequence[LeavePeriod]) -> Rows:
    label = scene.voice.plain
    this, following = this_week(scene.today), next_week(scene.today)
    rows: Rows = [
        (
            button(label("button-leave-this-week"), Verb.LEAVE_DAYS, "on", leaves.view_of(this)),
            button(label("button-leave-next-week"), Verb.LEAVE_DAYS, "on", leaves.view_of(following)),
        ),
        (button(label("button-leave-dates"), Verb.LEAVE_DAYS, "ask"),),
    ]
    for period in standing:
        key = "leave-span" if period.first_on < period.last_on else "leave-span-day"
        days = label(key, first=_short(period.first_on), last=_short(period.last_on))
        rows.append((button(label("button-leave-withdraw", days=days), Verb.LEAVE_DAYS, "end", period.id),))
    return rows


def _short(on: date) -> str:
    return f"{on.month}-{on.day}"


def _draw_reasons(scene: Scene, days: Days) -> Face:
    text = scene.voice.html("leave-ask-reason", days=_span(scene, days))
    view = leaves.view_of(days)
    reasons = reason_rows(scene.voice.plain, Verb.LEAVE_DAYS, "take", view)
    back = button(scene.voice.plain("button-return"), Verb.LEAVE_DAYS, "back")
    return Face(text, InlineKeyboard((*reasons, (back,))))
