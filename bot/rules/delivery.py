"""What may leave for Telegram and what may come of it: the words that sender, cards and transport share.

Nothing here speaks to anyone; ``bot.chat.transport`` turns an ``Outgoing`` into a call, and its answer into an
``Outcome``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

may_leave: Final[ContextVar[Callable[[], bool]]] = ContextVar("may_leave", default=lambda: True)
"""Asked by the wire just before the bytes leave of what is being sent in this context; with no they stay here."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: either ``data`` (1-64 bytes, comes back with a tap) or ``url``."""

    label: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class InlineKeyboard:
    """Rows of buttons under a message; no rows means that the message loses its buttons."""

    rows: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the reply keyboard; its label is sent as a message, or the position where asked for."""

    label: str
    asks_location: bool = False


@dataclass(frozen=True, slots=True)
class ReplyKeyboard:
    """The small keyboard that stands beneath the chat; empty rows take it away."""

    rows: tuple[tuple[Key, ...], ...] = ()
    is_one_time: bool = False


Keyboard = InlineKeyboard | ReplyKeyboard


@dataclass(frozen=True, slots=True)
class SendText:
    """A new message; ``text`` is Telegram HTML of at most 4,096 characters once its entities are parsed."""

    text: str
    keyboard: Keyboard | None = None
    is_silent: bool = False
    reply_to: int | None = None
    has_preview: bool = False


@dataclass(frozen=True, slots=True)
class EditText:
    """The new state of a message sent before; without a keyboard the message loses its buttons.

    ``is_caption``: the text stands under a picture or a document, which stays.
    """

    message_id: int
    text: str
    keyboard: InlineKeyboard | None = None
    is_caption: bool = False


class FileKind(StrEnum):
    """How Telegram shows a file."""

    PHOTO = "photo"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class SendFile:
    """A picture or a document with a caption of at most 1,024 characters.

    ``file_id`` is Telegram's own name of a file uploaded before and spares the upload; else ``content`` is sent.
    """

    kind: FileKind
    name: str
    content: bytes
    caption: str = ""
    keyboard: InlineKeyboard | None = None
    is_silent: bool = False
    file_id: str | None = None


@dataclass(frozen=True, slots=True)
class SendVenue:
    """A place on the map, WGS-84 degrees."""

    latitude: float
    longitude: float
    title: str
    address: str
    is_silent: bool = True


@dataclass(frozen=True, slots=True)
class LeaveChat:
    """Leave a group."""


@dataclass(frozen=True, slots=True)
class Pin:
    """Pin a message sent before without a sound, or with ``is_pinned`` False take it down again."""

    message_id: int
    is_pinned: bool = True


Outgoing = SendText | EditText | SendFile | SendVenue | LeaveChat | Pin


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram took it. ``message_id`` of a new message; ``file_id`` of an uploaded file."""

    message_id: int | None = None
    file_id: str | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Telegram asks the whole bot to wait; nothing was sent and it is not an attempt."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Gone:
    """The person cannot be reached: ``blocked``, ``deactivated`` or ``not_found``; nothing was sent."""

    reason: str


@dataclass(frozen=True, slots=True)
class ChatLost:
    """The group cannot be written to (kicked, muted, no rights); nothing was sent."""

    reason: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """The group became a supergroup with another id; nothing was sent."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class EditTargetMissing:
    """The message to edit is gone (or can no longer be edited); send anew."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will never take this message as it is; ``reason`` is its own description."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """No connection came about: surely not sent, try again later."""

    reason: str


@dataclass(frozen=True, slots=True)
class Stale:
    """Surely not sent: its bytes were about to leave too long after its start, when another process may send."""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The bytes left and no answer came: it may or may not have been sent."""

    reason: str


@dataclass(frozen=True, slots=True)
class TokenRejected:
    """401 or 404: the token is wrong; nothing was sent and nothing will be until someone acts."""


Outcome = (
    Sent | Wait | Gone | ChatLost | Migrated | EditTargetMissing | Refused | NotSent | Stale | Uncertain | TokenRejected
)
