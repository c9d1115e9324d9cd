"""What a liaison sees of the own unit: the answers, and the reasons for leave on demand."""

from __future__ import annotations

from bot.chat.buttons import Verb, button
from bot.chat.cards.paging import clamp, pager
from bot.chat.cards.scene import Face, Scene
from bot.model import Activity, Roll, Unit
from bot.rules.attendance import LeaveReason
from bot.rules.delivery import InlineKeyboard
from bot.services import outbox, people, unit_view
from bot.services.delivery import Dropped
from bot.services.outbox import DayAndTime, Term

LEAVES_A_PAGE = 15


def draw(scene: Scene) -> Face | Dropped:
    """Draw the card of a unit for its liaison or deputy; nobody else gets it."""
    roll = scene.session.get(Roll, scene.number)
    if roll is None or roll.unit_id not in people.units_of(scene.session, scene.cadre_id):
        return Dropped("no right to this unit")
    card = outbox.find_card(scene.session, scene.chat_key, unit_view.unit_subject(roll.id))
    if card is not None and card.view == unit_view.LEAVES:
        return _draw_leaves(scene, roll, card.page)
    answers = unit_view.answers(scene.session, roll)
    rows = []
    if answers.excused:
        rows.append((button(scene.voice.plain("button-unit-leaves"), Verb.UNIT, roll.id, unit_view.LEAVES, 0),))
    rows.append((button(scene.voice.plain("button-members"), Verb.MEMBERS, roll.unit_id),))
    text = scene.voice.html(
        "unit-answers",
        going=answers.going,
        excused=answers.excused,
        declined=answers.declined,
        pending=answers.pending,
        waiting=answers.waiting,
        not_linked=answers.not_linked,
        checked_in=answers.checked_in,
    )
    return Face(f"{_head(scene, roll)}\n{text}", InlineKeyboard(tuple(rows)))


def _head(scene: Scene, roll: Roll) -> str:
    activity = scene.session.get_one(Activity, roll.activity_id)
    unit = scene.session.get_one(Unit, roll.unit_id)
    return scene.voice.html("unit-head", unit=unit.name, title=activity.title, at=DayAndTime(activity.starts_at))


def _draw_leaves(scene: Scene, roll: Roll, wanted: int) -> Face:
    voice = scene.voice
    leaves = unit_view.leaves(scene.session, roll)
    page = clamp(wanted, len(leaves), LEAVES_A_PAGE)
    lines = [_head(scene, roll), voice.html("unit-leaves", count=len(leaves))]
    lines += [
        voice.html("unit-leave", name=leave.name, reason=Term(f"leave-{leave.reason or LeaveReason.PERSONAL}"))
        for leave in leaves[page * LEAVES_A_PAGE : (page + 1) * LEAVES_A_PAGE]
    ]
    rows = pager(scene, page, len(leaves), LEAVES_A_PAGE, Verb.UNIT, roll.id, unit_view.LEAVES)
    rows.append((button(voice.plain("button-return"), Verb.UNIT, roll.id, "answers", 0),))
    return Face("\n".join(lines), InlineKeyboard(tuple(rows)))
