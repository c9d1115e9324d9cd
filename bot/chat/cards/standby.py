"""The organizers' card of a stand-by, from the draft to the expected strength, and the question each person answers."""

from __future__ import annotations

from datetime import date

from bot.chat.buttons import Verb, button
from bot.chat.cards.scene import Face, Scene
from bot.model import Standby, StandbyAnswer
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.rights import Right, may
from bot.rules.standbys import answered_until, coming_evening
from bot.services import broadcasts, people, standby_figures, standbys
from bot.services.delivery import Dropped
from bot.services.outbox import Day, DayAndTime, Term, TimeOfDay
from bot.services.standby_figures import Said, Strength

STRETCHES_SHOWN = 25
CHOICES = (StandbyAnswer.READY, StandbyAnswer.LATE, StandbyAnswer.UNABLE)


def draw(scene: Scene) -> Face | Dropped:
    """Draw the morning as it stands: the draft, what is planned, what people said, or that it is over."""
    if not may(people.grants_of(scene.session, scene.cadre_id), Right.CALL_OUT):
        return Dropped("no right any more")
    held_on = standbys.morning_of(scene.number)
    standby = standbys.find(scene.session, held_on)
    if standby is None:
        return _draw_draft(scene, held_on)
    if standby.cancelled_at is not None:
        return Face(scene.voice.html("standby-cancelled", day=Day(held_on)))
    return _draw_planned(scene, standby) if not standby.is_asked else _draw_strength(scene, standby)


def _button(scene: Scene, key: str, held_on: date, act: str) -> Button:
    return button(scene.voice.plain(key), Verb.STANDBY, f"{held_on:%Y%m%d}", act)


def _draw_draft(scene: Scene, held_on: date) -> Face:
    if scene.view == standbys.DROPPED:
        return Face(scene.voice.html("standby-dropped", day=Day(held_on)))
    evening = coming_evening(scene.now, broadcasts.hours_of(scene.settings))
    if evening is None or evening.held_on != held_on:
        return Face(scene.voice.html("standby-stale", day=Day(held_on)))
    text = scene.voice.html(
        "standby-draft",
        day=Day(held_on),
        people=standbys.headcount(scene.session, held_on),
        at="now" if evening.asks_at <= scene.now else scene.voice.time(evening.asks_at),
        report=TimeOfDay(evening.reports_at),
    )
    send = _button(scene, "button-standby-send", held_on, "send")
    drop = _button(scene, "button-standby-drop", held_on, "drop")
    return Face(text, InlineKeyboard(((send, drop),)))


def _draw_planned(scene: Scene, standby: Standby) -> Face:
    text = scene.voice.html(
        "standby-planned",
        day=Day(standby.held_on),
        people=standbys.headcount(scene.session, standby.held_on),
        at=TimeOfDay(max(standby.asks_at, standby.created_at)),
        report=TimeOfDay(standby.reports_at),
    )
    return _with_ways_out(scene, standby, [text])


def _draw_strength(scene: Scene, standby: Standby) -> Face:
    by_unit = standby_figures.said_by_unit(scene.session, standby.id)
    stretches, said = standby_figures.strength(scene.session, by_unit), standby_figures.total(by_unit)
    wanted = sum(each.wanted for each in stretches)
    lines = [
        scene.voice.html("standby-head", day=Day(standby.held_on)),
        scene.voice.html("standby-total", wanted=wanted, asked=said.asked, **_counts(said)),
        *(_stretch(scene, each) for each in stretches[:STRETCHES_SHOWN]),
    ]
    if len(stretches) > STRETCHES_SHOWN:
        lines.append(scene.voice.html("standby-more", count=len(stretches) - STRETCHES_SHOWN))
    return _with_ways_out(scene, standby, lines)


def _counts(said: Said) -> dict[str, int]:
    return {"ready": said.ready, "late": said.late, "unable": said.unable, "silent": said.silent}


def _stretch(scene: Scene, each: Strength) -> str:
    return scene.voice.html(
        "standby-stretch",
        name=each.site,
        unit="none" if each.unit is None else each.unit,
        wanted=each.wanted,
        gap=each.gap,
        **_counts(each.said),
    )


def _with_ways_out(scene: Scene, standby: Standby, lines: list[str]) -> Face:
    """Offer the cancellation until noon of the day, with a question before it."""
    held_on = standby.held_on
    if scene.now >= answered_until(held_on, scene.voice.zone):
        return Face("\n".join([*lines, scene.voice.html("standby-over")]))
    if scene.view != standbys.CANCEL:
        return Face("\n".join(lines), InlineKeyboard(((_button(scene, "button-standby-cancel", held_on, "ask"),),)))
    sure = _button(scene, "button-standby-cancel-sure", held_on, "cancel")
    back = _button(scene, "button-board-back", held_on, "back")
    return Face("\n".join([*lines, scene.voice.html("standby-asks-cancel")]), InlineKeyboard(((sure, back),)))


def draw_question(scene: Scene) -> Face | Dropped:
    """Draw the question of one who was asked, with what they said; without buttons once nobody waits for it."""
    line = standbys.line_of(scene.session, scene.number, scene.cadre_id)
    if line is None:
        return Dropped("not asked")
    standby = scene.session.get_one(Standby, scene.number)
    voice, head = scene.voice, scene.voice.html("readiness-head", day=Day(standby.held_on))
    if standby.cancelled_at is not None:
        return Face("\n".join([head, voice.html("readiness-cancelled")]))
    until = answered_until(standby.held_on, voice.zone)
    said = [] if line.answer is StandbyAnswer.ASKED else [_said(scene, line.answer)]
    if scene.now >= until:
        return Face("\n".join([head, *said, voice.html("readiness-over")]))
    is_eve = int(scene.today < standby.held_on)
    ask = voice.html("readiness-ask", is_eve=is_eve, until=DayAndTime(until), operator=scene.settings.operator.name)
    return Face("\n".join([head, ask, *said]), InlineKeyboard((tuple(_choices(scene, line.answer)),)))


def _said(scene: Scene, answer: StandbyAnswer) -> str:
    return scene.voice.html("readiness-said", answer=Term(f"standby-answer-{answer.value}"))


def _choices(scene: Scene, answer: StandbyAnswer) -> list[Button]:
    return [
        button(
            scene.voice.plain(
                "button-readiness", answer=Term(f"standby-answer-{each.value}"), is_chosen=int(each is answer)
            ),
            Verb.STANDBY,
            scene.number,
            each.value,
        )
        for each in CHOICES
    ]
