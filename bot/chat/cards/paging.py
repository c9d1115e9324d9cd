"""Turning the pages of long cards."""

from __future__ import annotations

from bot.chat.buttons import Verb, button
from bot.chat.cards.scene import Scene
from bot.rules.delivery import Button


def clamp(page: int, items: int, items_a_page: int) -> int:
    """Return the page, from 0, or the last one where the list has become shorter."""
    return min(page, max(items - 1, 0) // items_a_page)


def pager(
    scene: Scene, page: int, items: int, items_a_page: int, verb: Verb, *args: object
) -> list[tuple[Button, ...]]:
    """Draw the row that turns pages, if there is more than one; the wanted page is the button's last argument."""
    row = []
    if page > 0:
        row.append(button(scene.voice.plain("button-page-before"), verb, *args, page - 1))
    if (page + 1) * items_a_page < items:
        row.append(button(scene.voice.plain("button-page-after"), verb, *args, page + 1))
    return [tuple(row)] if row else []
