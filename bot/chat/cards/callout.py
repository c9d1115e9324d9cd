"""The organizer's draft of a call: its places, then the preview with what it will cost and what people will read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.chat.buttons import Verb, button
from bot.chat.cards import summons
from bot.chat.cards.paging import clamp, pager
from bot.chat.cards.scene import Face, Scene
from bot.model import DRILL, SNOW, Activity, ActivityState, Callout, CalloutState, Site, Unit
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.muster import to_ask, wave_moments
from bot.services import broadcasts, callouts, leads, waves
from bot.services.callouts import QUOTA_STEP
from bot.services.delivery import Dropped
from bot.services.outbox import DayAndTime, TimeOfDay

PLACES_A_PAGE = 6
MINUTES = (30, 60, 90, 120)
DEADLINES = (10, 20, 30, 60)
"""Minutes before the muster at which answers may end."""

Rows = list[tuple[Button, ...]]


def draw(scene: Scene) -> Face | Dropped:
    """Draw the draft, or in one line what became of it."""
    draft = scene.session.get(Callout, scene.number)
    if draft is None:
        return Dropped("no such call")
    if draft.state is CalloutState.DRAFT and scene.now - draft.created_at > callouts.DRAFT_LASTS:
        return Face(scene.voice.html("callout-stale"))
    if draft.state is CalloutState.DRAFT:
        return _draw_places(scene, draft) if draft.step == "places" else _draw_preview(scene, draft)
    if draft.activity_id is None:
        return Face(scene.voice.html("callout-dropped"))
    return Face(scene.voice.html("callout-sent", muster=DayAndTime(draft.muster_at)))


def _button(scene: Scene, key: str, draft: Callout, act: str, *args: object, **params: object) -> Button:
    return button(scene.voice.plain(key, **params), Verb.CALLOUT, draft.id, act, *args)


def _draw_places(scene: Scene, draft: Callout) -> Face:
    chosen = callouts.chosen_places(draft)
    page = clamp(draft.page, len(draft.plan), PLACES_A_PAGE)
    shown = draft.plan[page * PLACES_A_PAGE : (page + 1) * PLACES_A_PAGE]
    names = _names(scene, [place["site"] for place in shown])
    rows: Rows = []
    for place in shown:
        site, quota, is_chosen = place["site"], place["quota"], bool(place["is_chosen"])
        params = {"name": names.get(site, ""), "heads": quota, "is_chosen": int(is_chosen)}
        rows.append((_button(scene, "callout-place", draft, "place", site, int(not is_chosen), **params),))
        if is_chosen:
            rows.append(
                (
                    _button(scene, "button-callout-less", draft, "quota", site, max(quota - QUOTA_STEP, 1)),
                    _button(scene, "button-callout-more", draft, "quota", site, quota + QUOTA_STEP),
                )
            )
    rows += pager(scene, page, len(draft.plan), PLACES_A_PAGE, Verb.CALLOUT, draft.id, "places")
    done = (_button(scene, "button-callout-to-preview", draft, "preview", 0),) if chosen else ()
    rows.append((*done, _button(scene, "button-callout-drop", draft, "drop")))
    heads = sum(place["quota"] for place in chosen)
    return Face(scene.voice.html("callout-places", count=len(chosen), heads=heads), InlineKeyboard(tuple(rows)))


def _names(scene: Scene, site_ids: list[int]) -> dict[int, str]:
    return {site.id: site.name for site in scene.session.scalars(select(Site).where(Site.id.in_(site_ids)))}


def _draw_preview(scene: Scene, draft: Callout) -> Face:
    voice, settings = scene.voice, scene.settings
    chosen = callouts.chosen_places(draft)
    sites = {site.id: site for site in scene.session.scalars(select(Site)).all()}
    units = {unit.id: unit.name for unit in scene.session.scalars(select(Unit)).all()}
    is_night = broadcasts.hours_of(settings).leaves_at(scene.now) > scene.now
    lines = [
        voice.html(
            "callout-preview",
            muster=DayAndTime(draft.muster_at),
            by=TimeOfDay(draft.reply_by),
            drill=int(draft.is_drill),
        ),
        *(
            voice.html(
                "callout-preview-place",
                name=sites[place["site"]].name,
                heads=place["quota"],
                unit=units.get(sites[place["site"]].unit_id or 0, "none"),
            )
            for place in chosen
        ),
        *_cost(scene, draft, chosen),
        *_other_activities(scene, draft),
        voice.html("callout-insured" if draft.is_insured else "callout-not-insured"),
        *([voice.html("callout-preview-quiet")] if is_night else []),
    ]
    if chosen:
        first = chosen[0]
        lines += [voice.html("callout-preview-text"), "——————"]
        lines.append(summons.sample(scene, draft, sites[first["site"]], first["quota"]))
    return Face("\n".join(line for line in lines if line), InlineKeyboard(tuple(_preview_rows(scene, draft, is_night))))


def _cost(scene: Scene, draft: Callout, chosen: list[dict[str, int]]) -> list[str]:
    """Say how many phones ring at first, when the later waves would, and what the factor rests on."""
    voice, factor = scene.voice, scene.settings.snow.over_call
    sites = scene.session.scalars(select(Site).where(Site.id.in_([place["site"] for place in chosen]))).all()
    leading = {leads.lead_of_call(scene.session, site) for site in sites}
    free = waves.eligible(scene.session, draft, _day_of(scene, draft), now=scene.now)
    people = sum(each.cadre_id not in leading for each in free)
    first = min(sum(to_ask(missing=place["quota"], over_call=factor) for place in chosen), people)
    lines: list[str] = [voice.html("callout-preview-reach", people=people, first=first)]
    later = wave_moments(scene.now, draft.reply_by, is_fast=draft.is_fast)[1:]
    if later:
        moments = voice.plain("claims-join").join(voice.time(moment) for moment in later)
        lines.append(voice.html("callout-preview-waves", moments=moments))
    observed = waves.asked_for_one(scene.session)
    lines.append(
        voice.html(
            "callout-preview-rate", factor=f"{factor:g}", observed="none" if observed is None else f"{observed:.1f}"
        )
    )
    return lines


def _day_of(scene: Scene, draft: Callout) -> Activity:
    """Return an activity that stands for the call before there is one: its day and kind decide who is passed over."""
    kind = DRILL if draft.is_drill else SNOW
    return Activity(kind=kind, held_on=_local(scene, draft.muster_at).date())


def _local(scene: Scene, moment: datetime) -> datetime:
    return moment.astimezone(scene.voice.zone)


def _other_activities(scene: Scene, draft: Callout) -> list[str]:
    """Warn of what else is held that day with the same people; a Friday that the call takes is no burden more."""
    open_states = (ActivityState.PLANNED, ActivityState.OPEN)
    query = select(Activity).where(
        Activity.held_on == _local(scene, draft.muster_at).date(), Activity.state.in_(open_states)
    )
    friday = _friday(scene, draft) if draft.takes_friday else None
    return [
        scene.voice.html(
            "callout-preview-takes-friday" if friday is activity else "callout-preview-friday", title=activity.title
        )
        for activity in scene.session.scalars(query).all()
    ]


def _friday(scene: Scene, draft: Callout) -> Activity | None:
    return callouts.friday_to_take(scene.session, draft, scene.voice.zone, now=scene.now)


def _preview_rows(scene: Scene, draft: Callout, is_night: bool) -> Rows:
    send = "button-callout-send-night" if is_night else "button-callout-send"
    times = [_button(scene, "button-callout-in", draft, "in", minutes, minutes=minutes) for minutes in MINUTES]
    insured, drill, fast, friday = map(int, (draft.is_insured, draft.is_drill, draft.is_fast, draft.takes_friday))
    before = callouts.minutes_before_muster(draft)
    following = next((each for each in DEADLINES if each > before), DEADLINES[0])
    takes_friday = _button(scene, "button-callout-friday", draft, "flag", "friday", 1 - friday, is_on=friday)
    return [
        tuple(times[:2]),
        tuple(times[2:]),
        (
            _button(scene, "button-callout-insured", draft, "flag", "insured", 1 - insured, is_on=insured),
            _button(scene, "button-callout-drill", draft, "flag", "drill", 1 - drill, is_on=drill),
        ),
        (
            _button(scene, "button-callout-deadline", draft, "by", following, minutes=before),
            _button(scene, "button-callout-fast", draft, "flag", "fast", 1 - fast, is_on=fast),
        ),
        *([(takes_friday,)] if _friday(scene, draft) is not None else []),
        (_button(scene, "button-callout-risk", draft, "risk"),),
        (_button(scene, send, draft, "send", draft.version, int(is_night)),),
        (
            _button(scene, "button-callout-to-places", draft, "places", 0),
            _button(scene, "button-callout-drop", draft, "drop"),
        ),
    ]
