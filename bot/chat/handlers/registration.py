"""The first contact: /start, the notice's buttons, the name, and whatever strangers and waiting people write."""

from __future__ import annotations

from telegram import Update

from bot.chat.buttons import Call
from bot.chat.commands import linked_command
from bot.chat.handlers import check_in, privacy
from bot.chat.handlers.parts import text_of, who
from bot.chat.work import Context, Toast
from bot.model import Reach
from bot.rules.replies import ReplyKind, understand
from bot.rules.site_codes import code_in, read_payload
from bot.services import binding, consent, doorway, invites, petitions, registration
from bot.services.binding import Account
from bot.services.dialogues import Standing
from bot.services.doorway import Standpoint

AGREE_WORDS = frozenset({"同意", "agree", "i agree"})
DISAGREE_WORDS = frozenset({"不同意", "disagree", "i do not agree", "do not agree"})
# What an unbound account may ask for beside its way in.
OPEN_COMMANDS = {"privacy": privacy.privacy, "delete": privacy.delete}


def account_of(update: Update, context: Context) -> Account:
    """Return who acts, with the language of their Telegram and the notice now in force."""
    return Account(who(update), context.work.language, context.settings.privacy.consent_version)


async def start(update: Update, context: Context, rest: str) -> None:
    """/start of someone who is bound: with a token an invitation or a scanned place, else a greeting."""
    account = account_of(update, context)
    if read_payload(rest) is not None:
        await check_in.scan(update, context, rest)
    elif rest:
        await context.work.do(
            registration.open_link, account=account, token=rest, notice=registration.Notice.of(context.settings)
        )
    else:
        await context.work.do(binding.greet, account=account)


async def agree(update: Update, context: Context, call: Call) -> None:
    """同意, to an invitation's notice or to a changed one."""
    await speak_as_chosen(update, context)
    if call.number(0) == consent.RENEWAL:
        await context.work.do(consent.renew, telegram_id=who(update), version=context.settings.privacy.consent_version)
    else:
        await _agree(update, context, call.number(0))
    context.work.toast = Toast("toast-agreed")


async def disagree(update: Update, context: Context, call: Call) -> None:
    """不同意."""
    await speak_as_chosen(update, context)
    if call.number(0) == consent.RENEWAL:
        await context.work.do(consent.decline, telegram_id=who(update), language=context.work.language)
        return
    account = account_of(update, context)
    await context.work.do(registration.disagree, account=account, invite_id=call.number(0))
    context.work.toast = Toast("toast-disagreed")


async def _agree(update: Update, context: Context, invite_id: int) -> None:
    person = update.effective_user
    await context.work.do(
        registration.agree,
        account=account_of(update, context),
        invite_id=invite_id,
        first_name=person.full_name if person else "",
    )


async def change_unit(update: Update, context: Context, call: Call) -> None:
    """申请调入 another unit."""
    await speak_as_chosen(update, context)
    account = account_of(update, context)
    await context.work.do(petitions.change_unit, account=account, unit_id=call.number(0))
    context.work.toast = Toast("toast-asked-liaison")


async def ask_to_leave(update: Update, context: Context, _call: Call) -> None:
    """退出花名册."""
    await speak_as_chosen(update, context)
    await context.work.do(petitions.ask_to_leave, account=account_of(update, context))
    context.work.toast = Toast("toast-asked-liaison")


async def from_unknown(update: Update, context: Context, point: Standpoint) -> None:
    """Take a message of an account that is bound to nobody: the way in, or the stranger's one line."""
    text = text_of(update)
    account = account_of(update, context)
    word, _, rest = text.partition(" ")
    command = word[1:].partition("@")[0].lower() if word.startswith("/") else ""
    if command == "start" and read_payload(rest.strip()) is not None:
        await _scan(update, context, point, text)
    elif command == "start" and rest.strip() and linked_command(rest.strip()) is None:
        token = rest.strip()
        await context.work.do(
            registration.open_link, account=account, token=token, notice=registration.Notice.of(context.settings)
        )
    elif command in OPEN_COMMANDS and (point.standing is not None or point.is_waiting):
        await OPEN_COMMANDS[command](update, context, rest)
    elif point.standing is not None and command == "start":
        await context.work.do(doorway.remind, account=account, step=point.standing.step)
    elif point.standing is not None and not command:
        await _answer(update, context, point.standing, text)
    elif point.is_waiting:
        reply = understand(text)
        kind = reply.kind if reply is not None else ReplyKind.CHECK_IN if code_in(text) is not None else None
        await context.work.do(doorway.answer_waiting, account=account, reply=kind)
    else:
        await _stranger(update, context, text)


async def _answer(update: Update, context: Context, standing: Standing, text: str) -> None:
    """Take the answer to a question: by words as well, for a button lives 150 s and a message a day."""
    account = account_of(update, context)
    if standing.step == petitions.NAME:
        await context.work.do(petitions.give_name, account=account, typed=text)
    elif text.lower() in AGREE_WORDS:
        await _agree(update, context, int(standing.data["invite"]))
    elif text.lower() in DISAGREE_WORDS:
        await context.work.do(registration.disagree, account=account, invite_id=int(standing.data["invite"]))
    elif invites.code_in(text) is not None:
        await _code(update, context, text)
    else:
        await context.work.do(doorway.remind, account=account, step=standing.step)


async def _scan(update: Update, context: Context, point: Standpoint, text: str) -> None:
    """A code of a place, scanned by an account that is bound to nobody: of one who waits it is a check-in."""
    if point.is_waiting:
        await context.work.do(doorway.answer_waiting, account=account_of(update, context), reply=ReplyKind.CHECK_IN)
    else:
        await _stranger(update, context, text)


async def _stranger(update: Update, context: Context, text: str) -> None:
    if invites.code_in(text) is not None:
        await _code(update, context, text)
        return
    today = context.work.now.astimezone(context.settings.operator.zone).date()
    await context.work.do(
        doorway.answer_stranger,
        account=account_of(update, context),
        today=today,
        replies_per_day=context.settings.limits.stranger_replies_per_day,
    )


async def _code(update: Update, context: Context, text: str) -> None:
    await context.work.do(
        registration.open_code,
        account=account_of(update, context),
        code=text,
        tries_per_hour=context.settings.registration.code_tries,
        notice=registration.Notice.of(context.settings),
    )


async def membership(update: Update, context: Context) -> None:
    """Somebody blocked the bot in their private chat, or let it in again."""
    change = update.my_chat_member
    if change is not None:
        is_out = change.new_chat_member.status in ("kicked", "left")
        reach = Reach.BLOCKED if is_out else Reach.OK
        await context.work.do(doorway.heard_from, telegram_id=who(update), reach=reach)


async def at_the_door(update: Update, context: Context) -> bool:
    """Take what an account that is bound to nobody writes; tell whether it is dealt with.

    A linked person who was out of reach is in reach again by writing.
    """
    point = await context.work.read(doorway.standpoint, telegram_id=who(update), now=context.work.now)
    if not point.is_bound:
        if update.edited_message is None:
            await from_unknown(update, context, point)
        return True
    context.work.language = point.language or context.work.language
    if point.is_unreachable:
        await context.work.note(doorway.heard_from, telegram_id=who(update))
    return False


async def speak_as_chosen(update: Update, context: Context) -> None:
    """Let what a tap leads to be said in the language that the person has chosen, not in that of their phone."""
    chosen = await context.work.read(doorway.language_of, telegram_id=who(update))
    context.work.language = chosen or context.work.language
