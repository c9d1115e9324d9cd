"""The card of a unit's people, for its liaison: one button a person, one more tap before anyone is let go."""

from __future__ import annotations

from bot.chat.buttons import Verb, button
from bot.chat.cards.paging import clamp, pager
from bot.chat.cards.scene import Face, Scene
from bot.model import Cadre, Unit
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.rights import Right, may
from bot.services import members, outbox, people
from bot.services.delivery import Dropped

PER_PAGE = 16
LONGEST_TITLE = 12


def draw(scene: Scene) -> Face | Dropped:
    """Draw the people of a unit, for one who may change its roster."""
    if not may(people.grants_of(scene.session, scene.cadre_id), Right.APPROVE_CLAIM, scene.number):
        return Dropped("no right any more")
    unit = scene.session.get_one(Unit, scene.number)
    found = members.members(scene.session, unit.id)
    card = outbox.find_card(scene.session, scene.chat_key, members.subject_of(unit.id))
    page = clamp(card.page if card is not None else 0, len(found), PER_PAGE)
    asked = next((cadre for cadre in found if card is not None and str(cadre.id) == card.view), None)
    if asked is not None:
        return _ask(scene, unit, asked, page)
    buttons = [
        button(_label(scene, cadre), Verb.MEMBER, unit.id, cadre.id, page)
        for cadre in found[page * PER_PAGE : (page + 1) * PER_PAGE]
    ]
    rows: list[tuple[Button, ...]] = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    rows += pager(scene, page, len(found), PER_PAGE, Verb.MEMBERS, unit.id)
    return Face(scene.voice.html("members-head", unit=unit.name, count=len(found)), InlineKeyboard(tuple(rows)))


def _ask(scene: Scene, unit: Unit, cadre: Cadre, page: int) -> Face:
    text = scene.voice.html("members-ask", unit=unit.name, name=cadre.name, number=cadre.roster_no)
    leave = button(scene.voice.plain("button-member-left"), Verb.MEMBER_LEFT, unit.id, cadre.id)
    back = button(scene.voice.plain("button-cancel"), Verb.MEMBERS, unit.id, page)
    return Face(text, InlineKeyboard(((leave,), (back,))))


def _label(scene: Scene, cadre: Cadre) -> str:
    if not cadre.title:
        return cadre.name
    return scene.voice.plain("claims-name", name=cadre.name, title=cadre.title[:LONGEST_TITLE])
