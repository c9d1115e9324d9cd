"""What the parts of a plan's card share: buttons that name the plan, and pages to choose from."""

from __future__ import annotations

from typing import Final

from bot.chat.buttons import Verb, button
from bot.chat.cards.paging import pager
from bot.chat.cards.scene import Face, Scene
from bot.model import Plan
from bot.rules.delivery import Button, InlineKeyboard

A_PAGE: Final = 8

Rows = list[tuple[Button, ...]]


def plan_button(scene: Scene, key: str, plan: Plan, act: str, *args: object, **params: object) -> Button:
    """Draw a button of a plan: what it does and to what, and the parameters of its words."""
    return button(scene.voice.plain(key, **params), Verb.PLAN, plan.id, act, *args)


def paged(
    scene: Scene,
    plan: Plan,
    head: str,
    rows: Rows,
    page: int,
    count: int,
    act: tuple[object, ...],
    *,
    back: tuple[object, ...] = ("whole",),
    **params: object,
) -> Face:
    """Draw one page of a choice: ``act`` turns to another page, ``back`` leads away, ``params`` are the head's."""
    rows += pager(scene, page, count, A_PAGE, Verb.PLAN, plan.id, *act)
    rows.append((plan_button(scene, "button-plan-back", plan, str(back[0]), *back[1:]),))
    text = scene.voice.html(head, page=page + 1, pages=max(-(-count // A_PAGE), 1), **params)
    return Face(text, InlineKeyboard(tuple(rows)))
