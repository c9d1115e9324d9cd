"""Faults and changes of a roster in the reader's words, for the card and for the file of all faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.chat.phrases import Voice
from bot.rules.roster_sheet import RosterFault
from bot.texts import Markup

BYTE_ORDER_MARK = "\ufeff"
"""Without it, old editors on Windows take Chinese text for something else."""


def fault_html(voice: Voice, key: str, params: Mapping[str, Any]) -> Markup:
    """Say what is wrong with a row, as Telegram HTML."""
    return voice.html(key, **_worded(voice, params))


def fault_lines(voice: Voice, faults: Iterable[RosterFault]) -> list[str]:
    """Say in plain words what is wrong with each row."""
    return [voice.plain(fault.key, **_worded(voice, fault.placeholders)) for fault in faults]


def fault_file(voice: Voice, faults: Iterable[RosterFault]) -> bytes:
    """Write all faults down, one a line."""
    numbered = [f"{number}. {line}" for number, line in enumerate(fault_lines(voice, faults), 1)]
    return (BYTE_ORDER_MARK + "\r\n".join(numbered) + "\r\n").encode()


def _worded(voice: Voice, params: Mapping[str, Any]) -> dict[str, Any]:
    """Name sheet and column in the reader's language where the file itself does not."""
    words = dict(params)
    if sheet_key := words.pop("sheet_key", None):
        words["sheet"] = voice.plain(str(sheet_key))
    heading = words.pop("heading_en", None)
    if heading is not None and voice.language == "en":
        words["heading"] = heading
    return words


def example(voice: Voice, change: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Return the text, and its placeholders, that names a person whom a roster adds or changes, and what changes."""
    parts = [voice.plain(f"roster-what-{what}") for what in change["what"]]
    parts += [f"＋{voice.plain(f'roster-role-{role}')}" for role in change["granted"]]
    parts += [f"－{voice.plain(f'roster-role-{role}')}" for role in change["taken"]]
    key = "roster-example-changed" if parts else "roster-example"
    joint = voice.plain("roster-joint")
    return key, {"unit": change["unit"], "name": change["name"], "what": joint.join(parts)}
