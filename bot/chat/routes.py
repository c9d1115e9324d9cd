"""Which handler takes what: the tables of commands, buttons, dialogues and plain replies.

Everything private is routed here by one function for each kind of update; a new command, button or question is a line
in a table.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import Application, CallbackQueryHandler, ChatMemberHandler, MessageHandler, filters

from bot.chat.buttons import Call, Verb, parse
from bot.chat.commands import linked_command
from bot.chat.handlers import (
    audit,
    broadcast,
    broadcast_words,
    calendar,
    check_in,
    claims,
    corrections,
    doubles,
    export,
    friday,
    fridays,
    groups,
    invites,
    leave,
    me,
    notices,
    plain,
    plan_sites,
    planning,
    privacy,
    reach,
    registration,
    roles,
    roll_sheet,
    rollcall,
    roster,
    snow,
    standby,
    statement,
    summary,
    unit,
    weather,
    wishes,
)
from bot.chat.handlers.parts import text_of, who
from bot.chat.work import Context
from bot.rules.departures import read_departure
from bot.rules.replies import ReplyKind, understand
from bot.rules.site_codes import code_in
from bot.services import (
    audit_log,
    broadcasts,
    dialogues,
    leaves,
    quantities,
    questions,
    role_ends,
    role_holders,
    site_code_entry,
)
from bot.services import corrections as correction_service
from bot.services import planning as planning_service
from bot.services.dialogues import Standing

OnCommand = Callable[[Update, Context, str], Awaitable[None]]
OnTap = Callable[[Update, Context, Call], Awaitable[None]]
OnAnswer = Callable[[Update, Context, Standing], Awaitable[None]]
OnMessage = Callable[[Update, Context], Awaitable[None]]

# A command's word and what takes it; the third argument is the text behind the command.
COMMANDS: Mapping[str, OnCommand] = {
    "roster": roster.command,
    "units": roster.show_units,
    "invites": invites.command,
    "reach": reach.command,
    "broadcast": broadcast.begin,
    "start": registration.start,
    "settings": wishes.command,
    "privacy": privacy.privacy,
    "mydata": privacy.my_data,
    "correct": corrections.command,
    "delete": privacy.delete,
    "friday": planning.fridays,
    "calendar": calendar.command,
    "activity": planning.command,
    "snow": snow.command,
    "standby": standby.command,
    "board": snow.board,
    "stretch": snow.stretch,
    "duty": weather.duty,
    "today": me.today,
    "me": me.me,
    "check": statement.check,
    "leave": leave.command,
    "help": me.help_me,
    "unit": unit.command,
    "code": check_in.command,
    "rollcall": rollcall.command,
    "summary": summary.command,
    "export": export.command,
    "bind": groups.bind_elsewhere,
    "roles": roles.command,
    "audit": audit.command,
}

TAPS: Mapping[Verb, OnTap] = {
    Verb.SUMMARY: summary.choose,
    Verb.PERSONS: summary.persons,
    Verb.EXPORT: export.tap,
    Verb.RECORD_CONFIRM: export.confirm,
    Verb.RECORD_CANCEL: export.cancel,
    Verb.BROADCAST: broadcast.tap,
    Verb.READ: notices.tap,
    Verb.GO: friday.go,
    Verb.DECLINE: friday.decline,
    Verb.EXCUSE: friday.excuse,
    Verb.CHANGE: friday.change,
    Verb.CHECK_IN: friday.check_in,
    Verb.CHECK_OUT: friday.check_out,
    Verb.UNDO: friday.undo,
    Verb.ROUTE: friday.route,
    Verb.ROSTER_TEMPLATE: roster.template,
    Verb.IMPORT_CONFIRM: roster.confirm,
    Verb.IMPORT_CANCEL: roster.cancel,
    Verb.DOUBLES: doubles.tap,
    Verb.REACH: reach.tap,
    Verb.INVITES: invites.tap,
    Verb.INVITES_END: invites.end,
    Verb.UNITS_TURN: roster.turn_units,
    Verb.UNIT_SWITCH: roster.switch_unit,
    Verb.AGREE: registration.agree,
    Verb.DISAGREE: registration.disagree,
    Verb.CHANGE_UNIT: registration.change_unit,
    Verb.LEAVE_ROSTER: registration.ask_to_leave,
    Verb.CLAIM_ALL: claims.approve_all,
    Verb.CLAIM_YES: claims.approve,
    Verb.CLAIM_ADD: claims.add,
    Verb.CLAIM_NO: claims.reject,
    Verb.CLAIM_PAGE: claims.turn,
    Verb.MEMBERS: claims.members,
    Verb.MEMBER: claims.member,
    Verb.MEMBER_LEFT: claims.member_left,
    Verb.DELETE: privacy.confirm_delete,
    Verb.KEEP: privacy.keep,
    Verb.LANGUAGE: privacy.language,
    Verb.WISH: wishes.tap,
    Verb.ROLL_SHOW: rollcall.show,
    Verb.ROLL_TURN: rollcall.turn,
    Verb.ROLL_UNITS: rollcall.turn_units,
    Verb.ROLL_MARK: rollcall.mark,
    Verb.ROLL_CONFIRM: rollcall.confirm,
    Verb.ROLL_REOPEN: rollcall.reopen,
    Verb.CORRECT: corrections.tap,
    Verb.CORRECTION: corrections.decide,
    Verb.ROLL_LATE: rollcall.ask_reason,
    Verb.ROLL_DENY: rollcall.deny,
    Verb.ROLL_DECIDE: rollcall.decide,
    Verb.LEAVE: me.take_leave,
    Verb.LEAVE_DAYS: leave.tap,
    Verb.ME: me.turn,
    Verb.STATEMENT: statement.make,
    Verb.ROLL_SHEET: roll_sheet.tap,
    Verb.ROLL_QUANTITY: rollcall.quantity,
    Verb.UNIT: unit.turn,
    Verb.CALLOUT: snow.tap,
    Verb.SUMMONS: snow.answer,
    Verb.SUMMONS_UNDO: snow.undo,
    Verb.POST: snow.report,
    Verb.CALLED: snow.answer_for,
    Verb.SNOWFALL: weather.tap,
    Verb.STANDBY: standby.tap,
    Verb.SITE_CODE: check_in.tap_code,
    Verb.ENTER_CODE: check_in.ask_code,
    Verb.POSITION: check_in.tap_position,
    Verb.PLANS: planning.tap_list,
    Verb.FRIDAYS: fridays.tap,
    Verb.PLAN: planning.tap,
    Verb.GROUP: groups.answer,
    Verb.ROLE: roles.tap,
    Verb.AUDIT: audit.tap,
}

# The step of a dialogue (``bot.services.dialogues``) and what takes the message that answers it. A command leaves such
# a question unanswered: the next sentence is no answer to it. A question that buttons alone answer stays.
DIALOGUES: Mapping[str, OnAnswer] = {
    "roster.file": roster.take,
    broadcasts.TEXT_STEP: broadcast_words.take_text,
    broadcasts.TIME_STEP: broadcast_words.take_time,
    broadcasts.LIST_STEP: broadcast_words.take_list,
    broadcasts.NAME_STEP: broadcast_words.take_name,
    questions.ASK_STEP: notices.take_question,
    questions.ANSWER_STEP: notices.take_answer,
    "stretch.position": snow.take_position,
    "callout.risk": snow.take_risk,
    site_code_entry.STEP: check_in.take_code,
    correction_service.STEP: corrections.take_answer,
    leaves.STEP: leave.take_days,
    planning_service.FIELD_STEP: planning.take,
    planning_service.SITE_STEP: plan_sites.take,
    planning_service.REASON_STEP: planning.take_reason,
    role_holders.FIND: roles.take_name,
    role_ends.UNTIL: roles.take_end,
    audit_log.FIND: audit.take_name,
    quantities.STEP: rollcall.take_quantity,
}
# Questions that give way to a plain reply: who was asked for days and says 签到 checks in.
GIVING_WAY = frozenset(
    {
        leaves.STEP,
        site_code_entry.STEP,
        quantities.STEP,
        role_holders.FIND,
        role_ends.UNTIL,
        audit_log.FIND,
        broadcasts.TEXT_STEP,
        questions.ASK_STEP,
        correction_service.STEP,
    }
)
PASSING = (check_in.take_position, check_in.leave_position)

# Words of the standing keyboard that are no answer about an activity.
MENUS: Mapping[ReplyKind, OnMessage] = {
    ReplyKind.TODAY: me.today,
    ReplyKind.ME: me.me,
    ReplyKind.LEAVE_MENU: leave.command,
}


async def on_tap(update: Update, context: Context) -> None:
    """Take a tap to its handler; what nobody drew is refused."""
    assert update.callback_query is not None  # noqa: S101 - PTB routes by it
    call = parse(update.callback_query.data or "")
    await TAPS[call.verb](update, context, call)


async def on_membership(update: Update, context: Context) -> None:
    """Take the bot's own membership to where it changed: a person's chat."""
    assert update.my_chat_member is not None  # noqa: S101 - PTB routes by it
    if update.my_chat_member.chat.type == ChatType.PRIVATE:
        await registration.membership(update, context)
    else:
        await groups.on_membership(update, context)


async def on_group_message(update: Update, context: Context) -> None:
    """Take what the bot hears in a group; only commands of ours are answered there."""
    await groups.on_message(update, context, COMMANDS)


async def on_edited(update: Update, context: Context) -> None:
    """Tell a known person that an edited message changes nothing."""
    if await registration.at_the_door(update, context):
        return
    if update.edited_message is None or update.edited_message.location is None:  # a live position moves by itself
        await plain.edited(update, context)


def _by_its_kind(update: Update) -> OnMessage | None:
    """Return what takes a message for what it is, whatever it says: a photo, a position, a file, a site code."""
    message, text = update.effective_message, text_of(update)
    if message is not None and message.photo:
        return snow.take_photo
    if message is not None and message.location is not None:
        return check_in.take_position
    if message is not None and message.document is not None:
        return export.take
    if text.lower() in check_in.BACK_WORDS:
        return check_in.leave_position
    return check_in.take_code if code_in(text) is not None else None


def _gives_way(standing: Standing, update: Update) -> bool:
    """Tell whether a question lets a message pass that is none of its answers."""
    passes = understand(text_of(update)) is not None or _by_its_kind(update) in PASSING
    return standing.step in GIVING_WAY and passes


async def on_message(update: Update, context: Context) -> None:
    """Take a private message to its command, to the question it answers, or to what it seems to say."""
    if await registration.at_the_door(update, context):
        return
    text = text_of(update)
    if text.startswith("/"):
        word, _, rest = text[1:].partition(" ")
        word = word.partition("@")[0].lower()
        if word == "start" and (linked := linked_command(rest.strip())) is not None:
            word, rest = linked, ""
        if (handler := COMMANDS.get(word)) is None:
            await plain.not_understood(update, context)
            return
        context.work.ends = DIALOGUES.keys()
        await handler(update, context, rest.strip())
        return
    standing = await context.work.read(dialogues.standing, telegram_id=who(update), now=context.work.now)
    if standing is not None and standing.step in DIALOGUES and not _gives_way(standing, update):
        await DIALOGUES[standing.step](update, context, standing)
        return
    if (handler_of_its_kind := _by_its_kind(update)) is not None:
        await handler_of_its_kind(update, context)
        return
    if (leaves_at := read_departure(text)) is not None:
        await friday.leave_at(update, context, leaves_at)
        return
    reply = understand(text)
    if reply is None:
        await plain.not_understood(update, context)
    elif reply.kind in MENUS:
        await MENUS[reply.kind](update, context)
    else:
        await friday.reply(update, context, reply)


def add_routes(application: Application[Any, Context, Any, Any, Any, Any]) -> None:
    """Give the application its handlers; the first that fits takes the update."""
    private = filters.ChatType.PRIVATE
    application.add_handler(CallbackQueryHandler(on_tap))
    application.add_handler(ChatMemberHandler(on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(private & filters.UpdateType.EDITED_MESSAGE, on_edited))
    application.add_handler(MessageHandler(private, on_message))
    application.add_handler(MessageHandler(filters.ChatType.GROUPS & filters.UpdateType.MESSAGE, on_group_message))
