"""Buttons under the weekly summary and under the hint in a group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.chat.buttons import Verb, button
from bot.chat.phrases import Voice
from bot.rules.delivery import Button, InlineKeyboard


def week(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """人员明细 of all units, and the running week or, under that one, the last."""
    other, word = ("button-last-week", "last") if params.get("is_running") else ("button-running-week", "now")
    return InlineKeyboard(
        (
            (
                button(voice.plain("button-persons"), Verb.PERSONS, params["first_on"], 0),
                button(voice.plain(other), Verb.SUMMARY, word),
            ),
        )
    )


def unit(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """下载明细 of the liaison's own unit."""
    download = button(voice.plain("button-download"), Verb.PERSONS, params["first_on"], params["unit_id"])
    return InlineKeyboard(((download,),))


def private_chat(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """The way from a group to the private chat."""
    link = Button(voice.plain("button-private-chat"), url=f"https://t.me/{params['username']}")
    return InlineKeyboard(((link,),))
