"""What an organizer has changed of an activity, in one line of each person's card."""

from __future__ import annotations

from datetime import date

from bot.chat.cards.scene import Scene
from bot.model import Activity, ActivityState
from bot.services.activities import asked_units, asks_everybody
from bot.services.outbox import Day


def changed_line(scene: Scene, activity: Activity, unit_id: int) -> str:
    """Say what was changed last for a unit and whether it is asked anew; empty once the activity has begun.

    What concerns other units alone, such as the site of those that serve elsewhere, is not said.
    """
    concerns = activity.change_note.get("concerns", {})
    what = {
        name: pair
        for name, pair in activity.change_note.get("what", {}).items()
        if name not in concerns or unit_id in concerns[name]
    }
    if not what or activity.state is not ActivityState.OPEN or scene.now >= activity.starts_at:
        return ""
    said = [_said(scene, name, *pair) for name, pair in what.items()]
    return scene.voice.html(
        "card-changed",
        changes=scene.voice.plain("card-change-join").join(said),
        asks=int(asks_everybody(activity) or unit_id in asked_units(activity)),
    )


def _said(scene: Scene, name: str, before: object, after: object) -> str:
    if name == "day":
        days = {"before": Day(date.fromisoformat(str(before))), "after": Day(date.fromisoformat(str(after)))}
        return scene.voice.plain("card-change-day", **days)
    return scene.voice.plain(f"card-change-{name}", before=str(before), after=str(after))
