"""A question back about a broadcast, as those see it who may answer."""

from __future__ import annotations

from bot.chat.buttons import Verb, button
from bot.chat.cards.scene import Face, Scene
from bot.model import Broadcast, Cadre, Question, Unit
from bot.rules.delivery import Button, InlineKeyboard
from bot.services import questions
from bot.services.broadcasts import excerpt
from bot.services.delivery import Dropped


def draw(scene: Scene) -> Face | Dropped:
    """Draw a question with its answer, or with 回复 while there is none."""
    question = scene.session.get(Question, scene.number)
    if question is None:
        return Dropped("no such question")
    asker = scene.session.get_one(Cadre, question.cadre_id)
    unit = scene.session.get(Unit, asker.unit_id) if asker.unit_id is not None else None
    notice = excerpt(scene.session.get_one(Broadcast, question.broadcast_id))
    lines = [
        scene.voice.html(
            "question-card", name=asker.name, unit=unit.name if unit else "—", notice=notice, text=question.text
        )
    ]
    rows: tuple[tuple[Button, ...], ...] = ()
    if question.answered_by is not None:
        by = scene.session.get_one(Cadre, question.answered_by)
        lines.append(scene.voice.html("question-card-answered", name=by.name, text=question.answer))
    elif scene.now - question.asked_at <= questions.LASTS:
        rows = ((button(scene.voice.plain("button-question-answer"), Verb.BROADCAST, "reply", question.id),),)
    else:
        lines.append(scene.voice.html("question-card-late"))
    return Face("\n".join(lines), InlineKeyboard(rows))
