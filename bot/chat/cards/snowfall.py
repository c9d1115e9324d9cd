"""The proposal that a forecast leads to, and the duty list."""

from __future__ import annotations

from datetime import datetime

from bot.chat.buttons import Verb, button
from bot.chat.cards.scene import Face, Scene
from bot.model import Snowfall, SnowfallState
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.rights import Right, may
from bot.rules.snow import Advice
from bot.services import people, weather_watch
from bot.services.delivery import Dropped
from bot.services.outbox import Day, DayAndTime, Term


def draw(scene: Scene) -> Face | Dropped:
    """Draw what is foreseen, for reference, and what may be drafted."""
    snowfall = scene.session.get(Snowfall, scene.number)
    if snowfall is None or not may(people.grants_of(scene.session, scene.cadre_id), Right.CALL_OUT):
        return Dropped("no right any more")
    figures, voice = snowfall.figures, scene.voice
    lines = [
        voice.html(
            "snowfall-head",
            place=scene.settings.snow.place,
            state=snowfall.state.value,
        ),
        voice.html(
            "snowfall-figures",
            begin=DayAndTime(snowfall.begins_at),
            end=DayAndTime(snowfall.ends_at),
            water=str(figures["water"]),
            grade=Term(f"snow-grade-{figures['grade']}"),
            least=int(bool(figures["is_minimum"])),
            open=int(bool(figures["is_open_ended"])),
        ),
    ]
    if figures["lowest"] is not None:
        lines.append(voice.html("snowfall-cold", degrees=str(figures["lowest"]).replace("-", "−")))
    advice = list(Advice)[snowfall.advice]
    lines.append(voice.html(f"snowfall-advice-{advice.value.replace('_', '-')}"))
    if snowfall.state is SnowfallState.TAKEN and snowfall.taken_at is not None:
        lines.append(voice.html("snowfall-taken", at=DayAndTime(snowfall.taken_at)))
    lines.append(voice.html("snowfall-source", at=_time(scene, snowfall.updated_at)))
    return Face("\n".join(lines), _buttons(scene, snowfall, advice))


def _time(scene: Scene, moment: datetime) -> str:
    return scene.voice.time(moment)


def _buttons(scene: Scene, snowfall: Snowfall, advice: Advice) -> InlineKeyboard:
    """Offer the drafts, what is advised in front, and 已知悉 until somebody deals with it."""
    if snowfall.state is SnowfallState.OVER:
        return InlineKeyboard()
    drafts = {Advice.STAND_BY: ("standby", "draft"), Advice.MUSTER: ("draft", "standby")}.get(advice, ())
    seen = ("seen",) if snowfall.state is SnowfallState.PROPOSED else ()
    rows = (tuple(_button(scene, snowfall, word) for word in row) for row in (drafts, seen) if row)
    return InlineKeyboard(tuple(rows))


def _button(scene: Scene, snowfall: Snowfall, word: str) -> Button:
    return button(scene.voice.plain(f"button-snowfall-{word}"), Verb.SNOWFALL, snowfall.id, word)


def draw_duty(scene: Scene) -> Face | Dropped:
    """Draw who is on duty in the coming two weeks."""
    if not may(people.grants_of(scene.session, scene.cadre_id), Right.CALL_OUT):
        return Dropped("no right any more")
    found = weather_watch.duty_list(scene.session, scene.today)
    lines = [scene.voice.html("duty-head" if found else "duty-none")]
    lines += [
        scene.voice.html("duty-line", day=Day(each.held_on), first=each.first, second=each.second or "none")
        for each in found
    ]
    lines.append(scene.voice.html("duty-how"))
    return Face("\n".join(lines))
