"""Buttons under the plain messages about roster and invitations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.chat.buttons import Verb, button
from bot.chat.phrases import Voice
from bot.rules.delivery import InlineKeyboard
from bot.services.invite_files import ALL, FEW


def send_file(voice: Voice, _params: Mapping[str, Any]) -> InlineKeyboard:
    """Offer the template to who is asked for a roster."""
    return InlineKeyboard(((button(voice.plain("button-roster-template"), Verb.ROSTER_TEMPLATE),),))


def offer(voice: Voice, _params: Mapping[str, Any]) -> InlineKeyboard:
    """Let the organizer choose for whom invitations are made."""
    few = button(voice.plain("button-invites-few"), Verb.INVITES, FEW)
    everyone = button(voice.plain("button-invites-all"), Verb.INVITES, ALL)
    return InlineKeyboard(((few,), (everyone,)))


def again(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """Ask before invitations are replaced; the newest one is named, so that a doubled tap makes no second file."""
    renew = button(voice.plain("button-invites-renew"), Verb.INVITES, params["scope"], params["latest"])
    end = button(voice.plain("button-invites-end"), Verb.INVITES_END, params["scope"])
    return InlineKeyboard(((renew, end),))
