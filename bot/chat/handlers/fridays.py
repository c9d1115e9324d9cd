"""Taps under /friday: a Friday, where its units serve, and sending one of them elsewhere."""

from __future__ import annotations

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import tapper
from bot.chat.work import Context, Toast
from bot.services import outlook, pairings
from bot.services.outlook import LookedAt, Part

# The word of a tap, the part to which it turns the card, and how many numbers of it lead there.
TURNS = {"day": (Part.DAY, 1), "unit": (Part.UNIT, 3), "site": (Part.SITE, 3)}


async def tap(update: Update, context: Context, call: Call) -> None:
    """Take a tap: the list, a part of a Friday, or a site for a unit."""
    about, word = tapper(update, outlook.SUBJECT), call.word(0)
    if word == "list":
        await context.work.do(outlook.turn, **about)
    elif word == "units":
        await context.work.do(outlook.turn, **about, to=LookedAt(Part.UNITS, call.number(1)), page=call.number(2))
    elif word in TURNS:
        part, count = TURNS[word]
        to = LookedAt(part, *(abs(call.number(place)) for place in range(1, count + 1)))
        await context.work.do(outlook.turn, **about, to=to)
    elif word in ("once", "always"):
        await _send(update, context, call)
    else:
        raise StaleButton


async def _send(update: Update, context: Context, call: Call) -> None:
    activity_id, is_for_good = call.number(1), call.word(0) == "always"
    await context.work.do(
        pairings.send,
        **tapper(update, outlook.SUBJECT),
        activity_id=activity_id,
        unit_id=call.number(2),
        site_id=call.number(3),
        is_for_good=is_for_good,
    )
    context.work.toast = Toast("toast-friday-paired" if is_for_good else "toast-friday-sent")
