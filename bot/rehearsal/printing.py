"""Writes progress, table and promises to the terminal: plain lines, nothing that moves, fit for a file as well."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.rehearsal.figures import Row
from bot.rehearsal.promises import Promise
from bot.rehearsal.week import Week
from bot.sandbox.transcript import columns
from bot.texts import formats, load_texts

SHOWN_NOTES: Final = 5
KEPT: Final = {True: "✓", False: "✗"}


class Printer:
    """Says lines of the catalogs in one language through ``write``."""

    def __init__(self, write: Callable[[str], object], language: str) -> None:
        self._write = write
        self._language = language

    def say(self, key: str, **params: str | int) -> str:
        """Return a line in the reader's language."""
        return load_texts().format(self._language, key, **params)

    def line(self, key: str, **params: str | int) -> None:
        """Write a line of the catalogs."""
        self._print(self.say(key, **params))

    def progress(self, key: str, at: datetime, zone: ZoneInfo, counts: Mapping[str, str | int]) -> None:
        """Write how far the story has come."""
        text = self.say(key, **counts)
        self.line("demo-progress", at=formats.day_time(at, zone, self._language), text=text)

    def table(self, rows: Sequence[Row], head: str = "demo-table") -> None:
        """Write the table, labels in one column."""
        pairs = [self.say(row.key, **row.params).split(" | ", 1) for row in rows]
        width = max(columns(label) for label, _content in pairs)
        self._print(f"\n{self.say(head)}")
        for label, content in pairs:
            self._print(f"  {label}{' ' * (width - columns(label))}  {content}")

    def promises(self, promises: Iterable[Promise]) -> None:
        """Write each promise with its mark, and under a broken one what broke it."""
        self._print(f"\n{self.say('demo-promises')}")
        for promise in promises:
            self._print(f"  {KEPT[promise.is_kept]} {self.say(promise.key, **promise.params)}")
            notes = [*promise.notes, *(self._difference(each) for each in promise.differences)]
            for note in notes[:SHOWN_NOTES]:
                self._print(f"      {note}")
            if len(notes) > SHOWN_NOTES:
                self._print(f"      {self.say('demo-more', count=len(notes) - SHOWN_NOTES)}")

    def _difference(self, found: object) -> str:
        return self.say(
            "demo-note", **{name: str(getattr(found, name)) for name in ("roster_no", "what", "diary", "table")}
        )

    def _print(self, text: str) -> None:
        self._write(f"{text}\n")


def counts(week: Week) -> dict[str, str | int]:
    """Count what the lines of progress tell, from the diaries and the sandbox alone."""
    diaries = [person.diary for person in week.people]
    began, ended = week.outages[-1] if week.outages else (week.agenda.now, week.agenda.now)
    gone = ended - began
    return {
        "linked": sum(bool(person.phone.reply_keyboard) for person in week.people),
        "noticed": len(week.notice.addressed),
        "read": len(week.notice.readers),
        "sends": len(week.stage.sandbox.world.sends),
        "answered": sum(bool(diary.answers) for diary in diaries),
        "present": sum(diary.check_in is not None for diary in diaries),
        "confirmed": sum(liaison.has_confirmed for liaison in week.liaisons),
        "minutes": gone.seconds // 60,
        "seconds": gone.seconds,
    }
