"""The organizer's card of the units: which are switched on, and what the others lack."""

from __future__ import annotations

from bot.chat.buttons import Verb, button
from bot.chat.cards.paging import clamp, pager
from bot.chat.cards.scene import Face, Scene
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.rights import Right, may
from bot.services import outbox, people, units
from bot.services.delivery import Dropped
from bot.services.units import UnitState

UNITS_A_PAGE = 8
BUTTONS_A_ROW = 4


def draw(scene: Scene) -> Face | Dropped:
    """Draw one page of the units in the operator's order."""
    if not may(people.grants_of(scene.session, scene.cadre_id), Right.PLAN):
        return Dropped("no right to the units")
    everyone = units.list_units(scene.session)
    voice = scene.voice
    if not everyone:
        return Face(voice.html("units-none"))
    card = outbox.find_card(scene.session, scene.chat_key, units.SUBJECT)
    page = clamp(card.page if card else 0, len(everyone), UNITS_A_PAGE)
    first = page * UNITS_A_PAGE
    shown = list(enumerate(everyone, 1))[first : first + UNITS_A_PAGE]
    head = voice.html("units-head", count=len(everyone), enabled=sum(unit.is_enabled for unit in everyone))
    lines = [head, *(_line(scene, place, unit) for place, unit in shown)]
    switches = [_switch(scene, place, unit) for place, unit in shown]
    rows = [tuple(switches[start : start + BUTTONS_A_ROW]) for start in range(0, len(switches), BUTTONS_A_ROW)]
    rows += pager(scene, page, len(everyone), UNITS_A_PAGE, Verb.UNITS_TURN)
    return Face("\n".join(lines), InlineKeyboard(tuple(rows)))


def _line(scene: Scene, place: int, unit: UnitState) -> str:
    voice = scene.voice
    words = [voice.plain("units-on" if unit.is_enabled else "units-off")]
    words += [] if unit.has_site else [voice.plain("units-lacks-site")]
    words += [] if unit.has_liaison else [voice.plain("units-lacks-liaison")]
    state = voice.plain("roster-joint").join(words)
    return voice.html("units-line", place=place, name=unit.name, state=state, linked=unit.linked, people=unit.people)


def _switch(scene: Scene, place: int, unit: UnitState) -> Button:
    key = "button-unit-off" if unit.is_enabled else "button-unit-on"
    return button(scene.voice.plain(key, place=place), Verb.UNIT_SWITCH, unit.unit_id, int(not unit.is_enabled))
