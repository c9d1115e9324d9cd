"""The card of a roster that was sent in: its preview or its faults, then what became of it."""

from __future__ import annotations

from bot.chat.buttons import Verb, button
from bot.chat.cards.scene import Face, Scene
from bot.chat.roster_words import example, fault_html
from bot.model import ImportState, RosterImport
from bot.rules.delivery import InlineKeyboard
from bot.services.delivery import Dropped
from bot.services.invite_files import ALL, FEW

COUNTED = (
    "new_units",
    "changed_units",
    "new_communities",
    "new_sites",
    "changed_sites",
    "pairings",
    "new_people",
    "changed_people",
    "unchanged_people",
    "absent_people",
    "granted_roles",
    "taken_roles",
)
HEADS = {
    ImportState.WAITING: "roster-head-preview",
    ImportState.FAULTY: "roster-head-faulty",
    ImportState.DONE: "roster-head-done",
    ImportState.CANCELLED: "roster-head-cancelled",
}


def draw(scene: Scene) -> Face | Dropped:
    """Draw an import for the one who sent it."""
    draft = scene.session.get(RosterImport, scene.number)
    if draft is None or draft.cadre_id != scene.cadre_id:
        return Dropped("no such import")
    head = scene.voice.html(HEADS[draft.state], file=draft.file_name, count=draft.summary["fault_count"])
    if draft.state is ImportState.CANCELLED:
        return Face(head)
    lines = _faults(scene, draft) if draft.state is ImportState.FAULTY else _changes(scene, draft)
    return Face("\n".join([head, *lines]), _keyboard(scene, draft))


def _faults(scene: Scene, draft: RosterImport) -> list[str]:
    voice, faults = scene.voice, draft.summary["faults"]
    lines = [f"{number}. {fault_html(voice, fault['key'], fault['params'])}" for number, fault in enumerate(faults, 1)]
    if left := draft.summary["fault_count"] - len(faults):
        lines.append(voice.html("roster-more-faults", count=left))
    return [*lines, voice.html("roster-resend")]


def _changes(scene: Scene, draft: RosterImport) -> list[str]:
    counts = draft.summary["counts"]
    lines: list[str] = [
        scene.voice.html(f"roster-count-{name.replace('_', '-')}", count=counts[name])
        for name in COUNTED
        if counts[name]
    ]
    if draft.state is not ImportState.WAITING:
        return lines
    if draft.summary["is_empty"]:
        return [*lines, scene.voice.html("roster-nothing-new")]
    for name in ("new", "changed"):
        if draft.summary[name]:
            lines.append(scene.voice.html(f"roster-examples-{name}"))
            for change in draft.summary[name]:
                key, params = example(scene.voice, change)
                lines.append(f"· {scene.voice.html(key, **params)}")
    return lines


def _keyboard(scene: Scene, draft: RosterImport) -> InlineKeyboard:
    label = scene.voice.plain
    if draft.state is ImportState.WAITING:
        yes = button(label("button-import-confirm"), Verb.IMPORT_CONFIRM, draft.id)
        no = button(label("button-import-cancel"), Verb.IMPORT_CANCEL, draft.id)
        return InlineKeyboard(((yes, no),))
    if draft.state is ImportState.DONE:
        few = button(label("button-invites-few"), Verb.INVITES, FEW)
        everyone = button(label("button-invites-all"), Verb.INVITES, ALL)
        return InlineKeyboard(((few,), (everyone,)))
    return InlineKeyboard()
