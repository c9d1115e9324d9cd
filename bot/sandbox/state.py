"""What exists in the sandbox: accounts, chats, messages, files, taps. Plain objects, no I/O and no rules of the API."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Json = dict[str, Any]
ChatKind = Literal["private", "group", "supergroup"]
BotStatus = Literal["member", "administrator", "left", "kicked", "restricted"]


@dataclass(slots=True, eq=False)
class Account:
    """A user of Telegram: a person, or the bot itself. ``json`` is the ``User`` as it goes over the wire."""

    id: int
    first_name: str
    language_code: str = "zh-hans"
    is_bot: bool = False
    username: str | None = None
    has_started: bool = False
    has_blocked: bool = False
    is_deactivated: bool = False

    @property
    def json(self) -> Json:
        user: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            user["username"] = self.username
        if not self.is_bot:
            user["language_code"] = self.language_code
        return user


@dataclass(frozen=True, slots=True)
class InlineButton:
    """A button under a message."""

    label: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class KeyboardKey:
    """A key of the reply keyboard."""

    label: str
    asks_location: bool = False
    asks_contact: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A toast (or an alert, to be closed) that answered a tap; ``text`` is empty when only the clock stopped."""

    query_id: str
    text: str
    is_alert: bool
    at: datetime
    version: int


@dataclass(slots=True, eq=False)
class Tap:
    """A button pressed by somebody."""

    query_id: str
    by: Account
    chat: Chat
    message_id: int
    data: str
    label: str | None
    at: datetime
    order: int = 0
    answers: list[Answer] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that Telegram keeps; ``path`` is what ``getFile`` tells."""

    file_id: str
    unique_id: str
    path: str
    name: str
    mime: str
    content: bytes


@dataclass(slots=True, eq=False)
class Message:
    """A message as it stands now in a chat; an edit changes it in place.

    ``text`` is plain (entities parsed) and of a picture or document its caption; ``html`` is what the bot sent.
    ``version`` grows with every change anywhere in the sandbox and tells what is new; ``order`` is the one
    it was made with. ``media`` is the part of the wire object that is not text (photo, document, venue, location,
    contact, service messages).
    """

    message_id: int
    chat: Chat
    sender: Account
    date: datetime
    text: str = ""
    html: str | None = None
    entities: list[Json] = field(default_factory=list)
    markup: Json | None = None
    media: Json = field(default_factory=dict)
    file: StoredFile | None = None
    is_silent: bool = False
    reply_to: int | None = None
    edit_date: datetime | None = None
    edits: int = 0
    deleted_at: datetime | None = None
    version: int = 0
    order: int = 0

    @property
    def is_from_bot(self) -> bool:
        return self.sender.is_bot

    @property
    def is_to_be_seen(self) -> bool:
        """True of the bot's messages that are still there."""
        return self.sender.is_bot and self.deleted_at is None

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def keyboard(self) -> tuple[tuple[InlineButton, ...], ...]:
        """Rows of inline buttons as drawn now; empty when there are none."""
        rows = (self.markup or {}).get("inline_keyboard", ())
        return tuple(tuple(InlineButton(b["text"], b.get("callback_data"), b.get("url")) for b in row) for row in rows)

    @property
    def buttons(self) -> tuple[InlineButton, ...]:
        """All inline buttons, row by row."""
        return tuple(button for row in self.keyboard for button in row)

    @property
    def labels(self) -> tuple[str, ...]:
        """The words on the inline buttons, row by row."""
        return tuple(button.label for button in self.buttons)

    @property
    def photo(self) -> bytes | None:
        """The picture's bytes, if it is one."""
        return self.file.content if self.file and "photo" in self.media else None

    @property
    def document(self) -> bytes | None:
        """The document's bytes, if it is one."""
        return self.file.content if self.file and "document" in self.media else None

    @property
    def file_name(self) -> str | None:
        """The file's name, if there is a file."""
        return self.file.name if self.file else None

    @property
    def venue(self) -> Json | None:
        """``Venue`` of the wire, if it is one."""
        return self.media.get("venue")


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat or a group, with everything that was ever said in it (``messages`` by id, in order)."""

    id: int
    kind: ChatKind
    title: str = ""
    account: Account | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    taps: list[Tap] = field(default_factory=list)
    members: dict[int, Account] = field(default_factory=dict)
    keyboard_message: Message | None = None
    reply_markup: Json | None = None
    pinned: list[int] = field(default_factory=list)
    rings: int = 0
    migrated_to: int | None = None
    bot_status: BotStatus = "left"
    actions: Counter[str] = field(default_factory=Counter)

    @property
    def is_private(self) -> bool:
        return self.kind == "private"

    @property
    def json(self) -> Json:
        """``Chat`` of the wire."""
        if self.account is not None:
            chat: Json = {"id": self.id, "type": "private", "first_name": self.account.first_name}
            if self.account.username:
                chat["username"] = self.account.username
            return chat
        return {"id": self.id, "type": self.kind, "title": self.title}

    def from_bot(self) -> list[Message]:
        """List the bot's messages that are still to be seen, oldest first."""
        return [message for message in self.messages.values() if message.is_to_be_seen]

    def newest_from_bot(self) -> Message | None:
        """Find the bot's last message that is still to be seen."""
        for message in reversed(self.messages.values()):
            if message.is_to_be_seen:
                return message
        return None

    @property
    def reply_keyboard(self) -> tuple[tuple[KeyboardKey, ...], ...]:
        """Rows of the keyboard beneath the chat; empty when there is none."""
        rows = (self.reply_markup or {}).get("keyboard", ())
        return tuple(
            tuple(
                KeyboardKey(key["text"], bool(key.get("request_location")), bool(key.get("request_contact")))
                for key in row
            )
            for row in rows
        )
