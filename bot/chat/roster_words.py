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
    """Return the text, and its placeholders, that names a person whom a roster adds or changes, and what changes.

    Of who moves or is renamed it tells from what to what.
    """
    place = {"unit": change["unit"], "name": change["name"]}
    if "unit" in change["what"] and change.get("was_unit"):
        more = _what(voice, change, but="unit")
        return "roster-example-moved", place | {"was": change["was_unit"], "more": _in_brackets(voice, more)}
    if "name" in change["what"] and change.get("was_name"):
        more = _what(voice, change, but="name")
        return "roster-example-renamed", place | {"was": change["was_name"], "more": _in_brackets(voice, more)}
    what = _what(voice, change)
    return "roster-example-changed" if what else "roster-example", place | {"what": what}


def _what(voice: Voice, change: Mapping[str, Any], *, but: str = "") -> str:
    parts = [voice.plain(f"roster-what-{what}") for what in change["what"] if what != but]
    parts += [f"＋{voice.plain(f'roster-role-{role}')}" for role in change["granted"]]
    parts += [f"－{voice.plain(f'roster-role-{role}')}" for role in change["taken"]]
    return voice.plain("roster-joint").join(parts)


def _in_brackets(voice: Voice, what: str) -> str:
    return voice.plain("roster-brackets", what=what) if what else ""
