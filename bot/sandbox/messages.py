"""Methods that put something into a chat."""

from __future__ import annotations

import math
from typing import Any

from bot.sandbox.checks import checked_markup, picture_size
from bot.sandbox.entities import parse_html
from bot.sandbox.errors import ApiError, bad_request, forbidden
from bot.sandbox.params import Params, Upload
from bot.sandbox.registry import api_method
from bot.sandbox.state import Chat, Json, StoredFile
from bot.sandbox.wire import file_json, message_json
from bot.sandbox.world import World

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LARGEST_UPLOAD = 50 * 1024 * 1024
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_SENDING = "disable_notification reply_parameters reply_markup"


def writable_chat(world: World, call: Params) -> Chat:
    """Find the chat to write to.

    Raises:
        ApiError: 400 or 403, why the bot cannot write there.
    """
    chat = world.chat(_chat_id(call))
    if chat.migrated_to is not None:
        description = "group chat was upgraded to a supergroup chat"
        raise ApiError(400, description, {"migrate_to_chat_id": chat.migrated_to})
    if chat.account is not None:
        _check_person(chat)
    elif chat.bot_status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    elif chat.bot_status == "left":
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    elif chat.bot_status == "restricted":
        raise bad_request("not enough rights to send text messages to the chat")
    return chat


def _chat_id(call: Params) -> int:
    try:
        return int(call.raw("chat_id"))
    except (TypeError, ValueError):
        raise bad_request("chat not found") from None


def _check_person(chat: Chat) -> None:
    account = chat.account
    if account is None:
        return
    if account.is_deactivated:
        raise forbidden("user is deactivated")
    if account.has_blocked:
        raise forbidden("bot was blocked by the user")
    if not account.has_started:
        raise forbidden("bot can't initiate conversation with a user")


def formatted(call: Params, name: str, longest: int, entities: str) -> tuple[str, list[Json], str]:
    """Read a text with its entities; returns plain text, entities and the source.

    Raises:
        ApiError: 400, it cannot be parsed or is longer than ``longest`` characters once parsed.
    """
    source = call.text(name)
    mode = call.text("parse_mode").lower()
    if mode == "html":
        text, found = parse_html(source)
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        text, found = source.strip(), call.sequence(entities, "message entities") or []
    if len(text) > longest:
        raise bad_request("message is too long" if name == "text" else "message caption is too long")
    return text, found, source


def markup_for(call: Params, chat: Chat) -> Json | None:
    """Read and check the keyboard of a call; see ``checked_markup``."""
    return checked_markup(call.structure("reply_markup", "reply keyboard markup"), chat)


def _reply_to(call: Params, chat: Chat) -> int | None:
    wanted = call.structure("reply_parameters", "reply parameters")
    if not wanted:
        return None
    message = chat.messages.get(wanted.get("message_id", 0))
    if message is not None and not message.is_deleted:
        return message.message_id
    if wanted.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _place(world: World, call: Params, chat: Chat, method: str, **parts: Any) -> Json:
    """Put a checked message into the chat, last of all counting it against the limits."""
    markup = markup_for(call, chat)
    reply_to = _reply_to(call, chat)
    is_silent = call.flag("disable_notification")
    world.record(chat, method, is_silent=is_silent)
    is_inline = markup is not None and "inline_keyboard" in markup
    message = world.add(
        chat,
        world.bot,
        markup=markup if is_inline else None,
        reply_to=reply_to,
        is_silent=is_silent,
        **parts,
    )
    if markup is not None and not is_inline:
        chat.reply_markup = markup if "keyboard" in markup else None
        chat.keyboard_message = message
    if not is_silent:
        chat.rings += 1
    return message_json(message)


@api_method("sendMessage", required="chat_id text", optional=f"parse_mode entities {_SENDING}")
def send_message(world: World, call: Params) -> Json:
    """Send a text."""
    chat = writable_chat(world, call)
    text, entities, html = formatted(call, "text", LONGEST_TEXT, "entities")
    if not text:
        raise bad_request("message text is empty")
    return _place(world, call, chat, "sendMessage", text=text, entities=entities, html=html)


@api_method("sendPhoto", required="chat_id photo", optional=f"caption parse_mode caption_entities {_SENDING}")
def send_photo(world: World, call: Params) -> Json:
    """Send a picture that must really be one."""
    chat = writable_chat(world, call)
    upload = call.file("photo")
    content = upload.content if isinstance(upload, Upload) else _kept(world, upload).content
    width, height = picture_size(content)
    file = _file(world, upload, "photos")
    photo = [{**file_json(file), "width": width, "height": height}]
    return _place_file(world, call, chat, "sendPhoto", file, {"photo": photo})


@api_method("sendDocument", required="chat_id document", optional=f"caption parse_mode caption_entities {_SENDING}")
def send_document(world: World, call: Params) -> Json:
    """Send a file of up to 50 MB."""
    chat = writable_chat(world, call)
    upload = call.file("document")
    if isinstance(upload, Upload) and not upload.content:
        raise bad_request("file must be non-empty")
    if isinstance(upload, Upload) and len(upload.content) > LARGEST_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    file = _file(world, upload, "documents")
    document = {**file_json(file), "file_name": file.name, "mime_type": file.mime}
    return _place_file(world, call, chat, "sendDocument", file, {"document": document})


def _kept(world: World, file_id: str) -> StoredFile:
    file = world.files.get(file_id)
    if file is None:
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    return file


def _file(world: World, upload: Upload | str, folder: str) -> StoredFile:
    if isinstance(upload, str):
        return _kept(world, upload)
    return world.keep_file(upload.content, upload.name, upload.mime, folder)


def _place_file(world: World, call: Params, chat: Chat, method: str, file: StoredFile, media: Json) -> Json:
    caption, entities, html = formatted(call, "caption", LONGEST_CAPTION, "caption_entities")
    parts = {"text": caption, "entities": entities, "html": html, "file": file, "media": media}
    return _place(world, call, chat, method, **parts)


@api_method("sendLocation", required="chat_id latitude longitude", optional=f"horizontal_accuracy {_SENDING}")
def send_location(world: World, call: Params) -> Json:
    """Send a point on the map."""
    chat = writable_chat(world, call)
    location = _position(call)
    if call.has("horizontal_accuracy"):
        location["horizontal_accuracy"] = call.number("horizontal_accuracy")
    return _place(world, call, chat, "sendLocation", media={"location": location})


@api_method("sendVenue", required="chat_id latitude longitude title address", optional=_SENDING)
def send_venue(world: World, call: Params) -> Json:
    """Send a named place."""
    chat = writable_chat(world, call)
    location = _position(call)
    venue = {"location": location, "title": call.text("title"), "address": call.text("address")}
    return _place(world, call, chat, "sendVenue", media={"location": location, "venue": venue})


def _position(call: Params) -> Json:
    latitude, longitude = call.number("latitude"), call.number("longitude")
    if not (math.isfinite(latitude) and abs(latitude) <= 90 and math.isfinite(longitude) and abs(longitude) <= 180):
        raise bad_request("wrong location coordinates")
    return {"latitude": latitude, "longitude": longitude}


@api_method("sendChatAction", required="chat_id action")
def send_chat_action(world: World, call: Params) -> bool:
    """Show "typing"; outside the limits."""
    chat = writable_chat(world, call)
    if call.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.actions[call.text("action")] += 1
    return True
