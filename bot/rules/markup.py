"""Telegram HTML as text: how long Telegram counts it, and whether it says what was typed."""

from __future__ import annotations

import html
import re
from typing import Final

LONGEST_MESSAGE: Final = 4_096
LONGEST_CAPTION: Final = 1_024
TAGS: Final = frozenset({"a", "b", "blockquote", "code", "i", "pre", "s", "span", "tg-emoji", "tg-spoiler", "u"})
_TAG: Final = re.compile(r"<(?P<end>/?)(?P<name>[a-z-]+)[^>]*>")
_ANY_TAG: Final = re.compile(r"<[^>]*>")


def units(text: str) -> int:
    """Count a text as Telegram does, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def plain(markup: str) -> str:
    """Return what a reader sees of a markup."""
    return html.unescape(_ANY_TAG.sub("", markup))


def length_of(markup: str) -> int:
    """Count a markup as Telegram does: in UTF-16 units, without its tags."""
    return units(plain(markup))


def is_sound(markup: str, text: str) -> bool:
    """Tell whether a markup shows just this text, with tags that Telegram knows, each closed in its turn.

    What crosses or is left open Telegram refuses as a whole, from the first reader to the last.
    """
    unclosed: list[str] = []
    for tag in _TAG.finditer(markup):
        if tag["name"] not in TAGS:
            return False
        if not tag["end"]:
            unclosed.append(tag["name"])
        elif not unclosed or unclosed.pop() != tag["name"]:
            return False
    return not unclosed and plain(markup).split() == text.split()
