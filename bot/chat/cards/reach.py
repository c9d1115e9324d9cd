"""The organizer's card of reach: who can be written to, unit by unit, and what came of the latest drill."""

from __future__ import annotations

from bot.chat.buttons import Verb, button
from bot.chat.cards.paging import clamp, pager
from bot.chat.cards.scene import Face, Scene
from bot.model import BroadcastState
from bot.rules.delivery import InlineKeyboard
from bot.rules.rights import Right, may
from bot.services import drill_results, drills, outbox, people, reach
from bot.services.delivery import Dropped
from bot.services.drill_results import Result
from bot.services.outbox import DayAndTime, TimeOfDay
from bot.services.reach import UnitReach

UNITS_A_PAGE = 10


def draw(scene: Scene) -> Face | Dropped:
    """Draw one page of the units, or the question before a drill."""
    if not may(people.grants_of(scene.session, scene.cadre_id), Right.PLAN):
        return Dropped("no right any more")
    weeks = scene.settings.registration.silent_weeks
    units = reach.by_unit(scene.session, today=scene.today, silent_weeks=weeks)
    if not units:
        return Face(scene.voice.html("units-none"))
    card = outbox.find_card(scene.session, scene.chat_key, reach.SUBJECT)
    page = clamp(card.page if card is not None else 0, len(units), UNITS_A_PAGE)
    everyone = reach.total(units)
    if scene.view == reach.DRILL:
        return _ask(scene, everyone, page)
    voice = scene.voice
    lines: list[str] = [voice.html("reach-head", units=len(units), weeks=weeks, **_figures(everyone))]
    result = _result(scene, lines)
    for place, unit in list(enumerate(units, 1))[page * UNITS_A_PAGE : (page + 1) * UNITS_A_PAGE]:
        line = voice.html("reach-line", place=place, name=unit.name, **_figures(unit))
        answered = result.units.get(unit.unit_id) if result is not None else None
        if answered is not None:
            line = voice.html("reach-line-drill", line=line, sent=answered.sent, read=answered.read)
        lines.append(line)
    rows = pager(scene, page, len(units), UNITS_A_PAGE, Verb.REACH, "page")
    rows.append((button(voice.plain("button-reach-drill"), Verb.REACH, "ask"),))
    return Face("\n".join(lines), InlineKeyboard(tuple(rows)))


def _figures(unit: UnitReach) -> dict[str, int]:
    names = ("people", "linked", "missing", "blocked", "deactivated", "silent")
    return {name: getattr(unit, name) for name in names}


def _result(scene: Scene, lines: list[str]) -> Result | None:
    """Say what came of the latest drill; return its figures once they are worth a look."""
    drill = drills.latest(scene.session, now=scene.now)
    if drill is None:
        return None
    voice = scene.voice
    if drill.state is BroadcastState.WAITING:
        lines.append(voice.html("reach-drill-waiting"))
        return None
    result = drill_results.result(scene.session, drill)
    if scene.now < result.ready_at:
        began, ready = DayAndTime(result.began_at), TimeOfDay(result.ready_at)
        lines.append(voice.html("reach-drill-running", began=began, ready=ready))
        return None
    sent = sum(each.sent for each in result.units.values())
    read = sum(each.read for each in result.units.values())
    lines.append(voice.html("reach-drill-result", began=DayAndTime(result.began_at), sent=sent, read=read))
    return result


def _ask(scene: Scene, everyone: UnitReach, page: int) -> Face:
    voice, drill = scene.voice, drills.latest(scene.session, now=scene.now)
    lines = [voice.html("reach-drill-ask", count=everyone.linked)]
    if drill is not None:
        lines.append(voice.html("reach-drill-last", at=DayAndTime(drill.created_at)))
    sure = button(voice.plain("button-reach-drill-sure"), Verb.REACH, "drill")
    back = button(voice.plain("button-reach-back"), Verb.REACH, "page", page)
    return Face("\n".join(lines), InlineKeyboard(((sure,), (back,))))
