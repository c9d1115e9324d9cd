"""The card of a sheet of the record that came back: its preview or its faults, then what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.chat.buttons import Verb, button
from bot.chat.cards.scene import Face, Scene
from bot.chat.phrases import Voice
from bot.chat.roster_words import fault_html
from bot.model import ImportState, RosterImport
from bot.rules.delivery import InlineKeyboard
from bot.services.delivery import Dropped
from bot.services.record_import import RECORD
from bot.texts import Markup
from bot.texts.formats import NOTHING

HEADS = {
    ImportState.WAITING: "record-head-preview",
    ImportState.FAULTY: "record-head-faulty",
    ImportState.DONE: "record-head-done",
    ImportState.CANCELLED: "record-head-cancelled",
}


def draw(scene: Scene) -> Face | Dropped:
    """Draw a sheet that came back for the one who sent it."""
    draft = scene.session.get(RosterImport, scene.number)
    if draft is None or draft.cadre_id != scene.cadre_id or not draft.is_of_record:
        return Dropped("no such sheet")
    summary: Mapping[str, Any] = draft.summary[RECORD]
    voice = scene.voice
    is_unchanged = draft.state is ImportState.WAITING and not summary["changes"]
    key = "record-head-unchanged" if is_unchanged else HEADS[draft.state]
    head = voice.html(key, file=draft.file_name, count=summary["fault_count"])
    if draft.state is ImportState.CANCELLED:
        return Face(head)
    if draft.state is ImportState.FAULTY:
        return Face("\n".join([head, *_faults(voice, summary)]))
    figures = voice.html("record-figures", rows=summary["rows"], changes=summary["changes"], persons=summary["persons"])
    if is_unchanged or draft.state is ImportState.DONE:
        return Face(f"{head}\n{figures}")
    lines = [head, figures, *_examples(voice, summary), voice.html("record-removed-rows")]
    yes = button(voice.plain("button-record-confirm"), Verb.RECORD_CONFIRM, draft.id)
    no = button(voice.plain("button-import-cancel"), Verb.RECORD_CANCEL, draft.id)
    return Face("\n".join(lines), InlineKeyboard(((yes, no),)))


def _faults(voice: Voice, summary: Mapping[str, Any]) -> list[Markup]:
    faults = summary["faults"]
    lines = [
        voice.html("record-numbered", number=number, fault=fault_html(voice, fault["key"], fault["params"]))
        for number, fault in enumerate(faults, 1)
    ]
    if left := summary["fault_count"] - len(faults):
        lines.append(voice.html("roster-more-faults", count=left))
    return [*lines, voice.html("roster-resend")]


def _examples(voice: Voice, summary: Mapping[str, Any]) -> list[Markup]:
    lines = [
        voice.html(
            "record-example",
            name=example["name"],
            day=voice.day(date.fromisoformat(example["day"])),
            what=_what(voice, example),
        )
        for example in summary["examples"]
    ]
    if left := summary["changes"] - len(lines):
        lines.append(voice.html("record-more-examples", count=left))
    return lines


def _what(voice: Voice, example: Mapping[str, Any]) -> str:
    parts = [
        voice.plain(f"record-what-{kind}", before=_time(voice, before), after=_time(voice, after))
        for kind, before, after in example["what"]
    ]
    if example["is_remarked"]:
        parts.append(voice.plain("record-what-remark"))
    return voice.plain("roster-joint").join(parts)


def _time(voice: Voice, moment: str | None) -> str:
    return NOTHING if moment is None else voice.time(datetime.fromisoformat(moment))
