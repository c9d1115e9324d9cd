"""The organizer's card of a broadcast, from the first draft to the report: which of its faces is shown when."""

from __future__ import annotations

from bot.chat.cards import broadcast_preview
from bot.chat.cards.broadcast_report import draw_progress, draw_recall, draw_report, draw_waiting
from bot.chat.cards.broadcast_sides import SIDES, draw_audiences, draw_time
from bot.chat.cards.scene import Face, Scene
from bot.model import Broadcast, BroadcastState
from bot.services import broadcast_retraction, broadcasts
from bot.services.delivery import Dropped


def draw(scene: Scene) -> Face | Dropped:
    """Draw the organizer's card as the broadcast stands."""
    broadcast = scene.session.get(Broadcast, scene.number)
    if broadcast is None:
        return Dropped("no such broadcast")
    if broadcast.step == broadcast_retraction.ASKED and broadcast.state in broadcast_retraction.RETRACTABLE:
        return draw_recall(scene, broadcast)
    match broadcast.state:
        case BroadcastState.CANCELLED:
            return Face(scene.voice.html("broadcast-cancelled"))
        case BroadcastState.SCHEDULED if broadcast.step == "time":
            return draw_time(scene, broadcast)
        case BroadcastState.WAITING | BroadcastState.SCHEDULED:
            return draw_waiting(scene, broadcast)
        case BroadcastState.SENDING | BroadcastState.PAUSED:
            return draw_progress(scene, broadcast)
        case BroadcastState.STOPPED | BroadcastState.DONE:
            return draw_report(scene, broadcast)
        case BroadcastState.DRAFT:
            return _draw_draft(scene, broadcast)


def _draw_draft(scene: Scene, broadcast: Broadcast) -> Face:
    if scene.now - broadcast.created_at > broadcasts.DRAFT_LASTS:
        return Face(scene.voice.html("broadcast-stale"))
    if broadcast.step == "preview":
        return broadcast_preview.draw(scene, broadcast)
    return SIDES.get(broadcast.step, draw_audiences)(scene, broadcast)
