"""Codes of a place: six digits to say aloud, and what the QR pictures of a place carry.

All follow from a secret of the place, so nothing but the secret is kept. A code belongs to a time slot as long as its
lifetime; it is taken until the slot after its own has ended. A picture carries the slot and a seal that nobody can
guess; a printed sheet carries no slot and holds for its place and day. Whether anybody may check in, services decide.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

DIGITS: Final = 6
LARGEST_ID: Final = 2**31 - 1
SEAL_BYTES: Final = 16
"""128 bits, 22 characters of the 64 that a start link carries."""

_CODE = re.compile(r"[0-9]{6}")
_LIVE = re.compile(r"code-([0-9]{1,10})-([0-9]{1,10})-([A-Za-z0-9_-]{22})")
_PAPER = re.compile(r"paper-([0-9]{1,10})-([A-Za-z0-9_-]{22})")


@dataclass(frozen=True, slots=True)
class Payload:
    """What a scanned picture says, still unproven: the place, the time slot (None on a printed sheet) and the seal."""

    shift_id: int
    slot: int | None
    seal: str


def slot_of(at: datetime, lifetime: timedelta) -> int:
    """Number the time slot of a moment; slots are as long as ``lifetime`` and begin on its multiples since 1970."""
    return int(at.timestamp()) // int(lifetime.total_seconds())


def ends_at(slot: int, lifetime: timedelta) -> datetime:
    """Return when a slot ends, and with it the time in which its code is shown."""
    return datetime.fromtimestamp((slot + 1) * int(lifetime.total_seconds()), UTC)


def taken_until(slot: int, lifetime: timedelta) -> datetime:
    """Return until when the code of a slot is taken: one lifetime longer than it is shown."""
    return ends_at(slot + 1, lifetime)


def live_slots(at: datetime, lifetime: timedelta) -> tuple[int, int]:
    """Return the slots whose codes are taken at a moment: the present one and the one before."""
    present = slot_of(at, lifetime)
    return present, present - 1


def code_of(secret: str, shift_id: int, slot: int) -> str:
    """Return the code of a place for one time slot: six digits, zeros in front included."""
    digest = _digest(secret, f"code:{shift_id}:{slot}")
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}}"


def spoken(code: str) -> str:
    """Write a code in two groups of three, as it is said aloud."""
    return f"{code[:3]} {code[3:]}"


def code_in(text: str) -> str | None:
    """Return the code that a message is, however it was typed (``123 456``, full-width digits), or None."""
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    return plain if _CODE.fullmatch(plain) else None


def live_payload(secret: str, shift_id: int, slot: int) -> str:
    """Return what the QR picture of one time slot carries: at most 50 characters of ``A-Z a-z 0-9 _ -``."""
    return f"code-{shift_id}-{slot}-{_seal(secret, f'live:{shift_id}:{slot}')}"


def paper_payload(secret: str, shift_id: int, on: date) -> str:
    """Return what a printed sheet carries: the same for a place and day, worth something while check-in is open."""
    return f"paper-{shift_id}-{_seal(secret, _paper(shift_id, on))}"


def read_payload(text: str) -> Payload | None:
    """Read what a start link carries; None where it is not about a place, such as an invitation."""
    if found := _LIVE.fullmatch(text):
        payload = Payload(int(found[1]), int(found[2]), found[3])
    elif found := _PAPER.fullmatch(text):
        payload = Payload(int(found[1]), None, found[2])
    else:
        return None
    return payload if payload.shift_id <= LARGEST_ID else None


def is_genuine(payload: Payload, secret: str, on: date) -> bool:
    """Tell whether a payload was made from the secret of its place; ``on`` is the day of a printed sheet."""
    named = _paper(payload.shift_id, on) if payload.slot is None else f"live:{payload.shift_id}:{payload.slot}"
    return hmac.compare_digest(payload.seal, _seal(secret, named))


def _paper(shift_id: int, on: date) -> str:
    return f"paper:{shift_id}:{on.isoformat()}"


def _seal(secret: str, named: str) -> str:
    return urlsafe_b64encode(_digest(secret, named)[:SEAL_BYTES]).decode().rstrip("=")


def _digest(secret: str, named: str) -> bytes:
    return hmac.digest(secret.encode(), named.encode(), hashlib.sha256)
