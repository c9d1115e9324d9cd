"""Buttons under the plain messages about roster and invitations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.chat.buttons import Verb, button
from bot.chat.phrases import Voice
from bot.rules.delivery import InlineKeyboard
from bot.services.invite_files import ALL, FEW


def send_file(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """Offer the template to who is asked for a roster, and the suspected doubles where somebody looks like one."""
    rows = [(button(voice.plain("button-roster-template"), Verb.ROSTER_TEMPLATE),)]
    count = params.get("doubles", 0)
    if count or params.get("different"):
        rows.append((button(voice.plain("button-roster-doubles", count=count), Verb.DOUBLES, "open"),))
    return InlineKeyboard(tuple(rows))


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


def link(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """Offer a liaison a fresh link of the own unit."""
    return InlineKeyboard(((button(voice.plain("button-reach-link"), Verb.REACH, "link", params["unit_id"]),),))


def link_again(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """Ask before the link in force is replaced; it is named, so that a doubled tap ends no newer one."""
    label = voice.plain("button-reach-link-again")
    return InlineKeyboard(((button(label, Verb.REACH, "link", params["unit_id"], params["held"]),),))
