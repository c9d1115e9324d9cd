"""The card of a person's own settings: language, reminder, sound, and the way off the roster."""

from __future__ import annotations

from bot.chat.buttons import Verb, button
from bot.chat.cards.scene import Face, Scene
from bot.model import Cadre, Unit
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.reminders import OFFERED, clock_time, is_evening_before
from bot.services import wishes
from bot.services.delivery import Dropped
from bot.texts.formats import NOTHING


def draw(scene: Scene) -> Face | Dropped:
    """Draw it as things stand, or the hours that can be chosen."""
    cadre = scene.session.get_one(Cadre, scene.cadre_id)
    if scene.view == wishes.REMIND:
        return _hours(scene, cadre)
    voice = scene.voice
    unit = scene.session.get(Unit, cadre.unit_id) if cadre.unit_id is not None else None
    text = voice.html(
        "settings",
        name=cadre.name,
        in_unit=int(unit is not None),
        unit=unit.name if unit is not None else NOTHING,
        remind=_hour(scene, cadre.remind_minute),
        sound=voice.plain("settings-silenced" if cadre.is_silenced else "settings-sound"),
    )
    sound = "button-settings-ring" if cadre.is_silenced else "button-settings-silence"
    rows: list[tuple[Button, ...]] = [
        (
            button(voice.plain("button-language-zh"), Verb.LANGUAGE, "zh-CN"),
            button(voice.plain("button-language-en"), Verb.LANGUAGE, "en"),
        ),
        (
            button(voice.plain("button-settings-remind"), Verb.WISH, "remind"),
            button(voice.plain(sound), Verb.WISH, "sound", int(cadre.is_silenced)),
        ),
    ]
    if cadre.location_consented_at is not None:
        rows.append((button(voice.plain("button-position-withdraw"), Verb.POSITION, 0, "off"),))
    rows.append((button(voice.plain("button-leave-roster"), Verb.LEAVE_ROSTER),))
    return Face(text, InlineKeyboard(tuple(rows)))


def _hours(scene: Scene, cadre: Cadre) -> Face:
    voice = scene.voice
    text = voice.html("settings-remind-ask", now=_hour(scene, cadre.remind_minute))
    usual = button(_hour(scene, None), Verb.WISH, "at", "usual")
    hours = [button(_hour(scene, minute), Verb.WISH, "at", minute) for minute in OFFERED]
    rows = [(usual, hours[0]), *(tuple(hours[at : at + 2]) for at in range(1, len(hours), 2))]
    back = button(voice.plain("button-settings-back"), Verb.WISH, "back")
    return Face(text, InlineKeyboard((*rows, (back,))))


def _hour(scene: Scene, minute: int | None) -> str:
    if minute is None:
        return scene.voice.plain("settings-remind-usual", time=f"{scene.settings.friday.morning:%H:%M}")
    key = "settings-remind-evening" if is_evening_before(minute) else "settings-remind-day"
    return scene.voice.plain(key, time=clock_time(minute))
