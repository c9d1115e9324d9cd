"""The organizer's card of a broadcast, from the audience to the report, and the notice that people get."""

from __future__ import annotations

import html
import re

from bot.chat.buttons import Verb, button
from bot.chat.cards.scene import Face, Scene
from bot.chat.phrases import Voice
from bot.model import Activity, Broadcast, BroadcastState, Receipt, Unit
from bot.rules.audience import ANSWERS, Audience, AudienceKind
from bot.rules.delivery import Button, InlineKeyboard
from bot.services import broadcasts, outbox
from bot.services.broadcast_figures import Coverage, Tally, coverage, tally, unreached
from bot.services.delivery import Dropped
from bot.services.outbox import Day, DayAndTime
from bot.texts import Markup

LONGEST_MESSAGE = 4096
LONGEST_EXCERPT = 1_000
UNITS_LISTED = 30
KNOWN_REASONS = {"blocked", "deactivated", "not_found"}
TAG = re.compile(r"<[^>]*>")

Rows = list[tuple[Button, ...]]


def draw_notice(scene: Scene) -> Face | Dropped:
    """Draw what people get; a trial looks the same."""
    broadcast = scene.session.get(Broadcast, scene.number)
    if broadcast is None:
        return Dropped("no such broadcast")
    is_trial = bool(scene.more)
    if not is_trial and broadcast.state is BroadcastState.STOPPED and not _was_sent(scene):
        return Dropped("stopped")
    text = _notice(scene, broadcast)
    if not is_trial and scene.session.get(Receipt, (broadcast.id, scene.cadre_id)) is not None:
        return Face(text)
    args = (broadcast.id, "trial") if is_trial else (broadcast.id,)
    return Face(text, InlineKeyboard(((button(scene.voice.plain("button-broadcast-read"), Verb.READ, *args),),)))


def _notice(scene: Scene, broadcast: Broadcast) -> Markup:
    operator = scene.settings.operator.name
    return scene.voice.html("broadcast-notice", text=Markup(broadcast.text), operator=operator)


def _was_sent(scene: Scene) -> bool:
    card = outbox.find_card(scene.session, scene.chat_key, broadcasts.notice_of(scene.number))
    return card is not None and card.telegram_message_id is not None


def draw(scene: Scene) -> Face | Dropped:
    """Draw the organizer's card as the broadcast stands."""
    broadcast = scene.session.get(Broadcast, scene.number)
    if broadcast is None:
        return Dropped("no such broadcast")
    match broadcast.state:
        case BroadcastState.CANCELLED:
            return Face(scene.voice.html("broadcast-cancelled"))
        case BroadcastState.SENDING | BroadcastState.WAITING | BroadcastState.SCHEDULED | BroadcastState.PAUSED:
            return _draw_progress(scene, broadcast)
        case BroadcastState.STOPPED | BroadcastState.DONE:
            return Face(_report(scene, broadcast))
        case BroadcastState.DRAFT:
            return _draw_draft(scene, broadcast)


def _draw_draft(scene: Scene, broadcast: Broadcast) -> Face:
    if scene.now - broadcast.created_at > broadcasts.DRAFT_LASTS:
        return Face(scene.voice.html("broadcast-stale"))
    match broadcast.step:
        case "text":
            back = _button(scene, "button-broadcast-keep-text", "turn", broadcast.id, _side(broadcast))
            return _face(scene.voice.html("broadcast-ask-new-text"), [(back, _cancel(scene, broadcast))])
        case "units":
            return _draw_units(scene, broadcast)
        case "preview":
            return _draw_preview(scene, broadcast)
        case _:
            return _draw_audiences(scene, broadcast)


def _face(text: str, rows: Rows) -> Face:
    return Face(text, InlineKeyboard(tuple(row for row in rows if row)))


def _button(scene: Scene, label: str, act: str, *args: object, **params: object) -> Button:
    return button(scene.voice.plain(label, **params), Verb.BROADCAST, act, *args)


def _cancel(scene: Scene, broadcast: Broadcast) -> Button:
    return _button(scene, "button-broadcast-cancel", "cancel", broadcast.id)


def _side(broadcast: Broadcast) -> str:
    return "preview" if broadcast.audience else "audience"


def ask_keyboard(voice: Voice) -> InlineKeyboard:
    """Draw the way out under the question for a first text."""
    return InlineKeyboard(((button(voice.plain("button-broadcast-cancel"), Verb.BROADCAST, "cancel", 0),),))


def _draw_audiences(scene: Scene, broadcast: Broadcast) -> Face:
    """Offer the audiences there are: everybody, units, and the answers to the next activity."""
    number = broadcast.id
    rows: Rows = [
        (
            _button(scene, "button-broadcast-all", "all", number),
            _button(scene, "button-broadcast-units", "units", number, 0),
        )
    ]
    text = scene.voice.html("broadcast-choose-audience")
    activity = broadcasts.next_activity(scene.session, now=scene.now)
    if activity is not None:
        named = {"title": activity.title, "day": Day(activity.held_on)}
        text = Markup(f"{text}\n{scene.voice.html('broadcast-next-activity', **named)}")
        rows.append(
            tuple(
                _button(scene, f"broadcast-answer-{answer}", "answer", number, activity.id, answer)
                for answer in ANSWERS
            )
        )
    rows.append((_button(scene, "button-broadcast-new-text", "turn", number, "text"),))
    if broadcast.audience:
        rows.append((_button(scene, "button-broadcast-preview", "turn", number, "preview"),))
    rows.append((_cancel(scene, broadcast),))
    return _face(text, rows)


def _draw_units(scene: Scene, broadcast: Broadcast) -> Face:
    """Draw a page of units, the chosen ones marked."""
    chosen = set(broadcasts.chosen_units(broadcast))
    pages, page, number = broadcasts.pages_of(scene.session), broadcast.page, broadcast.id
    rows: Rows = []
    for unit_id, name in broadcasts.units_on_page(scene.session, page):
        label = scene.voice.plain("broadcast-unit-chosen", unit=name) if unit_id in chosen else name
        rows.append((button(label, Verb.BROADCAST, "unit", number, unit_id, int(unit_id not in chosen)),))
    turning = []
    if page > 0:
        turning.append(_button(scene, "button-broadcast-page-before", "units", number, page - 1))
    if page + 1 < pages:
        turning.append(_button(scene, "button-broadcast-page-after", "units", number, page + 1))
    rows.append(tuple(turning))
    if chosen:
        done = _button(scene, "button-broadcast-units-done", "turn", number, "preview", count=len(chosen))
        rows.append((done,))
    rows.append((_button(scene, "button-broadcast-back", "turn", number, "audience"), _cancel(scene, broadcast)))
    return _face(
        scene.voice.html("broadcast-choose-units", count=len(chosen), page=page + 1, pages=max(pages, 1)), rows
    )


def _minutes(scene: Scene, messages: int) -> int:
    return max(1, -(-broadcasts.hours_of(scene.settings).seconds_for(messages) // 60))


def _draw_preview(scene: Scene, broadcast: Broadcast) -> Face:
    """Show whom it goes to, what they will read, and what cannot be undone."""
    audience = Audience.from_json(broadcast.audience)
    if audience is None:
        return _draw_audiences(scene, broadcast)
    reached, number = coverage(scene.session, audience), broadcast.id
    lines = [
        scene.voice.html(
            "broadcast-preview",
            audience=_named(scene, audience),
            units=reached.units,
            people=reached.people,
            reachable=reached.reachable,
            minutes=_minutes(scene, reached.reachable),
        ),
        *_left_out(scene, reached),
    ]
    leaves_at = broadcasts.hours_of(scene.settings).leaves_at(scene.now)
    if leaves_at > scene.now:
        lines.append(scene.voice.html("broadcast-preview-quiet", at=DayAndTime(leaves_at)))
    change = _button(scene, "button-broadcast-edit", "turn", number, "audience")
    rows: Rows = [(change, _cancel(scene, broadcast))]
    if reached.reachable:
        send = _button(scene, "button-broadcast-send", "send", number, broadcast.version)
        rows = [(send, _button(scene, "button-broadcast-trial", "trial", number)), *rows]
        warning = scene.voice.html("broadcast-preview-warning")
    else:
        warning = scene.voice.html("fault-broadcast-nobody")
    return _face(_joined(scene, lines, _notice(scene, broadcast), warning), rows)


def _joined(scene: Scene, lines: list[Markup], notice: Markup, warning: Markup) -> str:
    """Set the text between two rules; one too long for a single message is shown by its beginning."""
    rule = "——————"
    whole = "\n".join([*lines, rule, notice, rule, warning])
    if length_of(whole) <= LONGEST_MESSAGE:
        return whole
    plain = html.unescape(TAG.sub("", notice))
    cut = scene.voice.html("broadcast-preview-cut", text=plain[:LONGEST_EXCERPT])
    return "\n".join([*lines, rule, cut, rule, warning])


def length_of(markup: str) -> int:
    """Count a text as Telegram does: in UTF-16 units, without its tags."""
    return len(html.unescape(TAG.sub("", markup)).encode("utf-16-le")) // 2


def _named(scene: Scene, audience: Audience) -> str:
    """Say whom an audience means."""
    match audience.kind:
        case AudienceKind.ALL:
            return scene.voice.plain("broadcast-audience-all")
        case AudienceKind.UNITS:
            first = scene.session.get(Unit, audience.unit_ids[0]) if audience.unit_ids else None
            name = first.name if first is not None else ""
            return scene.voice.plain("broadcast-audience-units", count=len(audience.unit_ids), first=name)
        case AudienceKind.ANSWER:
            activity = scene.session.get(Activity, audience.activity_id)
            answer = scene.voice.plain(f"broadcast-answer-{audience.answer}")
            title = activity.title if activity is not None else ""
            held_on = Day(activity.held_on) if activity is not None else ""
            return scene.voice.plain("broadcast-audience-answer", answer=answer, title=title, day=held_on)


def _left_out(scene: Scene, reached: Coverage) -> list[Markup]:
    """Say who gets nothing, and why."""
    counts = {
        "unlinked": reached.unlinked,
        "no-consent": reached.no_consent,
        "blocked": reached.blocked,
        "gone": reached.gone,
    }
    return [scene.voice.html(f"broadcast-left-out-{reason}", count=count) for reason, count in counts.items() if count]


def _draw_progress(scene: Scene, broadcast: Broadcast) -> Face:
    stop = _button(scene, "button-broadcast-stop", "stop", broadcast.id)
    counted = tally(scene.session, broadcast.id)
    total = max(counted.total, broadcast.recipients)
    if broadcast.due_at is not None and broadcast.due_at > scene.now:
        text = scene.voice.html("broadcast-later", total=total, at=DayAndTime(broadcast.due_at))
    else:
        ended = counted.total - counted.waiting
        text = scene.voice.html(
            "broadcast-progress",
            sent=counted.sent,
            total=total,
            failed=ended - counted.sent,
            read=counted.read,
            seconds=broadcasts.hours_of(scene.settings).seconds_for(total - ended),
        )
    return _face(text, [(stop,)])


def _report(scene: Scene, broadcast: Broadcast) -> str:
    """Say what came of every message, why some did not arrive, and how many of each unit were not reached."""
    counted = tally(scene.session, broadcast.id)
    is_stopped = broadcast.state is BroadcastState.STOPPED
    head = "broadcast-report-stopped" if is_stopped else "broadcast-report"
    total = max(counted.total, broadcast.recipients)
    lines = [scene.voice.html(head, total=total, sent=counted.sent, read=counted.read)]
    lines += _causes(scene, counted, never_written=total - counted.total)
    missed = unreached(scene.session, broadcast)
    if missed and not is_stopped:
        lines.append(scene.voice.html("broadcast-unreached", count=sum(unit.people for unit in missed)))
        lines += [
            scene.voice.html("broadcast-unreached-unit", unit=unit.unit, count=unit.people)
            for unit in missed[:UNITS_LISTED]
        ]
        rest = missed[UNITS_LISTED:]
        if rest:
            people = sum(unit.people for unit in rest)
            lines.append(scene.voice.html("broadcast-unreached-rest", units=len(rest), count=people))
    return "\n".join(lines)


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
