"""A person's card of one activity, from the invitation to the hours served."""

from __future__ import annotations

from bot.chat.buttons import Verb, button
from bot.chat.cards.scene import Face, Scene
from bot.model import Activity, ActivityState, Attendance, Site
from bot.rules.attendance import AnswerState, AttendanceState, LeaveReason
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.geo import map_link
from bot.services.delivery import Dropped
from bot.services.outbox import Day, Term, TimeOfDay
from bot.texts import formats
from bot.texts.formats import NOTHING


def draw(scene: Scene) -> Face | Dropped:
    """Draw the card of the person whose chat it is."""
    activity = scene.batch.activity(scene.number)
    row = scene.batch.line(scene.number, scene.cadre_id)
    if activity is None or row is None:
        return Dropped("not on the roll")
    site = scene.batch.site(activity.id, row.unit_id)
    lines = [_head(scene, activity, row), _place(scene, activity, site), _standing(scene, activity, row)]
    return Face("\n".join(line for line in lines if line), InlineKeyboard(tuple(_rows(scene, activity, row, site))))


def _is_over(scene: Scene, activity: Activity) -> bool:
    return activity.state is not ActivityState.OPEN or scene.now >= activity.closes_at


def _head(scene: Scene, activity: Activity, row: Attendance) -> str:
    name = {"title": activity.title, "day": Day(activity.held_on)}
    if activity.state is ActivityState.CANCELLED:
        return scene.voice.html("card-head-cancelled", **name)
    if _is_over(scene, activity):
        return scene.voice.html("card-head-over", **name)
    is_settled_no = row.answer in (AnswerState.DECLINED, AnswerState.EXCUSED) and row.checked_in_at is None
    if is_settled_no or row.checked_in_at is not None:
        return scene.voice.html("card-head-plain", **name)
    return scene.voice.html("card-head-today" if scene.today == activity.held_on else "card-head-invited", **name)


def _place(scene: Scene, activity: Activity, site: Site | None) -> str:
    """Say when and where, as long as the person may still come."""
    if _is_over(scene, activity) or site is None:
        return ""
    return scene.voice.html(
        "card-place",
        day=Day(activity.held_on),
        hours=scene.voice.hours(activity.starts_at, activity.ends_at),
        site=site.name,
        address=site.address or NOTHING,
        content=activity.content,
        muster_point=site.muster_point or site.name,
        muster_time=TimeOfDay(activity.muster_at),
        lead=site.lead_name or NOTHING,
        risk=activity.risk or NOTHING,
    )


def _standing(scene: Scene, activity: Activity, row: Attendance) -> str:
    """Say where the person stands."""
    voice = scene.voice
    if row.checked_in_at is not None:
        times = {"time": TimeOfDay(row.checked_in_at), "late": row.late_minutes}
        if row.checked_out_at is None:
            key = "card-missing-check-out" if _is_over(scene, activity) else "card-checked-in"
            return voice.html(key, **times)
        key = "card-left-early" if row.state == AttendanceState.LEFT_EARLY else "card-checked-out"
        return voice.html(key, **times, out=TimeOfDay(row.checked_out_at), span=voice.span(row.minutes or 0))
    if row.answer == AnswerState.EXCUSED:
        return voice.html("card-excused", reason=Term(f"leave-{row.reason or LeaveReason.PERSONAL}"))
    if row.answer == AnswerState.DECLINED:
        return voice.html("card-declined")
    if _is_over(scene, activity):
        return voice.html("card-closed-unrecorded")
    if row.answer == AnswerState.GOING:
        return voice.html("card-going", time=TimeOfDay(activity.check_in_from))
    if scene.now < activity.reply_by:
        by = formats.day_time(activity.reply_by, voice.zone, voice.language)
        return voice.html("card-please-answer", by=by)
    return voice.html("card-may-still-come")


def _rows(scene: Scene, activity: Activity, row: Attendance, site: Site | None) -> list[tuple[Button, ...]]:
    if _is_over(scene, activity):
        return []
    voice, number = scene.voice, activity.id
    label = voice.plain
    if row.checked_in_at is not None:
        out = button(label("button-check-out"), Verb.CHECK_OUT, number)
        undo = button(label("button-undo"), Verb.UNDO, number)
        return [(out, undo)] if row.checked_out_at is None else [(undo,)]
    if scene.now >= activity.ends_at:
        return []
    go = button(label("button-go"), Verb.GO, number)
    decline = button(label("button-decline"), Verb.DECLINE, number)
    check_in = button(label("button-check-in"), Verb.CHECK_IN, number)
    is_today = scene.today == activity.held_on
    if row.answer in (AnswerState.DECLINED, AnswerState.EXCUSED):
        return [(button(label("button-go-after-all"), Verb.GO, number),)]
    rows: list[tuple[Button, ...]] = []
    if row.answer == AnswerState.GOING:
        rows += [(check_in,)] if is_today else []
    else:
        rows += [(check_in, go)] if is_today else [(go,)]
    rows += _leave_rows(scene, activity)
    rows += [(decline,)]
    if (
        row.answer == AnswerState.GOING
        and site is not None
        and site.latitude is not None
        and site.longitude is not None
    ):
        link = map_link(site.latitude, site.longitude, site.name)
        rows += [(button(label("button-route"), Verb.ROUTE, number), Button(label("button-map"), url=link))]
    return rows


def _leave_rows(scene: Scene, activity: Activity) -> list[tuple[Button, ...]]:
    """Draw the reasons for leave: one tap, and nobody asks for more."""
    reasons = [
        button(scene.voice.plain(f"button-leave-{reason}"), Verb.EXCUSE, activity.id, reason) for reason in LeaveReason
    ]
    return [tuple(reasons[:2]), tuple(reasons[2:])]
