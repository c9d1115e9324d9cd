"""One Friday on the organizer's card: what is expected of it, where its units serve, and sending one elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.buttons import Verb, button
from bot.chat.cards.paging import clamp, pager
from bot.chat.cards.scene import Face, Scene
from bot.model import Activity, ActivityState, Community, Site
from bot.rules.delivery import Button, InlineKeyboard
from bot.services import friday_sites, friday_strength, outbox, outlook, pairings, planning
from bot.services.activities import SERIES
from bot.services.friday_sites import Serving
from bot.services.friday_strength import Expected
from bot.services.outbox import Day
from bot.services.outlook import LookedAt, Part

PER_PAGE = 8
BUTTONS_A_ROW = 4
NAMES_SHOWN = 10


def draw(scene: Scene, looked_at: LookedAt) -> Face | None:
    """Draw a part of a Friday; None where there is no such thing any more."""
    friday = scene.session.get(Activity, looked_at.activity_id)
    if friday is None or friday.series != SERIES:
        return None
    servings = friday_sites.servings(scene.session, friday)
    if looked_at.part is Part.DAY:
        return _day(scene, friday, servings)
    if looked_at.part is Part.UNITS:
        return _units(scene, friday, servings)
    serving = next((each for each in servings if each.unit.id == looked_at.unit_id), None)
    if serving is None or not pairings.may_change(friday, scene.now):
        return _units(scene, friday, servings)
    if looked_at.part is Part.UNIT:
        return _unit(scene, friday, serving, looked_at.rest)
    site = scene.session.get(Site, looked_at.rest)
    return _unit(scene, friday, serving, 0) if site is None else _site(scene, friday, serving, site)


def line(scene: Scene, friday: Activity) -> str:
    """Say day, hours and state of a Friday in one line, of one that is none the reason."""
    is_skipped = friday.state in (ActivityState.SKIPPED, ActivityState.CANCELLED)
    more = friday.reason if is_skipped else scene.voice.hours(friday.starts_at, friday.ends_at)
    return scene.voice.html(f"fridays-{friday.state}", day=Day(friday.held_on), more=more)


def with_figures(scene: Scene, words: str, figures: Expected) -> str:
    """Add to that line where it is held, and how many may be expected."""
    key = "fridays-sites" if figures.count is None else "fridays-expected"
    count = figures.count or 0
    return scene.voice.html(key, line=words, units=figures.units, sites=figures.sites, count=count)


def _day(scene: Scene, friday: Activity, servings: Sequence[Serving]) -> Face:
    voice = scene.voice
    lines: list[str] = [voice.html("friday-page-head", line=line(scene, friday))]
    is_ahead = friday.state in planning.AHEAD
    if is_ahead:
        lines += _figures(scene, friday, servings)
    rows: list[tuple[Button, ...]] = []
    if friday.state is ActivityState.SKIPPED and friday.starts_at > scene.now:
        rows.append((button(voice.plain("button-friday-restore"), Verb.PLANS, "restore", friday.id),))
    elif is_ahead and scene.now < friday.check_in_from:
        change = button(voice.plain("button-friday-change"), Verb.PLANS, "change", friday.id)
        rows.append((change, button(voice.plain("button-friday-cancel"), Verb.PLANS, "cancel", friday.id)))
    if is_ahead:
        rows.append((button(voice.plain("button-friday-pairs"), Verb.FRIDAYS, "units", friday.id, 0),))
    rows.append((button(voice.plain("button-friday-back"), Verb.FRIDAYS, "list"),))
    return Face("\n".join(lines), InlineKeyboard(tuple(rows)))


def _figures(scene: Scene, friday: Activity, servings: Sequence[Serving]) -> list[str]:
    voice = scene.voice
    figures = friday_strength.expect(scene.session, [friday])[friday.id]
    counts = {"units": figures.units, "sites": figures.sites, "linked": figures.linked, "away": figures.away}
    lines: list[str] = [voice.html("friday-page-strength", **counts)]
    if figures.count is None:
        lines.append(voice.html("friday-page-no-past"))
    else:
        fridays = friday_strength.past(scene.session).fridays
        lines.append(voice.html("friday-page-expected", fridays=fridays, count=figures.count))
    if friday.state is ActivityState.OPEN:
        lines.append(voice.html("friday-page-going", count=figures.going))
    lacking = [each.unit.name for each in servings if each.site is None]
    sent = [each.unit.name for each in servings if each.is_sent]
    for key, names in (("friday-page-lacking", lacking), ("friday-page-sent", sent)):
        if names:
            more = "…" if len(names) > NAMES_SHOWN else ""
            said = voice.plain("claims-join").join(names[:NAMES_SHOWN]) + more
            lines.append(voice.html(key, count=len(names), names=said))
    return lines


def _units(scene: Scene, friday: Activity, servings: Sequence[Serving]) -> Face:
    voice = scene.voice
    card = outbox.find_card(scene.session, scene.chat_key, outlook.SUBJECT)
    page = clamp(card.page if card is not None else 0, len(servings), PER_PAGE)
    is_open = pairings.may_change(friday, scene.now)
    mode = "open" if is_open else "over"
    lines: list[str] = [voice.html("friday-pairs-head", day=Day(friday.held_on), count=len(servings), mode=mode)]
    buttons = []
    for place, each in list(enumerate(servings, 1))[page * PER_PAGE : (page + 1) * PER_PAGE]:
        lines.append(_unit_line(scene, place, each))
        buttons.append(button(str(place), Verb.FRIDAYS, "unit", friday.id, each.unit.id, 0))
    rows = _rows(buttons) if is_open else []
    rows += pager(scene, page, len(servings), PER_PAGE, Verb.FRIDAYS, "units", friday.id)
    rows.append((button(voice.plain("button-friday-back"), Verb.FRIDAYS, "day", friday.id),))
    return Face("\n".join(lines), InlineKeyboard(tuple(rows)))


def _rows(buttons: Sequence[Button]) -> list[tuple[Button, ...]]:
    return [tuple(buttons[first : first + BUTTONS_A_ROW]) for first in range(0, len(buttons), BUTTONS_A_ROW)]


def _unit_line(scene: Scene, place: int, serving: Serving) -> str:
    if serving.site is None:
        return scene.voice.html("friday-pairs-none", place=place, unit=serving.unit.name)
    key = "friday-pairs-sent" if serving.is_sent else "friday-pairs-line"
    return scene.voice.html(key, place=place, unit=serving.unit.name, site=_named(scene, serving.site))


def _named(scene: Scene, site: Site) -> str:
    community = scene.session.get_one(Community, site.community_id).name
    return scene.voice.plain("friday-site", site=site.name, community=community)


def _unit(scene: Scene, friday: Activity, serving: Serving, page: int) -> Face:
    voice, sites = scene.voice, friday_sites.list_sites(scene.session)
    page = clamp(page, len(sites), PER_PAGE)
    present = _named(scene, serving.site) if serving.site is not None else voice.plain("friday-site-none")
    lines: list[str] = [voice.html("friday-unit-head", day=Day(friday.held_on), unit=serving.unit.name, site=present)]
    buttons = []
    for place, site in list(enumerate(sites, 1))[page * PER_PAGE : (page + 1) * PER_PAGE]:
        lines.append(voice.html("friday-unit-site", place=place, site=_named(scene, site)))
        buttons.append(button(str(place), Verb.FRIDAYS, "site", friday.id, serving.unit.id, site.id))
    rows = _rows(buttons)
    rows += pager(scene, page, len(sites), PER_PAGE, Verb.FRIDAYS, "unit", friday.id, serving.unit.id)
    rows.append((_back_to_units(scene, friday),))
    return Face("\n".join(lines), InlineKeyboard(tuple(rows)))


def _site(scene: Scene, friday: Activity, serving: Serving, site: Site) -> Face:
    voice, session = scene.voice, scene.session
    ids = (friday.id, serving.unit.id, site.id)
    is_other = serving.site is None or serving.site.id != site.id
    may_last = pairings.is_first(session, site) and friday_sites.paired(session).get(serving.unit.id) != site.id
    lines: list[str] = [
        voice.html("friday-site-head", day=Day(friday.held_on), unit=serving.unit.name, site=_named(scene, site))
    ]
    row = []
    if is_other:
        row.append(button(voice.plain("button-friday-once"), Verb.FRIDAYS, "once", *ids))
    if may_last:
        lines.append(voice.html("friday-site-lasting", community=session.get_one(Community, site.community_id).name))
        row.append(button(voice.plain("button-friday-always"), Verb.FRIDAYS, "always", *ids))
    if not row:
        lines.append(voice.html("friday-site-same"))
    if is_other and friday.state is ActivityState.OPEN:
        lines.append(voice.html("friday-site-rings"))
    rows = [tuple(row)] if row else []
    return Face("\n".join(lines), InlineKeyboard((*rows, (_back_to_units(scene, friday),))))


def _back_to_units(scene: Scene, friday: Activity) -> Button:
    card = outbox.find_card(scene.session, scene.chat_key, outlook.SUBJECT)
    page = card.page if card is not None else 0
    return button(scene.voice.plain("button-friday-back"), Verb.FRIDAYS, "units", friday.id, page)
