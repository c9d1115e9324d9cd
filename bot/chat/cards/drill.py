"""The monthly card that proposes a drill of reach: whom it would reach, what it would cost, and one button."""

from __future__ import annotations

from datetime import date

from bot.chat.buttons import Verb, button
from bot.chat.cards.scene import Face, Scene
from bot.model import Broadcast, BroadcastState, Cadre
from bot.rules.delivery import InlineKeyboard
from bot.rules.rights import Right, may
from bot.services import drill_proposals, people
from bot.services.broadcast_confirming import limits_of
from bot.services.broadcasts import hours_of
from bot.services.delivery import Dropped
from bot.services.outbox import DayAndTime
from bot.texts.formats import month_name


def draw(scene: Scene) -> Face | Dropped:
    """Propose the drill, or say what became of the proposal."""
    if not may(people.grants_of(scene.session, scene.cadre_id), Right.BROADCAST):
        return Dropped("no right any more")
    voice = scene.voice
    month = date(scene.number // 100, scene.number % 100, 1)
    head = voice.html("drill-head", month=month_name(month.month, voice.language))
    drill = drill_proposals.drill_of(scene.session, month, voice.zone, now=scene.now)
    if drill is not None:
        return Face(f"{head}\n{_begun(scene, drill)}")
    if not drill_proposals.is_open(scene.session, month, now=scene.now):
        return Face(f"{head}\n{voice.html('drill-over')}")
    settings = scene.settings
    cost = drill_proposals.cost(scene.session, hours=hours_of(settings), limits=limits_of(settings), now=scene.now)
    minutes = -(-cost.seconds // 60)
    lines: list[str] = [head, voice.html("drill-cost", count=cost.people, minutes=minutes)]
    if cost.needs_second:
        lines.append(voice.html("drill-needs-second"))
    begin = button(voice.plain("button-reach-drill"), Verb.REACH, "monthly", scene.number)
    return Face("\n".join(lines), InlineKeyboard(((begin,),)))


def _begun(scene: Scene, drill: Broadcast) -> str:
    author = scene.session.get_one(Cadre, drill.author_id).name
    key = "drill-waiting" if drill.state is BroadcastState.WAITING else "drill-begun"
    return scene.voice.html(key, name=author, at=DayAndTime(drill.created_at))
