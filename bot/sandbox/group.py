"""A group chat with the bot in it: who is there, what is said, what the bot may do."""

from __future__ import annotations

from datetime import tzinfo

from bot.sandbox.entities import commands_in
from bot.sandbox.errors import SandboxError
from bot.sandbox.phone import WAIT_SECONDS, Phone, Wanted, find_button, fits, press
from bot.sandbox.state import Chat, Message
from bot.sandbox.transcript import transcript
from bot.sandbox.wire import member_change_json, message_json
from bot.sandbox.world import World


class Group:
    """A group, made by ``Sandbox.group``.

    Privacy mode is on: the bot sees commands, replies to it and service messages, and everything once administrator.
    """

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self.chat = chat
        self._acted_at = 0

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

    def join(self, phone: Phone) -> None:
        """Make a person a member."""
        self.chat.members[phone.id] = phone.account

    def migrate(self, by: Phone) -> int:
        """Turn the group into a supergroup; returns its new id."""
        old = self.chat
        new = Chat(-1_000_000_000_000 + old.id, "supergroup", old.title, members=old.members, bot_status=old.bot_status)
        self._world.chats[new.id] = new
        self._service(by, {"migrate_to_chat_id": new.id})
        old.migrated_to = new.id
        self.chat = new
        self._service(by, {"migrate_from_chat_id": old.id})
        return new.id

    def type(self, phone: Phone, text: str, *, reply_to: Message | None = None) -> Message:
        """Let a member say something; the bot is told only of what privacy mode lets through."""
        self.join(phone)
        message = self._world.add(
            self.chat,
            phone.account,
            text=text,
            entities=commands_in(text),
            reply_to=reply_to.message_id if reply_to else None,
        )
        self._acted_at = self._world.version
        if self._is_for_bot(message, reply_to):
            self._world.updates.add("message", message_json(message))
        return message

    def tap(self, phone: Phone, label: str, *, message: Message | None = None) -> str:
        """Let a member press a button; returns the id of the query."""
        self.join(phone)
        self._acted_at = self._world.version
        found, full_label, data = find_button(self.chat, label, message)
        return press(self._world, self.chat, phone.account, found.message_id, data, full_label)

    @property
    def messages(self) -> list[Message]:
        """The bot's messages that are still there, oldest first."""
        return self.chat.from_bot()

    @property
    def last(self) -> Message:
        """The bot's last message.

        Raises:
            SandboxError: There is none.
        """
        message = self.chat.newest_from_bot()
        if message is None:
            raise SandboxError(f"the bot has sent nothing to {self.chat.title}")
        return message

    async def wait_for(
        self,
        wanted: Wanted,
        *,
        since: int | None = None,
        timeout_seconds: float = WAIT_SECONDS,
    ) -> Message:
        """Wait until the bot has sent or edited a message so that it fits; see ``Phone.wait_for``."""
        after = self._acted_at if since is None else since

        def look() -> Message | None:
            new = (message for message in self.messages if message.version > after and fits(message, wanted))
            return next(new, None)

        return await self._world.wait_until(look, timeout_seconds, lambda: f"{self.chat.title} waited for {wanted!r}")

    def transcript(self, zone: tzinfo, *, width: int = 44) -> str:
        """Write the group down as readable text; see ``Phone.transcript``."""
        return transcript(self.chat, zone, width)

    def _is_for_bot(self, message: Message, reply_to: Message | None) -> bool:
        if self.chat.bot_status not in {"member", "administrator", "restricted"}:
            return False
        if self.chat.bot_status == "administrator" or (reply_to is not None and reply_to.is_from_bot):
            return True
        words = message.text.split()
        command = words[0] if words and message.entities and message.entities[0]["offset"] == 0 else ""
        name = command.partition("@")[2]
        return bool(command) and name.lower() in {"", str(self._world.bot.username).lower()}

    def _status(self, by: Phone, status: str) -> None:
        before = self.chat.bot_status
        self.chat.bot_status = status  # type: ignore[assignment]  # one of the literals, as called above
        self._acted_at = self._world.version
        change = member_change_json(self.chat, by.account, self._world.now(), self._world.bot, (before, status))
        self._world.updates.add("my_chat_member", change)

    def _service(self, by: Phone, media: dict[str, object]) -> None:
        message = self._world.add(self.chat, by.account, media=media)
        self._acted_at = self._world.version
        self._world.updates.add("message", message_json(message))
