"""Methods about the bot itself, where its updates go, files, and what it may know of chats."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.sandbox.errors import ApiError, bad_request, forbidden
from bot.sandbox.messages import writable_chat
from bot.sandbox.params import Params
from bot.sandbox.registry import api_method
from bot.sandbox.state import Answer, Chat, Json
from bot.sandbox.wire import file_json, member_json, unix
from bot.sandbox.world import Webhook, World

TAP_ANSWERABLE_FOR = timedelta(seconds=150)
LARGEST_DOWNLOAD = 20 * 1024 * 1024
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}\Z")


@api_method("getMe")
def get_me(world: World, _call: Params) -> Json:
    """Tell who the bot is; privacy mode is on."""
    return {
        **world.bot.json,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@api_method("answerCallbackQuery", required="callback_query_id", optional="text show_alert url cache_time")
def answer_callback_query(world: World, call: Params) -> bool:
    """Answer a tap, with a toast or an alert; a second answer is taken as well."""
    tap = world.taps.get(call.text("callback_query_id"))
    if tap is None or world.now() - tap.at >= TAP_ANSWERABLE_FOR:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = call.text("text")
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    if call.has("url"):
        raise bad_request("URL_INVALID")
    world.version += 1
    tap.answers.append(Answer(tap.query_id, text, call.flag("show_alert"), world.now(), world.version))
    world.changed()
    return True


@api_method("getFile", required="file_id")
def get_file(world: World, call: Params) -> Json:
    """Tell where a file can be fetched."""
    file = world.files.get(call.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {**file_json(file), "file_path": file.path}


@api_method("setWebhook", required="url", optional="allowed_updates drop_pending_updates secret_token max_connections")
def set_webhook(world: World, call: Params) -> bool:
    """Have updates posted to an address; unlike Telegram the sandbox also takes plain HTTP to this machine."""
    url = call.text("url")
    if not url:
        return delete_webhook(world, call)
    if not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.text("secret_token")
    if not _SECRET.match(secret):
        raise bad_request("secret token contains illegal characters")
    take_allowed(world, call)
    if call.flag("drop_pending_updates"):
        world.updates.forget_all()
    world.webhook = Webhook(url, secret, call.integer("max_connections", 40))
    world.webhook_error = None
    world.webhook_set.set()
    world.updates.wake()
    return True


@api_method("deleteWebhook", optional="drop_pending_updates")
def delete_webhook(world: World, call: Params) -> bool:
    """Go back to ``getUpdates``."""
    world.webhook = None
    world.webhook_set.clear()
    if call.flag("drop_pending_updates"):
        world.updates.forget_all()
    world.updates.wake()
    return True


@api_method("getWebhookInfo")
def get_webhook_info(world: World, _call: Params) -> Json:
    """Tell whether there is a webhook and how many updates wait."""
    info: Json = {
        "url": world.webhook.url if world.webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": world.updates.count,
    }
    if world.webhook:
        info["max_connections"] = world.webhook.max_connections
    if world.webhook_error is not None:
        at, why = world.webhook_error
        info |= {"last_error_date": unix(at), "last_error_message": why}
    if world.updates.allowed:
        info["allowed_updates"] = world.updates.allowed
    return info


def take_allowed(world: World, call: Params) -> None:
    """Take over ``allowed_updates``, which stay until given anew."""
    allowed = call.sequence("allowed_updates", "allowed updates")
    if allowed is not None:
        world.updates.allow(str(kind) for kind in allowed)


@api_method("setMyDescription", optional="description language_code")
def set_my_description(world: World, call: Params) -> bool:
    """Set what an empty chat shows, up to 512 characters."""
    if len(call.text("description")) > 512:
        raise bad_request("BOT_DESCRIPTION_TOO_LONG")
    world.descriptions[call.text("language_code")] = call.text("description")
    return True


@api_method("setChatMenuButton", optional="chat_id menu_button")
def set_chat_menu_button(world: World, call: Params) -> bool:
    """Choose the button beside the input field; the sandbox only checks it."""
    if call.has("chat_id"):
        world.known_chat(call.integer("chat_id"))
    button = call.structure("menu_button", "MenuButton") or {"type": "default"}
    if button.get("type") not in {"default", "commands", "web_app"}:
        raise bad_request("can't parse MenuButton: unsupported type specified")
    return True


def _readable_chat(world: World, call: Params) -> Chat:
    chat = world.known_chat(call.integer("chat_id"))
    if chat.migrated_to is not None:
        parameters = {"migrate_to_chat_id": chat.migrated_to}
        raise ApiError(400, "group chat was upgraded to a supergroup chat", parameters)
    if not chat.is_private and chat.bot_status in {"left", "kicked"}:
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    return chat


@api_method("getChat", required="chat_id")
def get_chat(world: World, call: Params) -> Json:
    """Tell about a chat."""
    chat = _readable_chat(world, call)
    gifts = "unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels"
    return {
        **chat.json,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts.split(), False),
    }


@api_method("getChatMember", required="chat_id user_id")
def get_chat_member(world: World, call: Params) -> Json:
    """Tell what somebody is in a chat."""
    chat = _readable_chat(world, call)
    account = world.accounts.get(call.integer("user_id"))
    if account is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if account is world.bot:
        return member_json(account, "member" if chat.is_private else chat.bot_status)
    is_member = account is chat.account or account.id in chat.members
    return member_json(account, "member" if is_member else "left")


@api_method("getChatMemberCount", required="chat_id")
def get_chat_member_count(world: World, call: Params) -> int:
    """Count the members, the bot among them."""
    chat = _readable_chat(world, call)
    return 2 if chat.is_private else len(chat.members) + 1


@api_method("leaveChat", required="chat_id")
def leave_chat(world: World, call: Params) -> bool:
    """Leave a group."""
    chat = writable_chat(world, call)
    if chat.is_private:
        raise bad_request("chat not found")
    chat.bot_status = "left"
    world.changed()
    return True
