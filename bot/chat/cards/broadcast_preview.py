"""A broadcast as it will look, with whom it reaches and what it costs them: for its author, and for a second person."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat.cards.broadcast_notice import file_of, notice
from bot.chat.cards.broadcast_sides import Rows, act_button, cancel_button, draw_audiences, face, kind_of_site
from bot.chat.cards.scene import Face, Scene
from bot.model import Activity, Broadcast, BroadcastState, Cadre, Unit
from bot.rules.audience import Audience, AudienceKind
from bot.rules.delivery import FileKind
from bot.rules.markup import LONGEST_MESSAGE, length_of, plain
from bot.services import broadcasts
from bot.services.broadcast_confirming import limits_of
from bot.services.broadcast_figures import MANY, Coverage, burden, coverage
from bot.services.broadcast_people import passing_on
from bot.services.delivery import Dropped
from bot.services.outbox import Day, DayAndTime
from bot.texts import Markup, formats

LONGEST_EXCERPT = 1_000
UNITS_NAMED = 10


def draw(scene: Scene, broadcast: Broadcast) -> Face:
    """Show whom it goes to, what they will read, and what that costs them."""
    audience = Audience.from_json(broadcast.audience)
    if audience is None:
        return draw_audiences(scene, broadcast)
    reached, number = coverage(scene.session, audience), broadcast.id
    change = act_button(scene, "button-broadcast-edit", "turn", number, "audience")
    time = "button-broadcast-change-time" if broadcast.send_at else "button-broadcast-time"
    keep = (act_button(scene, "button-broadcast-keep", "turn", number, "name"),) if broadcast.text else ()
    rows: Rows = [
        (
            act_button(scene, time, "time", number),
            act_button(scene, "button-broadcast-buttons", "turn", number, "buttons"),
            *keep,
        ),
        (change, cancel_button(scene, broadcast)),
    ]
    warning = scene.voice.html("fault-broadcast-nobody")
    if reached.reachable:
        label = "button-broadcast-send-later" if broadcast.send_at else "button-broadcast-send"
        send = act_button(scene, label, "send", number, broadcast.version)
        rows = [(send, act_button(scene, "button-broadcast-trial", "trial", number)), *rows]
        warning = scene.voice.html("broadcast-preview-warning")
    lines = [
        *_preview(scene, broadcast, audience, reached),
        *_left_out(scene, reached),
        *_second(scene, audience, reached),
    ]
    return face(_joined(scene, lines, notice(scene, broadcast), warning), rows)


def _preview(scene: Scene, broadcast: Broadcast, audience: Audience, reached: Coverage) -> list[Markup]:
    """Say whom it is for, when it leaves, what it carries, and how much its readers have got of late."""
    hours = broadcasts.hours_of(scene.settings)
    lines = [
        scene.voice.html(
            "broadcast-preview",
            audience=_named(scene, audience),
            units=reached.units,
            people=reached.people,
            reachable=reached.reachable,
            minutes=max(1, -(-hours.seconds_for(reached.reachable) // 60)),
        )
    ]
    if audience.kind is AudienceKind.UNLINKED:
        told = passing_on(scene.session)
        lines.append(scene.voice.html("broadcast-preview-passing-on", count=told.people))
        if told.without_liaison:
            names = formats.listed(told.without_liaison[:UNITS_NAMED], scene.voice.language)
            count = len(told.without_liaison)
            lines.append(scene.voice.html("broadcast-preview-no-liaison", count=count, units=names))
    loaded = burden(scene.session, audience, since=_monday(scene))
    if loaded:
        lines.append(scene.voice.html("broadcast-preview-burden", count=loaded, many=MANY))
    file = file_of(scene.session, broadcast)
    if file is not None:
        key = "broadcast-preview-photo" if file.kind == FileKind.PHOTO else "broadcast-preview-file"
        lines.append(scene.voice.html(key, name=file.name))
    leaves_at = hours.leaves_at(scene.now)
    if broadcast.send_at is not None:
        lines.append(scene.voice.html("broadcast-preview-at", at=DayAndTime(broadcast.send_at)))
    elif leaves_at > scene.now:
        lines.append(scene.voice.html("broadcast-preview-quiet", at=DayAndTime(leaves_at)))
    return lines


def _monday(scene: Scene) -> datetime:
    """Return when the present week began."""
    today = scene.now.astimezone(scene.voice.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=today.weekday())


def _second(scene: Scene, audience: Audience, reached: Coverage) -> list[Markup]:
    """Say that a second person must approve it, and why: it is large, or some have had enough of late."""
    limits = limits_of(scene.settings)
    if limits.people and reached.reachable > limits.people:
        return [scene.voice.html("broadcast-preview-second", limit=limits.people)]
    overdone = limits.overdone(scene.session, audience, now=scene.now) if limits.people else 0
    if not overdone:
        return []
    return [scene.voice.html("broadcast-preview-overdone", count=overdone, many=limits.weekly_budget)]


def _joined(scene: Scene, lines: list[Markup], text: Markup, warning: Markup) -> str:
    """Set the text between two rules; one too long for a single message is shown by its beginning."""
    rule = "——————"
    whole = "\n".join([*lines, rule, text, rule, warning])
    if length_of(whole) <= LONGEST_MESSAGE:
        return whole
    cut = scene.voice.html("broadcast-preview-cut", text=plain(text)[:LONGEST_EXCERPT])
    return "\n".join([*lines, rule, cut, rule, warning])


def _named(scene: Scene, audience: Audience) -> str:
    """Say whom an audience means."""
    match audience.kind:
        case AudienceKind.ALL | AudienceKind.UNLINKED:
            return scene.voice.plain(f"broadcast-audience-{audience.kind}")
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
        case AudienceKind.ROLE:
            return scene.voice.plain(f"broadcast-role-{audience.role}")
        case AudienceKind.SITES:
            return scene.voice.plain("broadcast-audience-sites", kind=kind_of_site(scene, audience.site_kind))
        case AudienceKind.LIST:
            return scene.voice.plain("broadcast-audience-list", count=len(audience.cadre_ids))


def _left_out(scene: Scene, reached: Coverage) -> list[Markup]:
    """Say who gets nothing, and why."""
    counts = {
        "unlinked": reached.unlinked,
        "no-consent": reached.no_consent,
        "blocked": reached.blocked,
        "gone": reached.gone,
    }
    return [scene.voice.html(f"broadcast-left-out-{reason}", count=count) for reason, count in counts.items() if count]


def draw_approval(scene: Scene) -> Face | Dropped:
    """Draw a large broadcast for a second person: the preview with 批准 and 退回, or what became of it."""
    broadcast = scene.session.get(Broadcast, scene.number)
    audience = Audience.from_json(broadcast.audience) if broadcast is not None else None
    if broadcast is None or audience is None:
        return Dropped("no such broadcast")
    if broadcast.approved_by is not None:
        by = scene.session.get_one(Cadre, broadcast.approved_by)
        return Face(scene.voice.html("broadcast-approval-given", name=by.name))
    if broadcast.state is not BroadcastState.WAITING:
        word = "cancelled" if broadcast.state is BroadcastState.CANCELLED else "returned"
        return Face(scene.voice.html(f"broadcast-approval-{word}"))
    author = scene.session.get_one(Cadre, broadcast.confirmed_by or broadcast.author_id)
    reached = coverage(scene.session, audience)
    lines = [
        scene.voice.html("broadcast-approval", name=author.name),
        *_preview(scene, broadcast, audience, reached),
        *_left_out(scene, reached),
    ]
    rows: Rows = [
        (
            act_button(scene, "button-broadcast-approve", "approve", broadcast.id, broadcast.version),
            act_button(scene, "button-broadcast-return", "return", broadcast.id, broadcast.version),
        ),
        (act_button(scene, "button-broadcast-trial", "trial", broadcast.id),),
    ]
    warning = scene.voice.html("broadcast-preview-warning")
    return face(_joined(scene, lines, notice(scene, broadcast), warning), rows)
