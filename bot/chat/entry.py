"""Buttons of the plain messages by which people come in, change and leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.chat.buttons import Verb, button
from bot.chat.phrases import Voice
from bot.rules.delivery import InlineKeyboard


def notice(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """同意, 不同意."""
    invite = params["invite"]
    return InlineKeyboard(
        (
            (
                button(voice.plain("button-agree"), Verb.AGREE, invite),
                button(voice.plain("button-disagree"), Verb.DISAGREE, invite),
            ),
        )
    )


def change_unit(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """申请调入."""
    return InlineKeyboard(((button(voice.plain("button-change-unit"), Verb.CHANGE_UNIT, params["unit_id"]),),))


def delete(voice: Voice, _params: Mapping[str, Any]) -> InlineKeyboard:
    """确认解除绑定, 取消."""
    return InlineKeyboard(
        ((button(voice.plain("button-delete"), Verb.DELETE),), (button(voice.plain("button-cancel"), Verb.KEEP),))
    )
