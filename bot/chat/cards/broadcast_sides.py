"""The sides of the organizer's card on which a draft is made: whom it is for, when it leaves, what stands under it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.chat.buttons import Verb, button
from bot.chat.cards.scene import Face, Scene
from bot.chat.phrases import Voice
from bot.model import Broadcast, BroadcastState
from bot.rules.audience import ANSWERS, ROLES
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.stretches import KIND_NAMES, stretch_kind
from bot.services import broadcast_choices
from bot.services.broadcast_people import site_kinds
from bot.services.outbox import Day
from bot.texts import Markup

Rows = list[tuple[Button, ...]]


def face(text: str, rows: Rows) -> Face:
    """Set rows of buttons under a text; empty ones are left out."""
    return Face(text, InlineKeyboard(tuple(row for row in rows if row)))


def act_button(scene: Scene, label: str, act: str, *args: object, **params: object) -> Button:
    """Make a button of the organizer's card; ``params`` belong to its label."""
    return button(scene.voice.plain(label, **params), Verb.BROADCAST, act, *args)


def cancel_button(scene: Scene, broadcast: Broadcast) -> Button:
    """取消."""
    return act_button(scene, "button-broadcast-cancel", "cancel", broadcast.id)


def _back(scene: Scene, broadcast: Broadcast, side: str) -> tuple[Button, ...]:
    return (act_button(scene, "button-broadcast-back", "turn", broadcast.id, side), cancel_button(scene, broadcast))


def front_of(broadcast: Broadcast) -> str:
    """Name the side to which a draft returns."""
    return "preview" if broadcast.audience else "audience"


def ask_keyboard(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """Draw what stands under the question for a first text: templates, what is not finished, reports, the way out."""
    rows: Rows = []
    if params.get("has_templates"):
        rows.append((button(voice.plain("button-broadcast-templates"), Verb.BROADCAST, "templates", 0, ""),))
    for number, words in params.get("offered", ()):
        rows.append((button(voice.plain("button-broadcast-open", text=words), Verb.BROADCAST, "open", number),))
    for number, words in params.get("reports", ()):
        rows.append((button(voice.plain("button-broadcast-report", text=words), Verb.BROADCAST, "open", number),))
    rows.append((button(voice.plain("button-broadcast-cancel"), Verb.BROADCAST, "cancel", 0),))
    return InlineKeyboard(tuple(rows))


def offered_time(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """Draw the next moment that would do in place of one that does not."""
    label = voice.plain("button-broadcast-at", at=params["at"])
    return InlineKeyboard(((button(label, Verb.BROADCAST, "at", params["number"], params["minute"]),),))


def _draw_text(scene: Scene, broadcast: Broadcast) -> Face:
    back = act_button(scene, "button-broadcast-keep-text", "turn", broadcast.id, front_of(broadcast))
    return face(scene.voice.html("broadcast-ask-new-text"), [(back, cancel_button(scene, broadcast))])


def draw_audiences(scene: Scene, broadcast: Broadcast) -> Face:
    """Offer the audiences there are: everybody, units, the answers to the next activity, and the rest."""
    number = broadcast.id
    rows: Rows = [
        (
            act_button(scene, "button-broadcast-all", "all", number),
            act_button(scene, "button-broadcast-units", "units", number, 0),
        )
    ]
    text = scene.voice.html("broadcast-choose-audience")
    activity = broadcast_choices.next_activity(scene.session, now=scene.now)
    if activity is not None:
        named = {"title": activity.title, "day": Day(activity.held_on)}
        text = Markup(f"{text}\n{scene.voice.html('broadcast-next-activity', **named)}")
        rows.append(
            tuple(
                act_button(scene, f"broadcast-answer-{answer}", "answer", number, activity.id, answer)
                for answer in ANSWERS
            )
        )
    rows += [
        (
            act_button(scene, "button-broadcast-roles", "turn", number, "roles"),
            act_button(scene, "button-broadcast-sites", "turn", number, "sites"),
        ),
        (
            act_button(scene, "button-broadcast-unlinked", "unlinked", number),
            act_button(scene, "button-broadcast-list", "turn", number, "list"),
        ),
        (act_button(scene, "button-broadcast-new-text", "turn", number, "text"),),
    ]
    if broadcast.audience:
        rows.append((act_button(scene, "button-broadcast-preview", "turn", number, "preview"),))
    rows.append((cancel_button(scene, broadcast),))
    return face(text, rows)


def _draw_units(scene: Scene, broadcast: Broadcast) -> Face:
    """Draw a page of units, the chosen ones marked."""
    chosen = set(broadcast_choices.chosen_units(broadcast))
    pages, page, number = broadcast_choices.pages_of(scene.session), broadcast.page, broadcast.id
    rows: Rows = []
    for unit_id, name in broadcast_choices.units_on_page(scene.session, page):
        label = scene.voice.plain("broadcast-chosen", name=name) if unit_id in chosen else name
        rows.append((button(label, Verb.BROADCAST, "unit", number, unit_id, int(unit_id not in chosen)),))
    turning = []
    if page > 0:
        turning.append(act_button(scene, "button-broadcast-page-before", "units", number, page - 1))
    if page + 1 < pages:
        turning.append(act_button(scene, "button-broadcast-page-after", "units", number, page + 1))
    rows.append(tuple(turning))
    if chosen:
        done = act_button(scene, "button-broadcast-units-done", "turn", number, "preview", count=len(chosen))
        rows.append((done,))
    rows.append(_back(scene, broadcast, "audience"))
    return face(scene.voice.html("broadcast-choose-units", count=len(chosen), page=page + 1, pages=max(pages, 1)), rows)


def _draw_roles(scene: Scene, broadcast: Broadcast) -> Face:
    roles = [act_button(scene, f"broadcast-role-{role}", "role", broadcast.id, role) for role in ROLES]
    rows: Rows = [tuple(roles[:2]), tuple(roles[2:]), _back(scene, broadcast, "audience")]
    return face(scene.voice.html("broadcast-choose-role"), rows)


def _draw_sites(scene: Scene, broadcast: Broadcast) -> Face:
    rows: Rows = [
        (button(kind_of_site(scene, kind), Verb.BROADCAST, "sites", broadcast.id, site_id),)
        for site_id, kind in site_kinds(scene.session)
    ]
    return face(scene.voice.html("broadcast-choose-sites"), [*rows, _back(scene, broadcast, "audience")])


def kind_of_site(scene: Scene, kind: str) -> str:
    """Name a kind of site; one that nobody knows stands as it is."""
    known = stretch_kind(kind)
    if known is not None:
        return KIND_NAMES[known][scene.voice.language == "en"]
    return scene.voice.plain("broadcast-site-community") if kind == "community" else kind


def _draw_list(scene: Scene, broadcast: Broadcast) -> Face:
    return face(scene.voice.html("broadcast-ask-list"), [_back(scene, broadcast, "audience")])


def _draw_name(scene: Scene, broadcast: Broadcast) -> Face:
    return face(scene.voice.html("broadcast-ask-name"), [_back(scene, broadcast, front_of(broadcast))])


def _draw_buttons(scene: Scene, broadcast: Broadcast) -> Face:
    """Draw what may stand under the notice, the chosen marked."""
    chosen = broadcast_choices.buttons_of(broadcast)
    row = []
    for name in broadcast_choices.BUTTONS:
        word = scene.voice.plain(f"button-broadcast-{name}")
        label = scene.voice.plain("broadcast-chosen", name=word) if name in chosen else word
        row.append(button(label, Verb.BROADCAST, "put", broadcast.id, name, int(name not in chosen)))
    done = (act_button(scene, "button-broadcast-buttons-done", "turn", broadcast.id, front_of(broadcast)),)
    return face(scene.voice.html("broadcast-choose-buttons"), [tuple(row), done])


def draw_time(scene: Scene, broadcast: Broadcast) -> Face:
    """Ask for the hour, of a draft or of what waits for it."""
    row = [act_button(scene, "button-broadcast-back", "untimed", broadcast.id)]
    if broadcast.send_at is not None and broadcast.state is BroadcastState.DRAFT:
        row.insert(0, act_button(scene, "button-broadcast-at-once", "now", broadcast.id))
    return face(scene.voice.html("broadcast-ask-time"), [tuple(row)])


SIDES: Mapping[str, Callable[[Scene, Broadcast], Face]] = {
    "text": _draw_text,
    "units": _draw_units,
    "roles": _draw_roles,
    "sites": _draw_sites,
    "list": _draw_list,
    "name": _draw_name,
    "buttons": _draw_buttons,
    "time": draw_time,
}
