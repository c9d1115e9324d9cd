"""The texts that organizers keep: a page of their names, each to be used or dropped."""

from __future__ import annotations

from bot.chat.buttons import Verb, button
from bot.chat.cards.scene import Face, Scene
from bot.rules.delivery import Button, InlineKeyboard
from bot.services import broadcast_templates
from bot.services.broadcast_templates import DROPPING


def draw(scene: Scene) -> Face:
    """Draw a page of the list."""
    pages = broadcast_templates.pages_of(scene.session)
    if pages == 0:
        return Face(scene.voice.html("templates-none"))
    card = broadcast_templates.card_of(scene.session, scene.chat_key)
    page, is_dropping = min(card.page if card is not None else 0, pages - 1), scene.view == DROPPING
    act = "drop" if is_dropping else "use"
    rows: list[tuple[Button, ...]] = []
    for template in broadcast_templates.listed(scene.session, page):
        label = scene.voice.plain("templates-drop", name=template.name) if is_dropping else template.name
        rows.append((button(label, Verb.BROADCAST, act, template.id),))
    view = DROPPING if is_dropping else ""
    turning = [
        _turn(scene, label, to, view)
        for label, to in (("button-broadcast-page-before", page - 1), ("button-broadcast-page-after", page + 1))
        if 0 <= to < pages
    ]
    other = ("button-broadcast-back", "") if is_dropping else ("button-templates-drop", DROPPING)
    rows += [tuple(turning), (_turn(scene, other[0], page, other[1]),)]
    key = "templates-choose-to-drop" if is_dropping else "templates-choose"
    return Face(scene.voice.html(key, page=page + 1, pages=pages), InlineKeyboard(tuple(row for row in rows if row)))


def _turn(scene: Scene, label: str, page: int, view: str) -> Button:
    return button(scene.voice.plain(label), Verb.BROADCAST, "templates", page, view)
