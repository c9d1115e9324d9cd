"""An activity's announcement in a group: when and where, how many come, and no names."""

from __future__ import annotations

from sqlalchemy import select

from bot.chat.buttons import Verb, button
from bot.chat.cards.scene import Face, Scene
from bot.model import Activity, ActivityState, Roll, Shift, Site, Unit
from bot.rules.delivery import InlineKeyboard
from bot.services import activity_sites, announcements, waiting
from bot.services.announcements import Figures
from bot.services.delivery import Dropped
from bot.services.outbox import Day, DayAndTime

OFF = (ActivityState.CANCELLED, ActivityState.SKIPPED)
LABELS = {"go": "button-go", "leave": "button-leave", "no": "button-decline"}


def draw(scene: Scene) -> Face | Dropped:
    """Draw the announcement as it stands; in a unit's group with the figures of that unit alone."""
    activity = scene.session.get(Activity, scene.number)
    if activity is None:
        return Dropped("no such activity")
    chat = announcements.chat_of(scene.session, scene.chat_key)
    unit = scene.session.get(Unit, chat.unit_id) if chat is not None and chat.unit_id is not None else None
    voice = scene.voice
    is_over = activity.state is ActivityState.CLOSED or scene.now >= activity.ends_at
    lines: list[str] = [
        voice.html(
            "announcement-head",
            title=activity.title,
            day=Day(activity.held_on),
            hours=voice.hours(activity.starts_at, activity.ends_at),
            state="off" if activity.state in OFF else "over" if is_over else "ahead",
        ),
        _place(scene, activity, unit),
    ]
    if activity.content:
        lines.append(voice.html("announcement-content", content=activity.content))
    if activity.state in OFF:
        lines.append(voice.html("announcement-off", reason=activity.reason or "none"))
        return Face("\n".join(lines))
    if activity.state is ActivityState.PLANNED:
        lines.append(voice.html("announcement-opens", at=DayAndTime(activity.opens_at)))
        return Face("\n".join(lines))
    lines.append(_counted(scene, announcements.figures(scene.session, activity.id, unit.id if unit else None), unit))
    if is_over:
        return Face("\n".join(lines))
    by = DayAndTime(activity.reply_by)
    lines.append(voice.html("announcement-answer", by=by, is_late=int(scene.now >= activity.reply_by)))
    is_full = waiting.is_full(scene.session, activity, now=scene.now, unit_id=unit.id if unit else None)
    labels = LABELS | {"go": "button-wait"} if is_full else LABELS
    row = tuple(button(voice.plain(label), Verb.GROUP, activity.id, word) for word, label in labels.items())
    return Face("\n".join(lines), InlineKeyboard((row,)))


def _counted(scene: Scene, figures: Figures, unit: Unit | None) -> str:
    return scene.voice.html(
        "announcement-figures",
        unit="none" if unit is None else unit.name,
        invited=figures.invited,
        going=figures.going,
        excused=figures.excused,
        declined=figures.declined,
        waiting=figures.waiting,
        pending=figures.pending,
    )


def _place(scene: Scene, activity: Activity, unit: Unit | None) -> str:
    """Say where the unit serves; of no unit in particular, or before the rolls are open, all sites."""
    session, site = scene.session, None
    if unit is not None:
        query = select(Site).join(Shift, Shift.site_id == Site.id).join(Roll, Roll.shift_id == Shift.id)
        site = session.scalar(query.where(Roll.activity_id == activity.id, Roll.unit_id == unit.id))
    if site is not None:
        return scene.voice.html("plan-site", site=site.name)
    names = [session.get_one(Site, each.site_id).name for each in activity_sites.sites_of(session, activity)]
    if not names:
        return scene.voice.html("plan-sites-of-pairings")
    return scene.voice.html("plan-site", site=scene.voice.plain("claims-join").join(names))
