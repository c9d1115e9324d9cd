"""The card of a roster that was sent in: its preview or its faults, then what became of it."""

from __future__ import annotations

from bot.chat.buttons import Verb, button
from bot.chat.cards.scene import Face, Scene
from bot.chat.roster_words import example, fault_html
from bot.model import ImportState, RosterImport
from bot.rules.delivery import Button, InlineKeyboard
from bot.services.delivery import Dropped
from bot.services.invite_files import ALL, FEW
from bot.services.roster_import import LEAVING

COUNTED = (
    "renamed_units",
    "new_units",
    "changed_units",
    "new_communities",
    "new_sites",
    "changed_sites",
    "pairings",
    "new_people",
    "changed_people",
    "moved_people",
    "renamed_people",
    "returned_people",
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
    if draft.state is ImportState.WAITING and scene.view == LEAVING:
        return _ask(scene, draft, head)
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
        if counts.get(name)
    ]
    leaving, let_go = draft.summary.get("leaving_count", 0), draft.summary.get("let_go", 0)
    if let_go:
        lines.append(scene.voice.html("roster-count-let-go", count=let_go))
    if draft.state is not ImportState.WAITING:
        return lines
    if leaving and leaving < counts["absent_people"]:
        lines.append(scene.voice.html("roster-absent-kept", count=counts["absent_people"] - leaving))
    if draft.summary["is_empty"]:
        lines.append(scene.voice.html("roster-nothing-new"))
    for name in ("new", "moved", "renamed", "changed"):
        lines += _examples(scene, name, [example(scene.voice, change) for change in draft.summary.get(name, ())])
    lines += _examples(scene, "units", [("roster-example-unit", unit) for unit in draft.summary.get("units", ())])
    return lines + _examples(scene, "leaving", [("roster-example", one) for one in draft.summary.get("leaving", ())])


def _examples(scene: Scene, name: str, examples: list[tuple[str, dict[str, str]]]) -> list[str]:
    if not examples:
        return []
    lines = [f"· {scene.voice.html(key, **params)}" for key, params in examples]
    return [scene.voice.html(f"roster-examples-{name}"), *lines]


def _ask(scene: Scene, draft: RosterImport, head: str) -> Face:
    """Ask once more before so many are let go."""
    label, count, enrolled = scene.voice.plain, draft.summary["leaving_count"], draft.summary["enrolled"]
    sure = button(label("button-import-let-go-sure", count=count), Verb.IMPORT_CONFIRM, draft.id, "sure")
    back = button(label("button-import-back"), Verb.IMPORT_CONFIRM, draft.id, "back")
    ask = scene.voice.html("roster-let-go-ask", count=count, enrolled=enrolled)
    examples = _examples(scene, "leaving", [("roster-example", one) for one in draft.summary["leaving"]])
    return Face("\n".join([head, ask, *examples]), InlineKeyboard(((sure,), (back,))))


def _keyboard(scene: Scene, draft: RosterImport) -> InlineKeyboard:
    label = scene.voice.plain
    if draft.state is ImportState.WAITING:
        yes = button(label("button-import-confirm"), Verb.IMPORT_CONFIRM, draft.id)
        no = button(label("button-import-cancel"), Verb.IMPORT_CANCEL, draft.id)
        rows: list[tuple[Button, ...]] = [(yes, no)]
        if count := draft.summary.get("leaving_count", 0):
            leave = label("button-import-let-go", count=count)
            rows.append((button(leave, Verb.IMPORT_CONFIRM, draft.id, "left"),))
        return InlineKeyboard(tuple(rows))
    if draft.state is ImportState.DONE:
        few = button(label("button-invites-few"), Verb.INVITES, FEW)
        everyone = button(label("button-invites-all"), Verb.INVITES, ALL)
        return InlineKeyboard(((few,), (everyone,)))
    return InlineKeyboard()
