"""A group chat with the bot in it: who is there, what is said, what the bot may do."""

from __future__ import annotations

from bot.sandbox.entities import commands_in
from bot.sandbox.phone import Phone
from bot.sandbox.screen import Screen
from bot.sandbox.state import BotStatus, Chat, Json, Message
from bot.sandbox.wire import member_change_json, message_json

_SUPERGROUPS_FROM = -1_000_000_000_000


class Group(Screen):
    """A group, made by ``Sandbox.group``.

    Privacy mode is on: the bot sees commands, replies to it and service messages, and everything once administrator.
    """

    def __repr__(self) -> str:
        return f"<Group {self.chat.title} ({self.chat.id})>"

    @property
    def id(self) -> int:
        """The chat's id; another one after ``migrate``."""
        return self.chat.id

    def add_bot(self, by: Phone) -> None:
        """Let a member add the bot."""
        self.join(by)
        self._status(by, "member")
        self._service(by, {"new_chat_members": [self._world.bot.json]})

    def promote_bot(self, by: Phone) -> None:
        """Make the bot an administrator."""
        self._status(by, "administrator")

    def kick_bot(self, by: Phone) -> None:
        """Remove the bot."""
        self._status(by, "kicked")

    def mute_bot(self, by: Phone) -> None:
        """Take from the bot the right to send."""
        self._status(by, "restricted")

    def unmute_bot(self, by: Phone) -> None:
        """Give the bot the right to send back."""
        self._status(by, "member")

    def join(self, phone: Phone) -> None:
        """Make a person a member; the bot is not told."""
        self.chat.members[phone.id] = phone.account

    def migrate(self, by: Phone) -> int:
        """Turn the group into a supergroup; returns its new id."""
        old = self.chat
        new = Chat(_SUPERGROUPS_FROM + old.id, "supergroup", old.title, members=old.members, bot_status=old.bot_status)
        self._world.chats[new.id] = new
        self._service(by, {"migrate_to_chat_id": new.id})
        old.migrated_to = new.id
        self.chat = new
        self._service(by, {"migrate_from_chat_id": old.id})
        return new.id

    def type(self, phone: Phone, text: str, *, reply_to: Message | None = None) -> Message:
        """Let a member say something; the bot is told only of what privacy mode lets through."""
        self.join(phone)
        reply = reply_to.message_id if reply_to else None
        entities = commands_in(text)
        message = self._world.add(self.chat, phone.account, text=text, entities=entities, reply_to=reply)
        self._acted_at = self._world.version
        if self._is_for_bot(message, reply_to):
            self._world.updates.add("message", message_json(message))
        return message

    def tap(self, phone: Phone, label: str, *, message: Message | None = None) -> str:
        """Let a member press a button; returns the id of the query.

        Raises:
            SandboxError: There is no such button; the error lists those there are.
        """
        self.join(phone)
        return self._press(phone.account, label, message)

    def _is_for_bot(self, message: Message, reply_to: Message | None) -> bool:
        if self.chat.bot_status in {"left", "kicked"}:
            return False
        if self.chat.bot_status == "administrator" or (reply_to is not None and reply_to.is_from_bot):
            return True
        starts_with_command = bool(message.entities) and message.entities[0]["offset"] == 0
        if not starts_with_command:
            return False
        name = message.text.split()[0].partition("@")[2]
        return name.lower() in {"", str(self._world.bot.username).lower()}

    def _status(self, by: Phone, status: BotStatus) -> None:
        before = self.chat.bot_status
        self.chat.bot_status = status
        self._acted_at = self._world.version
        change = member_change_json(self.chat, by.account, self._world.now(), self._world.bot, (before, status))
        self._world.updates.add("my_chat_member", change)

    def _service(self, by: Phone, media: Json) -> None:
        message = self._world.add(self.chat, by.account, media=media)
        self._acted_at = self._world.version
        if self.chat.bot_status not in {"left", "kicked"}:
            self._world.updates.add("message", message_json(message))
