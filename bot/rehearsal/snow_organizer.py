"""The organizer of a night of snow: drafts the call, sends it out, stops it, stands it down."""

from __future__ import annotations

from typing import Final

from bot.rehearsal.agenda import Agenda
from bot.rehearsal.hands import Deed, Handled, Say
from bot.rehearsal.snow_people import BLANK, Reader, plain
from bot.rehearsal.town import Resident
from bot.sandbox import Phone

NOTICE: Final = "市气象台24日05:00发布：昨夜大雪，积雪深度8厘米，目前雪已停，气温零下14度。"


class Organizer(Reader):
    """Somebody with the right to call out."""

    def __init__(self, resident: Resident, phone: Phone, agenda: Agenda, say: Say) -> None:
        super().__init__(resident, phone, Handled(), agenda, say)

    def draft(self) -> None:
        """/snow, with the bureau's words."""
        self._write(f"/snow {NOTICE}", self._nothing)

    def preview(self) -> None:
        """Look at what it will cost and what people will read."""
        self._tap("button-callout-to-preview", self._nothing, self.preview)

    def insure(self) -> None:
        """Say that the accident insurance is bought."""
        self._tap_label(self._say("button-callout-insured", is_on=0), self._nothing, self.insure)

    def send_out(self) -> None:
        """Call out in the quiet hours."""
        self._tap("button-callout-send-night", self._nothing, self.send_out)

    def stop(self) -> None:
        """Ask nobody further."""
        self._tap("button-board-stop", self._nothing, self.stop)

    def ask_to_end(self) -> None:
        """Press 收队, which asks back."""
        self._tap("button-board-end", self._nothing, self.ask_to_end)

    def end(self) -> None:
        """Stand everybody down."""
        self._tap("button-board-end-sure", self._nothing, self.end)

    def board(self) -> str:
        """Return the board as it stands."""
        head = plain(self._say("board-head", drill=0, muster=BLANK, state=BLANK).split(BLANK)[0])
        texts = [message.text for message in self.phone.messages]
        return next((text for text in reversed(texts) if text.startswith(head)), "")

    def _nothing(self, _deed: Deed) -> None:
        """Keep no book of it: the bot's tables and the phones tell."""
