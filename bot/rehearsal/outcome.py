"""What a story hands over when it is over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from bot.rehearsal.figures import Row
from bot.rehearsal.hands import Say
from bot.rehearsal.promises import Promise
from bot.sandbox import Phone

TRANSCRIPT_COLUMNS: Final = 44
"""How wide a chat is written down."""


def transcript_of(phone: Phone, zone: tzinfo, say: Say) -> str:
    """Write a phone's chat down in the words of ``say``."""
    return phone.transcript(zone, width=TRANSCRIPT_COLUMNS, photo=say("demo-photo"))


def as_file(text: str) -> bytes:
    """Return a text as a file, its last line ended."""
    return f"{text}\n".encode()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rehearsal came to: the table with the key of its heading, the promises, and the files by name."""

    rows: list[Row]
    promises: list[Promise]
    files: dict[str, bytes]
    head: str = "demo-table"


def papers_on(phone: Phone, *, chart: str, workbook: str) -> Iterable[tuple[str, bytes]]:
    """Find a chart and its workbook on a reader's phone, each under the name it is to have."""
    for message in phone.messages:
        if message.photo is not None:
            yield chart, message.photo
        if message.document is not None:
            yield workbook, message.document
