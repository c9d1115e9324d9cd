"""The admin's card of the audit: a page of what was done, the newest first."""

from __future__ import annotations

from bot.chat.buttons import Verb, button
from bot.chat.cards.paging import clamp, pager
from bot.chat.cards.scene import Face, Scene
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.rights import Right, may
from bot.services import audit_log, outbox, people
from bot.services.audit_words import Row, describe
from bot.services.delivery import Dropped
from bot.services.outbox import DayAndTime

ENTRIES_A_PAGE = 8
LONGEST_CHANGE = 90
FILTER_PARTS = 2


def draw(scene: Scene) -> Face | Dropped:
    """Draw the page to which the reader has turned the card."""
    if not may(people.grants_of(scene.session, scene.cadre_id), Right.AUDIT):
        return Dropped("no right any more")
    if len(scene.more) != FILTER_PARTS:
        return Dropped("no filter")
    chosen, voice = audit_log.filter_of(scene.number, *scene.more), scene.voice
    count = audit_log.count(scene.session, chosen, voice.zone)
    card = outbox.find_card(scene.session, scene.chat_key, chosen.subject)
    page = clamp(card.page if card is not None else 0, count, ENTRIES_A_PAGE)
    scope = audit_log.scope_of(scene.session, chosen, voice.language)
    lines: list[str] = [voice.html("audit-head", scope=scope, count=count)]
    found = audit_log.page_of(scene.session, chosen, voice.zone, page=page, per_page=ENTRIES_A_PAGE)
    lines += [_line(scene, describe(scene.session, entry, voice.language, voice.zone)) for entry in found]
    if not found:
        return Face(voice.html("audit-none", scope=scope))
    if chosen == audit_log.Filter():
        lines.append(voice.html("audit-hint"))
    rows: list[tuple[Button, ...]] = pager(scene, page, count, ENTRIES_A_PAGE, Verb.AUDIT, "page", *chosen.parts)
    rows.append((button(voice.plain("button-audit-export"), Verb.AUDIT, "file", *chosen.parts),))
    return Face("\n".join(lines), InlineKeyboard(tuple(rows)))


def _line(scene: Scene, row: Row) -> str:
    change = row.change if len(row.change) <= LONGEST_CHANGE else f"{row.change[: LONGEST_CHANGE - 1]}…"
    return scene.voice.html(
        "audit-line", at=DayAndTime(row.at), who=row.who, did=row.did, what=row.what, change=change or "none"
    )
