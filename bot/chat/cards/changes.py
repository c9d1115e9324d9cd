"""What an organizer has changed of an activity, in one line of each person's card."""

from __future__ import annotations

from datetime import date

from bot.chat.cards.scene import Scene
from bot.model import Activity, ActivityState
from bot.services.outbox import Day


def changed_line(scene: Scene, activity: Activity) -> str:
    """Say what was changed last and whether an answer is asked for anew; empty once it has begun."""
    what = activity.change_note.get("what", {})
    if not what or activity.state is not ActivityState.OPEN or scene.now >= activity.starts_at:
        return ""
    said = [_said(scene, name, *pair) for name, pair in what.items()]
    return scene.voice.html(
        "card-changed",
        changes=scene.voice.plain("card-change-join").join(said),
        asks=int(bool(activity.change_note.get("asks_again", False))),
    )


def _said(scene: Scene, name: str, before: object, after: object) -> str:
    if name == "day":
        days = {"before": Day(date.fromisoformat(str(before))), "after": Day(date.fromisoformat(str(after)))}
        return scene.voice.plain("card-change-day", **days)
    return scene.voice.plain(f"card-change-{name}", before=str(before), after=str(after))
