"""Keyboards of plain messages: the small standing one, and the buttons that some texts carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.chat import entry, roster_keyboards, summaries
from bot.chat.buttons import Verb, button
from bot.chat.cards import broadcast
from bot.chat.phrases import Voice
from bot.rules.attendance import LeaveReason
from bot.rules.delivery import InlineKeyboard, Key, Keyboard, ReplyKeyboard

STANDING_KEYS = ("key-check-in", "key-today", "key-leave", "key-me")


def standing(voice: Voice) -> ReplyKeyboard:
    """Draw the small keyboard: a check-in by message outlives an outage, a tap does not."""
    keys = tuple(Key(voice.plain(key)) for key in STANDING_KEYS)
    return ReplyKeyboard((keys[:2], keys[2:]))


def leave_menu(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """Draw the reasons for leave of one activity."""
    reasons = [
        button(voice.plain(f"leave-{reason}"), Verb.LEAVE, params["activity"], reason.value) for reason in LeaveReason
    ]
    return InlineKeyboard((tuple(reasons[:2]), tuple(reasons[2:])))


def undo(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """Draw 撤销 under what a plain reply to a call came to."""
    states = params["before"], params["after"]
    return InlineKeyboard(((button(voice.plain("button-undo"), Verb.SUMMONS_UNDO, params["activity"], *states),),))


Draw = Callable[[Voice, Mapping[str, Any]], Keyboard]

KEYBOARDS: dict[str, Draw] = {
    "roster-send-file": roster_keyboards.send_file,
    "invites-offer": roster_keyboards.offer,
    "invites-again": roster_keyboards.again,
    "broadcast-ask-text": lambda voice, _params: broadcast.ask_keyboard(voice),
    "welcome": lambda voice, _params: standing(voice),
    "leave-menu": leave_menu,
    **{f"message-summons-{outcome}": undo for outcome in ("coming", "waiting", "declined", "dropped")},
    "summary-week": summaries.week,
    "summary-unit": summaries.unit,
    "group-hint": summaries.private_chat,
    "welcome-staff": lambda voice, _params: standing(voice),
    "language-changed": lambda voice, _params: standing(voice),
    "notice": entry.notice,
    "notice-personal": entry.notice,
    "notice-renewed": entry.notice,
    "change-unit-ask": entry.change_unit,
    "delete-ask": entry.delete,
    "settings": entry.settings,
}


def keyboard_for(kind: str, voice: Voice, params: Mapping[str, Any]) -> Keyboard | None:
    """Return the keyboard that a kind of message carries, or None."""
    draw = KEYBOARDS.get(kind)
    return draw(voice, params) if draw else None
