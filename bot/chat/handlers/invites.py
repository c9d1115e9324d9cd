"""/invites: links, QR codes and codes for units and people, as one file."""

from __future__ import annotations

from datetime import timedelta

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import tapper, who
from bot.chat.handlers.roster import voice_of
from bot.chat.work import Context, Toast
from bot.reports.child import in_child
from bot.reports.invite_order import invitations_order
from bot.reports.orders import InvitationsOrder
from bot.services import invite_files, invites
from bot.services.invite_files import ALL, FEW, Plan
from bot.services.invites import Minted
from bot.services.units import NoUnit, unit_named

FILE_SECONDS = 180


async def command(update: Update, context: Context, rest: str) -> None:
    """/invites, or /invites with the name of a unit."""
    if not rest:
        await context.work.do(invite_files.offer, telegram_id=who(update))
        return
    unit_id = await context.work.read(unit_named, name=rest)
    await _make(update, context, str(unit_id))


async def tap(update: Update, context: Context, call: Call) -> None:
    """生成邀请, and 重新生成 with the newest invitation it was drawn after."""
    scope = _scope(call)
    await _make(update, context, scope, after=call.number(1) if len(call.args) > 1 else None)


async def end(update: Update, context: Context, call: Call) -> None:
    """作废."""
    ended = await context.work.do(invite_files.end, **tapper(update), scope=_scope(call))
    context.work.toast = Toast("toast-invites-ended", {"count": ended})


def _scope(call: Call) -> str:
    scope = call.word(0)
    return scope if scope in (ALL, FEW) else str(max(call.number(0), 0))


async def _make(update: Update, context: Context, scope: str, after: int | None = None) -> None:
    found = await context.work.read(invite_files.plan, now=context.work.now, telegram_id=who(update), scope=scope)
    if not found.targets:
        raise NoUnit
    if after is not None and after != found.latest:
        raise StaleButton  # new ones were made since: a doubled tap must not end them
    if after is None and found.in_force:
        await context.work.do(invite_files.ask_again, telegram_id=who(update), scope=scope, found=found)
        return
    lasts = timedelta(days=context.settings.registration.invite_days)
    minted = [Minted(target, invites.mint()) for target in found.targets]
    content = await in_child("write_invitations", _order(context, found, minted, lasts), timeout_seconds=FILE_SECONDS)
    name = voice_of(context, found.language).plain("invites-file-name")
    await context.work.do(
        invite_files.hand_out, telegram_id=who(update), minted=minted, lasts=lasts, file=(name, content)
    )
    context.work.toast = Toast("toast-invites-made", {"count": len(minted)})


def _order(context: Context, found: Plan, minted: list[Minted], lasts: timedelta) -> InvitationsOrder:
    operator = context.settings.operator
    return invitations_order(
        minted,
        bot_name=context.bot.username,
        organization=operator.name,
        expires_on=(context.work.now + lasts).astimezone(operator.zone).date() - timedelta(days=1),
        language=found.language or operator.language,
    )
