"""What a person says against the own record, and the same before the unit that decides."""

from __future__ import annotations

from bot.chat.buttons import Verb, button
from bot.chat.cards.scene import Face, Scene
from bot.model import Activity, Attendance, Cadre, Correction, CorrectionKind, CorrectionState
from bot.rules.attendance import MarkKind
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.rights import Right, may
from bot.services import correction_decisions, corrections, people, rolls, settling
from bot.services.delivery import Dropped
from bot.services.outbox import Day, TimeOfDay
from bot.texts.formats import NOTHING

Rows = list[tuple[Button, ...]]


def draw_offer(scene: Scene) -> Face | Dropped:
    """Draw what the record says, and what can be said against it or where a request stands."""
    activity = scene.session.get(Activity, scene.number)
    row = scene.batch.line(scene.number, scene.cadre_id)
    if activity is None or row is None:
        return Dropped("not on the roll")
    lines = [
        scene.voice.html("correction-head", title=activity.title, day=Day(activity.held_on)),
        scene.voice.html("correction-record", **_record(scene, row)),
    ]
    request = corrections.last(scene.session, activity.id, scene.cadre_id)
    if request is not None:
        ended = correction_decisions.outcome(scene.session, request)
        lines.append(scene.voice.html(f"correction-offer-{ended}", **_wanted(scene, request)))
    if request is not None and request.state is CorrectionState.WAITING:
        back = button(scene.voice.plain("button-correction-withdraw"), Verb.CORRECTION, request.id, "back")
        return Face("\n".join(lines), InlineKeyboard(((back,),)))
    if scene.now >= rolls.corrections_of(scene.settings).asked_until(activity.held_on):
        return Face("\n".join(lines))
    lines.append(scene.voice.html("correction-choose"))
    return Face("\n".join(lines), InlineKeyboard(tuple(_kinds(scene, activity, row))))


def _record(scene: Scene, row: Attendance) -> dict[str, object]:
    return {
        "came": NOTHING if row.checked_in_at is None else scene.voice.time(row.checked_in_at),
        "left": NOTHING if row.checked_out_at is None else scene.voice.time(row.checked_out_at),
    }


def _wanted(scene: Scene, request: Correction) -> dict[str, object]:
    return {
        "kind": request.kind.value,
        "came": "none" if request.wanted_in_at is None else scene.voice.time(request.wanted_in_at),
        "left": "none" if request.wanted_out_at is None else scene.voice.time(request.wanted_out_at),
        "words": request.words or "none",
    }


def _kinds(scene: Scene, activity: Activity, row: Attendance) -> Rows:
    """Draw what may be said: that they came, when they left, or that what others entered is wrong."""
    marks = scene.batch.marks(activity.id, scene.cadre_id)
    is_denied = any(mark.kind == MarkKind.ABSENT for mark in settling.standing(marks))
    kinds = [CorrectionKind.CAME] if row.checked_in_at is None or is_denied else [CorrectionKind.LEFT]
    kinds.append(CorrectionKind.WRONG)
    return [
        (button(scene.voice.plain(f"button-correction-{kind.value}"), Verb.CORRECT, activity.id, kind.value),)
        for kind in kinds
    ]


def draw_request(scene: Scene) -> Face | Dropped:
    """Draw a request before somebody who may decide it: the record, what is claimed, and the two answers."""
    request = scene.session.get(Correction, scene.number)
    row = None if request is None else scene.batch.line(request.activity_id, request.cadre_id)
    if request is None or row is None:
        return Dropped("no such request")
    if not may(people.grants_of(scene.session, scene.cadre_id), Right.MARK_UNIT, row.unit_id):
        return Dropped("no right any more")
    activity = scene.session.get_one(Activity, request.activity_id)
    person = scene.session.get_one(Cadre, request.cadre_id)
    lines = [
        scene.voice.html("correction-request", name=person.name, title=activity.title, day=Day(activity.held_on)),
        scene.voice.html("correction-record", **_record(scene, row)),
        scene.voice.html("correction-claims", **_wanted(scene, request)),
    ]
    own = [scene.voice.html("correction-request-own")] if _stands_on_own(scene, request) else []
    if request.state is not CorrectionState.WAITING:
        decided = TimeOfDay(request.decided_at or scene.now)
        ended = correction_decisions.outcome(scene.session, request)
        lines.append(scene.voice.html(f"correction-request-{ended}", time=decided))
        return Face("\n".join([*lines, *own] if ended == correction_decisions.UNCHANGED else lines))
    lines += own
    row_of_buttons = (
        button(scene.voice.plain("button-correction-grant"), Verb.CORRECTION, request.id, 1),
        button(scene.voice.plain("button-correction-refuse"), Verb.CORRECTION, request.id, 0),
    )
    return Face("\n".join(lines), InlineKeyboard((row_of_buttons,)))


def _stands_on_own(scene: Scene, request: Correction) -> bool:
    """Tell whether 记录有误 is said of a record that stands on the person's own marks: granting it changes nothing."""
    marks = settling.standing(scene.batch.marks(request.activity_id, request.cadre_id))
    return request.kind is CorrectionKind.WRONG and not correction_decisions.entered_by_others(marks)
