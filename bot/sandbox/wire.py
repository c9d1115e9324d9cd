"""Objects as they go over the wire: ``Message``, ``ChatMember`` and their kin, made from the state."""

from __future__ import annotations

from datetime import datetime

from bot.sandbox.state import Account, Chat, Json, Message, StoredFile, Tap

_MAY = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
]
_ADMIN_MAY = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
]


def unix(moment: datetime) -> int:
    """Whole seconds since 1970, as Telegram writes dates."""
    return int(moment.timestamp())


def message_json(message: Message, *, with_reply: bool = True) -> Json:
    """Make a ``Message``; what it replies to is shown one level deep."""
    wire: Json = {
        "message_id": message.message_id,
        "date": unix(message.date),
        "chat": message.chat.json,
        "from": message.sender.json,
    }
    if message.text:
        is_caption = message.file is not None
        wire["caption" if is_caption else "text"] = message.text
        if message.entities:
            wire["caption_entities" if is_caption else "entities"] = message.entities
    if message.edit_date is not None:
        wire["edit_date"] = unix(message.edit_date)
    if message.markup is not None and "inline_keyboard" in message.markup:
        wire["reply_markup"] = message.markup
    wire.update(message.media)
    if with_reply and message.reply_to is not None:
        original = message.chat.messages.get(message.reply_to)
        if original is not None and not original.is_deleted:
            wire["reply_to_message"] = message_json(original, with_reply=False)
    return wire


def file_json(file: StoredFile) -> Json:
    """Make what all kinds of files have in common."""
    return {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": len(file.content)}


def tap_json(tap: Tap) -> Json:
    """Make a ``CallbackQuery``; a message that is gone is shown as inaccessible."""
    message = tap.chat.messages.get(tap.message_id)
    if message is None or message.is_deleted:
        shown: Json = {"chat": tap.chat.json, "message_id": tap.message_id, "date": 0}
    else:
        shown = message_json(message)
    return {
        "id": tap.query_id,
        "from": tap.by.json,
        "message": shown,
        "chat_instance": str(-abs(tap.chat.id) * 7919),
        "data": tap.data,
    }


def member_json(account: Account, status: str) -> Json:
    """Make a ``ChatMember`` of that status."""
    member: Json = {"status": status, "user": account.json}
    if status == "kicked":
        member["until_date"] = 0
    elif status == "restricted":
        member |= {"is_member": True, "until_date": 0} | dict.fromkeys(_MAY, False)
    elif status == "administrator":
        member |= dict.fromkeys(_ADMIN_MAY, True) | {"is_anonymous": False, "can_be_edited": False}
    elif status == "creator":
        member["is_anonymous"] = False
    return member


def member_change_json(chat: Chat, by: Account, at: datetime, of: Account, statuses: tuple[str, str]) -> Json:
    """Make a ``ChatMemberUpdated`` from the old status to the new one."""
    return {
        "chat": chat.json,
        "from": by.json,
        "date": unix(at),
        "old_chat_member": member_json(of, statuses[0]),
        "new_chat_member": member_json(of, statuses[1]),
    }
