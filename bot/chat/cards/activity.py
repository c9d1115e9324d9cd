"""A person's card of one activity, from the invitation to the hours served."""

from __future__ import annotations

from datetime import datetime

from bot.chat.buttons import Verb, button, reason_rows
from bot.chat.cards.changes import changed_line
from bot.chat.cards.check_in import way_in, ways_at, ways_row
from bot.chat.cards.scene import Face, Scene
from bot.model import Activity, ActivityState, Attendance, Site
from bot.rules.attendance import AnswerState, AttendanceState, LeaveReason, MarkKind, MarkSource
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.geo import map_link
from bot.services import settling, waiting
from bot.services.attendance import CHANGE
from bot.services.correction_decisions import REASON as CORRECTED
from bot.services.delivery import Dropped
from bot.services.outbox import Day, DayAndTime, Span, Term, TimeOfDay
from bot.texts.formats import NOTHING

Rows = list[tuple[Button, ...]]

SAID_NO = (AnswerState.DECLINED, AnswerState.EXCUSED)
OVER = {AnswerState.DECLINED: "card-declined-over", AnswerState.EXCUSED: "card-excused-over"}


def draw(scene: Scene) -> Face | Dropped:
    """Draw the card of the person whose chat it is."""
    activity = scene.batch.activity(scene.number)
    row = scene.batch.line(scene.number, scene.cadre_id)
    if activity is None or row is None:
        return Dropped("not on the roll")
    if row.state == AttendanceState.MOVED:
        name = {"title": activity.title, "day": Day(activity.held_on)}
        return Face("\n".join([scene.voice.html("card-head-plain", **name), scene.voice.html("card-served-elsewhere")]))
    site = scene.batch.site(activity.id, row.unit_id)
    entered = _entered(scene, activity, row)
    lines = [
        _head(scene, activity, row),
        changed_line(scene, activity, row.unit_id),
        _place(scene, activity, row, site),
        _standing(scene, activity, row, site),
    ]
    if row.state == AttendanceState.CONFLICT:
        lines.append(scene.voice.html("card-in-question"))
    if entered is not None:
        lines.append(scene.voice.html(entered))
    if row.checked_in_at is not None:
        rows = _rows_of_present(scene, activity, row, is_own=entered is None)
    elif _is_turned(scene, activity, row):
        lines.append(scene.voice.html("card-choose-reason"))
        rows = _rows_of_leave(scene, activity, row)
    else:
        rows = _rows(scene, activity, row, site)
    return Face("\n".join(line for line in lines if line), InlineKeyboard(tuple(rows)))


def _entered(scene: Scene, activity: Activity, row: Attendance) -> str | None:
    """Return what says who entered the check-in for the person; None where it is theirs, and theirs to take back."""
    if row.checked_in_at is None:
        return None
    marks = settling.standing(scene.batch.marks(activity.id, scene.cadre_id))
    made = [mark for mark in marks if mark.kind == MarkKind.CHECK_IN]
    if any(mark.by_cadre_id == scene.cadre_id for mark in made):
        return None
    is_corrected = any(mark.source == MarkSource.IMPORT or mark.reason == CORRECTED for mark in made)
    return "card-entered-by-correction" if is_corrected else "card-entered-by-unit"


def _is_over(scene: Scene, activity: Activity, row: Attendance) -> bool:
    """Tell whether nothing is left to do: after the end for who never came, after the close for who did."""
    until = activity.ends_at if row.checked_in_at is None else activity.closes_at
    return activity.state is not ActivityState.OPEN or scene.now >= until


def _is_turned(scene: Scene, activity: Activity, row: Attendance) -> bool:
    """Tell whether the card shows the reasons for leave, which is asked for by whoever may still come."""
    return scene.view == CHANGE and row.answer not in SAID_NO and not _is_over(scene, activity, row)


def _head(scene: Scene, activity: Activity, row: Attendance) -> str:
    name = {"title": activity.title, "day": Day(activity.held_on)}
    if activity.state is ActivityState.CANCELLED:
        return scene.voice.html("card-head-cancelled", **name)
    if _is_over(scene, activity, row):
        return scene.voice.html("card-head-over", **name)
    is_settled_no = row.answer in SAID_NO and row.checked_in_at is None
    if is_settled_no or row.checked_in_at is not None:
        return scene.voice.html("card-head-plain", **name)
    return scene.voice.html("card-head-today" if scene.today == activity.held_on else "card-head-invited", **name)


def _place(scene: Scene, activity: Activity, row: Attendance, site: Site | None) -> str:
    """Say when and where, as long as the person may still come."""
    if _is_over(scene, activity, row) or site is None:
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
        lead=scene.batch.lead(activity, site) or site.lead_name or NOTHING,
        risk=activity.risk or NOTHING,
    )


def _standing(scene: Scene, activity: Activity, row: Attendance, site: Site | None) -> str:
    """Say where the person stands."""
    if activity.state is ActivityState.CANCELLED:
        key = "card-cancelled-because" if activity.reason else "card-cancelled"
        return scene.voice.html(key, reason=activity.reason)
    if row.checked_in_at is not None:
        return _presence(scene, activity, row, row.checked_in_at)
    if _is_over(scene, activity, row):
        return scene.voice.html(OVER.get(AnswerState(row.answer), "card-closed-unrecorded"), reason=_reason(row))
    if row.answer == AnswerState.EXCUSED:
        return scene.voice.html("card-excused", reason=_reason(row))
    if row.answer == AnswerState.DECLINED:
        return scene.voice.html("card-declined")
    if row.answer == AnswerState.WAITLISTED:
        if (kept_until := waiting.kept_until(row, now=scene.now)) is not None:
            return scene.voice.html("card-offered", by=DayAndTime(kept_until))
        return scene.voice.html("card-waitlisted", place=waiting.place_of(scene.session, row, now=scene.now))
    if row.answer == AnswerState.GOING:
        way = way_in(scene, activity, site)
        return scene.voice.html("card-going", time=TimeOfDay(activity.check_in_from), way=way)
    if scene.now < activity.reply_by:
        return scene.voice.html("card-please-answer", by=DayAndTime(activity.reply_by))
    return scene.voice.html("card-may-still-come", way=way_in(scene, activity, site))


def _presence(scene: Scene, activity: Activity, row: Attendance, checked_in_at: datetime) -> str:
    times = {"time": TimeOfDay(checked_in_at), "late": row.late_minutes}
    if row.checked_out_at is not None:
        return scene.voice.html(
            "card-checked-out",
            **times,
            out=TimeOfDay(row.checked_out_at),
            early=row.left_early_minutes,
            span=Span(row.minutes or 0),
        )
    if _is_over(scene, activity, row):
        return scene.voice.html("card-missing-check-out", **times)
    if scene.now >= activity.ends_at:
        return scene.voice.html("card-please-check-out", **times)
    until = "none" if row.until_at is None else scene.voice.time(row.until_at)
    return scene.voice.html("card-checked-in", **times, until=until)


def _reason(row: Attendance) -> Term:
    return Term(f"leave-{row.reason or LeaveReason.PERSONAL}")


def _rows_of_present(scene: Scene, activity: Activity, row: Attendance, *, is_own: bool) -> Rows:
    """Draw what is left to do for someone who is there: a later check-out moves the end."""
    if _is_over(scene, activity, row):
        return []
    key = "button-check-out" if row.checked_out_at is None else "button-check-out-again"
    out = button(scene.voice.plain(key), Verb.CHECK_OUT, activity.id)
    undo = button(scene.voice.plain("button-undo-check-in"), Verb.UNDO, activity.id)
    return [(out, undo) if is_own else (out,)]


def _rows(scene: Scene, activity: Activity, row: Attendance, site: Site | None) -> Rows:
    """Draw the choices of someone who is not there (yet), three rows at most: 签到, the other ways, the answers.

    Ways to check in stand from the morning on, since nothing redraws the card when the window opens; tapped early they
    say when. Who said 参加 finds the ways out behind one button: what is needed on the day stands alone.
    """
    if _is_over(scene, activity, row):
        return []
    label, number = scene.voice.plain, activity.id
    if row.answer in SAID_NO:
        return [(button(label("button-go-after-all"), Verb.GO, number),)]
    rows: Rows = []
    if scene.today == activity.held_on and "tap" in ways_at(scene, activity):
        rows.append((button(label("button-check-in"), Verb.CHECK_IN, number),))
    rows += ways_row(scene, activity, site)
    if row.answer == AnswerState.WAITLISTED:
        give_up = button(label("button-wait-no-more"), Verb.DECLINE, number)
        take = (button(label("button-go"), Verb.GO, number),) if waiting.kept_until(row, now=scene.now) else ()
        return [*rows, (*take, give_up)]
    if row.answer == AnswerState.GOING:
        return [*rows, (button(label("button-change"), Verb.CHANGE, number, 1), *_way_there(scene, number, site))]
    is_full = waiting.is_full(scene.session, activity, now=scene.now, unit_id=row.unit_id)
    go = button(label("button-wait" if is_full else "button-go"), Verb.GO, number)
    leave = button(label("button-leave"), Verb.CHANGE, number, 1)
    return [*rows, (go, leave, button(label("button-decline"), Verb.DECLINE, number))]


def _way_there(scene: Scene, number: int, site: Site | None) -> tuple[Button, ...]:
    if site is None or site.latitude is None or site.longitude is None:
        return ()
    route = button(scene.voice.plain("button-route"), Verb.ROUTE, number)
    return (route, Button(scene.voice.plain("button-map"), url=map_link(site.latitude, site.longitude, site.name)))


def _rows_of_leave(scene: Scene, activity: Activity, row: Attendance) -> Rows:
    """Draw the reasons for leave and 返回; who said 参加 finds 不参加 here as well, since it stands nowhere else."""
    label, number = scene.voice.plain, activity.id
    back = button(label("button-return"), Verb.CHANGE, number, 0)
    decline = button(label("button-decline"), Verb.DECLINE, number)
    last = (decline, back) if row.answer == AnswerState.GOING else (back,)
    return [*reason_rows(label, Verb.EXCUSE, number), last]
