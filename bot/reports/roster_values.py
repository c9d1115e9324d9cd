"""What a single value of a roster may be: numbers that must not come in, signs, spaces, roles, degrees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from bot.reports.columns import ROLE_WORDS, folded

# Not within longer numbers, and not the decimals of a degree.
IDENTITY: Final = re.compile(r"(?<![\d.])\d{17}[\dXx](?![\dA-Za-z])")
PHONE: Final = re.compile(r"(?<![\d.])(?:\+?86)?1\d{10}(?!\d)")
HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
SHOWN_LENGTH: Final = 40


def personal_number(text: str) -> str | None:
    """Return the fault's key when the text holds what looks like an identity or a phone number, else None."""
    if len(text) < 11:
        return None
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"(?<=\d)[ -](?=\d)", "", plain)
    if IDENTITY.search(plain):
        return "roster-fault-identity-number"
    return "roster-fault-phone-number" if PHONE.search(plain) else None


def shortened(text: str) -> str:
    """Return a value as a fault repeats it, at most 40 characters."""
    plain = "".join(sign if sign.isprintable() else "·" for sign in text)
    return plain if len(plain) <= SHOWN_LENGTH else plain[: SHOWN_LENGTH - 1] + "…"


def tidy(text: str) -> str:
    """Return the text without outer spaces and with single ones inside; none inside when it is Chinese."""
    words = text.split()
    return "".join(words) if HAN.search(text) and all(HAN.search(word) for word in words) else " ".join(words)


def forbidden_sign(text: str) -> str | None:
    """Return the first sign that may not stand in a name, as ``<`` or ``U+200B``, or None.

    Brackets would pass for markup; control, invisible and private signs make two names look alike.
    """
    for sign in text:
        if sign in "<>":
            return sign
        if unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs"}:
            return f"U+{ord(sign):04X}"
    return None


def names(text: str) -> list[str]:
    """Return the names of a cell that holds several, each tidy and in their order."""
    # Not normalized as words are: a name may have full-width signs that are its own.
    return [name for part in re.split(r"[、，,;；]", text) if (name := tidy(part))]


def whole_number(text: str, most: int) -> int | None:
    """Return a whole number from 1 to ``most``, or None when the text is none."""
    plain = folded(text)
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= len(str(most))):
        return None
    return int(plain) if 1 <= int(plain) <= most else None


def role_words(text: str) -> Iterator[tuple[str, str | None]]:
    """Yield each word of a cell of roles with its role: empty for a plain cadre, None for a word nobody knows."""
    for word in re.split(r"[、,;/]", unicodedata.normalize("NFKC", text)):
        if plain := folded(word):
            yield word.strip(), ROLE_WORDS.get(plain)


def degrees(text: str) -> float | None:
    """Return a coordinate in degrees, or None when the text is no number."""
    try:
        return float(unicodedata.normalize("NFKC", text).strip("°NEne "))
    except ValueError:
        return None
