"""The organizer's view of the coming Fridays."""

from __future__ import annotations

from bot.chat.buttons import Verb, button
from bot.chat.cards.scene import Face, Scene
from bot.model import Activity, ActivityState, OccurrenceState
from bot.rules.delivery import Button, InlineKeyboard
from bot.services import approvals, outlook, planning
from bot.services.outbox import Day, DayAndTime
from bot.texts.formats import month_name


def draw(scene: Scene) -> Face:
    """List the Fridays ahead with their state, and with what they could be held."""
    voice = scene.voice
    strength = outlook.strength(scene.session)
    lines: list[str] = [voice.html("fridays-head")]
    lines += [_line(scene, activity) for activity in outlook.ahead(scene.session, today=scene.today)]
    if len(lines) == 1:
        lines.append(voice.html("fridays-none"))
    lines.append(
        voice.html(
            "fridays-strength",
            units=strength.units,
            enabled=strength.enabled,
            lacking=strength.enabled - strength.with_site,
            people=strength.people,
            linked=strength.linked,
        )
    )
    rows = _rows(scene)
    month = approvals.month_asked(scene.today)
    asked = approvals.find(scene.session, month) if month is not None else None
    if month is not None and asked is not None:
        named = {"month": month_name(month.month, voice.language)}
        if asked.state is OccurrenceState.DONE and asked.finished_at is not None:
            name = approvals.approver(scene.session, asked)
            lines.append(voice.html("fridays-approved", **named, name=name, at=DayAndTime(asked.finished_at)))
        else:
            lines.append(voice.html("fridays-to-approve", **named))
            approve = button(voice.plain("button-fridays-approve", **named), Verb.PLANS, "approve", f"{month:%Y%m}")
            rows.insert(0, (approve,))
    return Face("\n".join(lines), InlineKeyboard(tuple(rows)))


def _rows(scene: Scene) -> list[tuple[Button, ...]]:
    """Draw what can be done with each: change it, call it off, or hold it after all."""
    rows: list[tuple[Button, ...]] = []
    label = scene.voice.plain
    for activity in outlook.ahead(scene.session, today=scene.today):
        day = f"{activity.held_on.month}/{activity.held_on.day}"
        if activity.state is ActivityState.SKIPPED and activity.starts_at > scene.now:
            rows.append((button(label("button-friday-restore", day=day), Verb.PLANS, "restore", activity.id),))
        elif activity.state in planning.AHEAD and scene.now < activity.check_in_from:
            rows.append(
                (
                    button(label("button-friday-change", day=day), Verb.PLANS, "change", activity.id),
                    button(label("button-friday-cancel", day=day), Verb.PLANS, "cancel", activity.id),
                )
            )
    return rows


def _line(scene: Scene, activity: Activity) -> str:
    key = f"fridays-{activity.state}"
    hours = scene.voice.hours(activity.starts_at, activity.ends_at)
    is_skipped = activity.state in (ActivityState.SKIPPED, ActivityState.CANCELLED)
    return scene.voice.html(key, day=Day(activity.held_on), more=activity.reason if is_skipped else hours)
