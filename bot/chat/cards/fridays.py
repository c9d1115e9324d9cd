"""The organizer's view of the coming Fridays; one of them is drawn by ``bot.chat.cards.friday_page``."""

from __future__ import annotations

from bot.chat.buttons import Verb, button
from bot.chat.cards import friday_page
from bot.chat.cards.scene import Face, Scene
from bot.model import OccurrenceState
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.rights import Right, may
from bot.services import approvals, friday_strength, outlook, people, planning
from bot.services.delivery import Dropped
from bot.services.outbox import DayAndTime
from bot.texts.formats import month_name

DAYS_A_ROW = 4


def draw(scene: Scene) -> Face | Dropped:
    """Draw the list, or the part of a Friday to which the card is turned."""
    if not may(people.grants_of(scene.session, scene.cadre_id), Right.PLAN):
        return Dropped("no right any more")
    looked_at = outlook.read_view(scene.view)
    page = friday_page.draw(scene, looked_at) if looked_at is not None else None
    return page or _list(scene)


def _list(scene: Scene) -> Face:
    """List the Fridays ahead with their state, and with what they could be held."""
    voice = scene.voice
    strength = outlook.strength(scene.session)
    fridays = outlook.ahead(scene.session, today=scene.today)
    expected = friday_strength.expect(scene.session, [each for each in fridays if each.state in planning.AHEAD])
    lines: list[str] = [voice.html("fridays-head")]
    for friday in fridays:
        line = friday_page.line(scene, friday)
        if (figures := expected.get(friday.id)) is not None:
            line = friday_page.with_figures(scene, line, figures)
        lines.append(line)
    if not fridays:
        lines.append(voice.html("fridays-none"))
    lines.append(
        voice.html(
            "fridays-strength",
            units=strength.units,
            enabled=strength.enabled,
            lacking=strength.enabled - strength.with_site,
            people=strength.people,
            linked=strength.linked,
        )
    )
    days = [
        button(f"{friday.held_on.month}/{friday.held_on.day}", Verb.FRIDAYS, "day", friday.id) for friday in fridays
    ]
    rows: list[tuple[Button, ...]] = [
        tuple(days[first : first + DAYS_A_ROW]) for first in range(0, len(days), DAYS_A_ROW)
    ]
    month = approvals.month_asked(scene.today)
    asked = approvals.find(scene.session, month) if month is not None else None
    if month is not None and asked is not None:
        named = {"month": month_name(month.month, voice.language)}
        if asked.state is OccurrenceState.DONE and asked.finished_at is not None:
            name = approvals.approver(scene.session, asked)
            lines.append(voice.html("fridays-approved", **named, name=name, at=DayAndTime(asked.finished_at)))
        else:
            lines.append(voice.html("fridays-to-approve", **named))
            approve = button(voice.plain("button-fridays-approve", **named), Verb.PLANS, "approve", f"{month:%Y%m}")
            rows.insert(0, (approve,))
    return Face("\n".join(lines), InlineKeyboard(tuple(rows)))
