"""What is shown of a broadcast that is confirmed: how far it has come, and what came of every message."""

from __future__ import annotations

from bot.chat.buttons import Verb, button
from bot.chat.cards.scene import Face, Scene
from bot.model import Broadcast, BroadcastState, Cadre
from bot.rules.delivery import Button, InlineKeyboard
from bot.services import broadcast_retraction, broadcast_unreached, broadcasts, questions
from bot.services.broadcast_choices import buttons_of
from bot.services.broadcast_figures import Tally, Unreached, tally, unreached
from bot.services.outbox import DayAndTime
from bot.texts import Markup

UNITS_LISTED = 30
KNOWN_REASONS = {"blocked", "deactivated", "not_found"}

Rows = list[tuple[Button, ...]]


def _button(scene: Scene, label: str, act: str, *args: object) -> Button:
    return button(scene.voice.plain(label), Verb.BROADCAST, act, scene.number, *args)


def _face(lines: list[Markup], rows: Rows) -> Face:
    return Face("\n".join(lines), InlineKeyboard(tuple(row for row in rows if row)))


def draw_progress(scene: Scene, broadcast: Broadcast) -> Face:
    """Draw what is being sent, or paused."""
    counted, notice = tally(scene.session, broadcast.id), _notice(scene, broadcast)
    total = max(counted.total, broadcast.recipients)
    ended = counted.total - counted.waiting
    figures = {"sent": counted.sent, "total": total, "failed": ended - counted.sent, "read": counted.read}
    stop, retract = _button(scene, "button-broadcast-stop", "stop"), _button(scene, "button-broadcast-recall", "recall")
    if broadcast.state is BroadcastState.PAUSED:
        resume = _button(scene, "button-broadcast-resume", "resume")
        lines = [scene.voice.html("broadcast-paused", **figures), *notice, *_answers(scene, broadcast, counted)]
        return _face(lines, [(resume, stop), (retract,)])
    pause = _button(scene, "button-broadcast-pause", "pause")
    if broadcast.due_at is not None and broadcast.due_at > scene.now:
        text = scene.voice.html("broadcast-later", total=total, at=DayAndTime(broadcast.due_at))
        return _face([text, *notice], [(stop, pause)])
    seconds = broadcasts.hours_of(scene.settings).seconds_for(total - ended)
    begun = scene.voice.html("broadcast-progress", **figures, seconds=seconds)
    lines = [begun, *notice, *_answers(scene, broadcast, counted)]
    return _face(lines, [(stop, pause), (retract,)])


def draw_report(scene: Scene, broadcast: Broadcast) -> Face:
    """Say what came of every message, why some did not arrive, and how many of each unit were not reached."""
    counted = tally(scene.session, broadcast.id)
    is_stopped, is_retracted = broadcast.state is BroadcastState.STOPPED, broadcast.retracted_at is not None
    head = "broadcast-report-stopped" if is_stopped else "broadcast-report"
    total = max(counted.total, broadcast.recipients)
    lines = [scene.voice.html(head, total=total, sent=counted.sent, read=counted.read)]
    if broadcast.retracted_at is not None:
        lines.insert(0, _retraction(scene, broadcast))
    lines += _notice(scene, broadcast) + _answers(scene, broadcast, counted)
    lines += _causes(scene, counted, never_written=total - counted.total)
    missed = unreached(scene.session, broadcast)
    if missed and not is_stopped:
        lines += _missed(scene, missed)
    row = []
    age = scene.now - (broadcast.finished_at or scene.now)
    if counted.sent and not is_retracted and age <= broadcast_retraction.WITHIN:
        row.append(_button(scene, "button-broadcast-recall", "recall"))
    if missed and not is_stopped and not is_retracted and age <= broadcast_unreached.LASTS:
        row.insert(0, _button(scene, "button-broadcast-unreached", "missed"))
    return _face(lines, [tuple(row)])


def _notice(scene: Scene, broadcast: Broadcast) -> list[Markup]:
    """Say by its first words which notice it is about; one without words is a picture or a file alone."""
    words = broadcasts.excerpt(broadcast)
    return [scene.voice.html("broadcast-report-notice", text=words)] if words else []


def draw_recall(scene: Scene, broadcast: Broadcast) -> Face:
    """Ask once more before what was sent is edited to 已取消."""
    sent = tally(scene.session, broadcast.id).sent
    row = (
        _button(scene, "button-broadcast-retract", "retract"),
        _button(scene, "button-broadcast-back", "recall", 0),
    )
    return _face([scene.voice.html("broadcast-recall-ask", sent=sent)], [row])


def draw_waiting(scene: Scene, broadcast: Broadcast) -> Face:
    """Draw what waits for a second person, or for its hour."""
    cancel = _button(scene, "button-broadcast-cancel", "cancel")
    if broadcast.state is BroadcastState.WAITING:
        return _face(
            [scene.voice.html("broadcast-waiting", total=broadcast.recipients), *_hour(scene, broadcast)],
            [(cancel,)],
        )
    change = _button(scene, "button-broadcast-change-time", "time")
    text = scene.voice.html("broadcast-scheduled", total=broadcast.recipients, text=broadcasts.excerpt(broadcast))
    return _face([text, *_hour(scene, broadcast), *_approved(scene, broadcast)], [(change, cancel)])


def _hour(scene: Scene, broadcast: Broadcast) -> list[Markup]:
    at = broadcast.send_at
    return [] if at is None else [scene.voice.html("broadcast-preview-at", at=DayAndTime(at))]


def _approved(scene: Scene, broadcast: Broadcast) -> list[Markup]:
    by = scene.session.get(Cadre, broadcast.approved_by) if broadcast.approved_by is not None else None
    return [] if by is None else [scene.voice.html("broadcast-approved-by", name=by.name)]


def _answers(scene: Scene, broadcast: Broadcast, counted: Tally) -> list[Markup]:
    """Say what people have answered, where the notice asks for more than 收到."""
    lines, asked_for = [], buttons_of(broadcast)
    if "going" in asked_for:
        lines.append(scene.voice.html("broadcast-report-going", count=counted.going))
    if "ask" in asked_for:
        waiting = questions.unanswered(scene.session, broadcast.id)
        lines.append(scene.voice.html("broadcast-report-asked", count=counted.asked, waiting=waiting))
    return lines


def _retraction(scene: Scene, broadcast: Broadcast) -> Markup:
    come = broadcast_retraction.progress(scene.session, broadcast.id)
    at = DayAndTime(broadcast.retracted_at or scene.now)
    return scene.voice.html(
        "broadcast-report-retracted", at=at, edited=come.edited, waiting=come.waiting, failed=come.failed
    )


def _missed(scene: Scene, missed: list[Unreached]) -> list[Markup]:
    lines = [scene.voice.html("broadcast-unreached", count=sum(unit.people for unit in missed))]
    lines += [
        scene.voice.html("broadcast-unreached-unit", unit=unit.unit, count=unit.people)
        for unit in missed[:UNITS_LISTED]
    ]
    rest = missed[UNITS_LISTED:]
    if rest:
        people = sum(unit.people for unit in rest)
        lines.append(scene.voice.html("broadcast-unreached-rest", units=len(rest), count=people))
    return lines


def _causes(scene: Scene, counted: Tally, *, never_written: int) -> list[Markup]:
    counts: dict[str, int] = {}
    for reason, number in counted.failed.items():
        name = reason if reason in KNOWN_REASONS else "refused"
        counts[name] = counts.get(name, 0) + number
    stopped = counted.cancelled.get("stopped", 0)
    counts |= {
        "uncertain": counted.uncertain,
        "expired": counted.expired,
        "stopped": stopped + never_written,
        "dropped": sum(counted.cancelled.values()) - stopped,
        "waiting": counted.waiting,
    }
    return [scene.voice.html(f"broadcast-cause-{name}", count=count) for name, count in counts.items() if count]
