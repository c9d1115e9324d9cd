"""A file that was sent in and waits for its sender's word: a roster, or a sheet of the record that came back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.model.base import Base, Word


class ImportState(StrEnum):
    """Where an import stands; ``FAULTY`` can only be sent again."""

    WAITING = "waiting"
    FAULTY = "faulty"
    DONE = "done"
    CANCELLED = "cancelled"


class RosterImport(Base):
    """A file between preview and confirmation, so that a restart in between loses nothing.

    ``sheet`` holds the rows as read and is emptied when the import is settled. ``fingerprint`` is that of the tables
    which the preview of a roster was made from; ``summary`` is what the card shows.
    """

    __tablename__ = "roster_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    state: Mapped[ImportState] = mapped_column(Word(ImportState), default=ImportState.WAITING)
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    sheet: Mapped[dict[str, Any]] = mapped_column(default=dict)
    summary: Mapped[dict[str, Any]] = mapped_column(default=dict)
    settled_at: Mapped[datetime | None]

    @property
    def is_of_record(self) -> bool:
        """Whether it is a sheet of the record that came back, and no roster."""
        return "record" in self.summary

    @property
    def subject(self) -> str:
        """The subject of the card that shows it."""
        return f"{'returned' if self.is_of_record else 'import'}:{self.id}"
