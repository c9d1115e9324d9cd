"""What every card is drawn from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.chat.phrases import Voice
from bot.config import Settings
from bot.model import Attachment
from bot.rules.delivery import InlineKeyboard
from bot.services.batch import Batch
from bot.services.delivery import Dropped


@dataclass(frozen=True, slots=True)
class Scene:
    """The moment at which a card is drawn: the tables as they stand, the reader, and for whom.

    ``chat_key`` is the recipient's key, ``number`` the id in the card's subject (``activity:7``), ``more`` what stands
    behind it, ``view`` the part to which the reader has turned the card.
    """

    batch: Batch
    now: datetime
    voice: Voice
    settings: Settings
    chat_key: str
    number: int
    more: tuple[str, ...] = ()
    view: str | None = None

    @property
    def session(self) -> Session:
        """The transaction in which it is drawn; a card only reads."""
        return self.batch.session

    @property
    def cadre_id(self) -> int:
        """The person whose card it is."""
        family, _, number = self.chat_key.partition(":")
        if family != "cadre":
            raise ValueError(f"a card for {family} is not a person's")
        return int(number)

    @property
    def today(self) -> date:
        """The present day in the operator's zone."""
        return self.now.astimezone(self.voice.zone).date()


@dataclass(frozen=True, slots=True)
class Face:
    """A card as it looks now: Telegram HTML and its buttons; of one with a ``file`` the text is its caption.

    A card has a file from its first showing on, or never.
    """

    text: str
    keyboard: InlineKeyboard = field(default_factory=InlineKeyboard)
    file: Attachment | None = None


Draw = Callable[[Scene], Face | Dropped]
