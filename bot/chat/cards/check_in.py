"""The ways to check in: their row on a person's card, and the cards on which a lead shows the code of a place."""

from __future__ import annotations

from bot.chat.buttons import Verb, button
from bot.chat.cards.paging import clamp, pager
from bot.chat.cards.scene import Face, Scene
from bot.config import Way
from bot.model import Activity, ActivityState, Site
from bot.rules import site_codes as rules
from bot.rules.delivery import Button, InlineKeyboard
from bot.services import outbox, site_codes
from bot.services.delivery import Dropped
from bot.services.outbox import Day, TimeOfDay

PLACES_A_PAGE = 10


def ways_at(scene: Scene, activity: Activity) -> tuple[Way, ...]:
    """Return the ways to check in to an activity that are on."""
    return scene.settings.check_in.ways_at(activity.kind)


def way_in(scene: Scene, activity: Activity, site: Site | None) -> str:
    """Say how somebody who comes checks in: by ``tap``, ``code``, ``location`` or ``either`` of the two; ``none``."""
    ways = ways_at(scene, activity)
    if "tap" in ways:
        return "tap"
    is_placed = "location" in ways and _has_position(site)
    if "code" in ways:
        return "either" if is_placed else "code"
    return "location" if is_placed else "none"


def _has_position(site: Site | None) -> bool:
    return site is not None and site.latitude is not None and site.longitude is not None


def ways_row(scene: Scene, activity: Activity, site: Site | None) -> list[tuple[Button, ...]]:
    """Draw 输入签到码 and 发送位置, one row at most, while check-in is open and from the morning of the day on.

    Nothing redraws a card when check-in opens; tapped early they say when it does.
    """
    is_early = scene.now < activity.check_in_from and scene.today != activity.held_on
    if is_early or scene.now >= activity.ends_at:
        return []
    ways = ways_at(scene, activity)
    row = []
    if "code" in ways:
        row.append(button(scene.voice.plain("button-enter-code"), Verb.ENTER_CODE, activity.id))
    if "location" in ways and _has_position(site):
        row.append(button(scene.voice.plain("button-send-position"), Verb.POSITION, activity.id, "ask"))
    return [tuple(row)] if row else []


def code_button(scene: Scene, activity: Activity, shift_id: int) -> tuple[Button, ...]:
    """Draw 签到码, which shows the code of a place as /code does, for as long as it can be shown."""
    is_over = activity.state is not ActivityState.OPEN or scene.now >= activity.ends_at
    if is_over or "code" not in ways_at(scene, activity):
        return ()
    return (button(scene.voice.plain("button-site-code"), Verb.SITE_CODE, shift_id, "show"),)


def draw_code(scene: Scene) -> Face | Dropped:
    """Draw the code of a place as it is now, for the one who leads it."""
    place = site_codes.find_place(scene.session, scene.number)
    if place is None or not site_codes.may_show(scene.session, scene.cadre_id, place.shift):
        return Dropped("not theirs to show")
    voice, activity = scene.voice, place.activity
    head = voice.html("site-code-head", place=place.site.name, title=activity.title, day=Day(activity.held_on))
    if place.is_over(scene.now):
        return Face("\n".join([head, voice.html("site-code-over")]))
    refresh = button(voice.plain("button-code-refresh"), Verb.SITE_CODE, scene.number, "again")
    if not place.is_open(scene.now) or place.shift.code_secret is None:
        early = voice.html("site-code-early", time=TimeOfDay(activity.check_in_from))
        return Face(f"{head}\n{early}", InlineKeyboard(((refresh,),)))
    lifetime = scene.settings.check_in.code_lifetime
    slot = rules.slot_of(scene.now, lifetime)
    text = voice.html(
        "site-code-now",
        code=rules.spoken(rules.code_of(place.shift.code_secret, place.shift.id, slot)),
        until=TimeOfDay(min(rules.ends_at(slot, lifetime), activity.ends_at)),
        last=TimeOfDay(min(rules.taken_until(slot, lifetime), activity.ends_at)),
    )
    picture = button(voice.plain("button-code-picture"), Verb.SITE_CODE, scene.number, "qr")
    return Face(f"{head}\n{text}", InlineKeyboard(((refresh, picture),)))


def draw_choice(scene: Scene) -> Face | Dropped:
    """Draw the places whose code the reader may show."""
    found = site_codes.places_of(scene.session, scene.cadre_id, now=scene.now, settings=scene.settings.check_in)
    card = outbox.find_card(scene.session, scene.chat_key, site_codes.choice_subject(scene.cadre_id))
    page = clamp(card.page if card else 0, len(found), PLACES_A_PAGE)
    rows: list[tuple[Button, ...]] = [
        (button(f"{place.site.name} · {place.activity.title}"[:40], Verb.SITE_CODE, place.shift.id, "show"),)
        for place in found[page * PLACES_A_PAGE : (page + 1) * PLACES_A_PAGE]
    ]
    rows += pager(scene, page, len(found), PLACES_A_PAGE, Verb.SITE_CODE, 0, "page")
    return Face(scene.voice.html("site-code-choose", count=len(found)), InlineKeyboard(tuple(rows)))
