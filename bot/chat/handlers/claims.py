"""The liaison's taps on those who wait."""

from __future__ import annotations

from datetime import date
from typing import Any

from telegram import Update

from bot.chat.buttons import Call
from bot.chat.handlers.parts import tapper
from bot.chat.work import Context, Toast
from bot.services import claims, decisions
from bot.services import members as members_service


def _today(context: Context) -> date:
    return context.work.now.astimezone(context.settings.operator.zone).date()


def _about(update: Update, call: Call) -> dict[str, Any]:
    """Read who taps which claim; the unit behind it names the card."""
    return tapper(update, claims.subject_of(call.number(1))) | {"claim_id": call.number(0)}


async def approve(update: Update, context: Context, call: Call) -> None:
    """通过: the claim is of this person of the roster."""
    about = _about(update, call)
    claim = await context.work.do(decisions.approve, **about, cadre_id=call.number(2), today=_today(context))
    context.work.toast = Toast("toast-claim-approved", {"name": claim.typed_name})


async def approve_all(update: Update, context: Context, call: Call) -> None:
    """全部通过, as far as the card showed."""
    unit_id = call.number(0)
    count = await context.work.do(
        decisions.approve_all,
        **tapper(update, claims.subject_of(unit_id)),
        unit_id=unit_id,
        up_to=call.number(1),
        today=_today(context),
    )
    context.work.toast = Toast("toast-claims-approved", {"count": count})


async def add(update: Update, context: Context, call: Call) -> None:
    """新增: the roster did not know this person."""
    claim = await context.work.do(decisions.add_person, **_about(update, call), today=_today(context))
    context.work.toast = Toast("toast-claim-added", {"name": claim.typed_name})


async def reject(update: Update, context: Context, call: Call) -> None:
    """不是本单位, or 不通过."""
    claim = await context.work.do(decisions.reject, **_about(update, call))
    context.work.toast = Toast("toast-claim-rejected", {"name": claim.typed_name})


async def turn(update: Update, context: Context, call: Call) -> None:
    """Turn to another page of the card."""
    unit_id = call.number(0)
    await context.work.do(
        claims.turn_page, **tapper(update, claims.subject_of(unit_id)), unit_id=unit_id, page=call.number(1)
    )


async def members(update: Update, context: Context, call: Call) -> None:
    """人员变动: the people of the unit, at a page."""
    unit_id = call.number(0)
    if len(call.args) == 1:
        await context.work.do(members_service.open_anew, **tapper(update), unit_id=unit_id)
        return
    about = tapper(update, members_service.subject_of(unit_id))
    await context.work.do(members_service.turn, **about, unit_id=unit_id, page=call.number(1))


async def member(update: Update, context: Context, call: Call) -> None:
    """One of them: asks once more."""
    unit_id = call.number(0)
    await context.work.do(
        members_service.turn,
        **tapper(update, members_service.subject_of(unit_id)),
        unit_id=unit_id,
        page=call.number(2),
        cadre_id=call.number(1),
    )


async def member_left(update: Update, context: Context, call: Call) -> None:
    """确认已离开."""
    unit_id = call.number(0)
    cadre = await context.work.do(
        members_service.mark_left,
        **tapper(update, members_service.subject_of(unit_id)),
        unit_id=unit_id,
        cadre_id=call.number(1),
        today=_today(context),
    )
    context.work.toast = Toast("toast-member-left", {"name": cadre.name})
