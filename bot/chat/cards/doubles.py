"""The card of those who may stand on the roster twice: the list, a pair of it, and what merging it would come to."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.buttons import Verb, button
from bot.chat.cards.paging import clamp, pager
from bot.chat.cards.scene import Face, Scene
from bot.model import Cadre, Unit
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.rights import Right, may
from bot.services import doubles, merge, namesakes, outbox, people
from bot.services.delivery import Dropped
from bot.services.merge import Kept, NoDouble, Outlook
from bot.services.namesakes import Namesakes
from bot.services.outbox import DayAndTime
from bot.texts.formats import NOTHING

PER_PAGE = 6


def draw(scene: Scene) -> Face | Dropped:
    """Draw it for one who may import the roster."""
    if not may(people.grants_of(scene.session, scene.cadre_id), Right.IMPORT_ROSTER):
        return Dropped("no right any more")
    looked_at = doubles.read_view(scene.view)
    if looked_at is not None and looked_at.is_dismissed:
        pair = namesakes.find(scene.session, looked_at.first_id, looked_at.second_id)
        return _list(scene) if pair is None else _dismissed(scene, pair)
    if looked_at is not None:
        try:
            outlook = merge.foresee(scene.session, looked_at.first_id, looked_at.second_id)
        except NoDouble:  # merged meanwhile by somebody else
            return _list(scene)
        return _preview(scene, outlook) if looked_at.is_chosen else _pair(scene, outlook)
    return _list(scene)


def _list(scene: Scene) -> Face:
    voice = scene.voice
    different = namesakes.dismissed(scene.session)
    if scene.view == doubles.DISMISSED and different:
        pairs = [(pair.one, pair.other) for pair in different]
        lines, rows = _pairs(scene, "doubles-different-head", pairs, leads_to="told", turns="different")
        rows.append((button(voice.plain("button-doubles-back"), Verb.DOUBLES, "page", 0),))
        return Face("\n".join(lines), InlineKeyboard(tuple(rows)))
    found = namesakes.suspected(scene.session)
    lines, rows = [voice.html("doubles-none")], []
    if found:
        lines, rows = _pairs(scene, "doubles-head", found, leads_to="pair", turns="page")
    if different:
        label = voice.plain("button-doubles-different", count=len(different))
        rows.append((button(label, Verb.DOUBLES, "different", 0),))
    return Face("\n".join(lines), InlineKeyboard(tuple(rows)))


def _pairs(
    scene: Scene, head: str, found: Sequence[tuple[Cadre, Cadre]], *, leads_to: str, turns: str
) -> tuple[list[str], list[tuple[Button, ...]]]:
    """List a page of pairs, with a button for each."""
    card = outbox.find_card(scene.session, scene.chat_key, doubles.SUBJECT)
    page = clamp(card.page if card is not None else 0, len(found), PER_PAGE)
    lines: list[str] = [scene.voice.html(head, count=len(found))]
    row = []
    for place, (one, other) in enumerate(found[page * PER_PAGE : (page + 1) * PER_PAGE], page * PER_PAGE + 1):
        names = {"one": _entry(scene, one), "other": _entry(scene, other)}
        lines.append(scene.voice.html("doubles-line", place=place, **names))
        row.append(button(str(place), Verb.DOUBLES, leads_to, one.id, other.id))
    return lines, [tuple(row), *pager(scene, page, len(found), PER_PAGE, Verb.DOUBLES, turns)]


def _dismissed(scene: Scene, pair: Namesakes) -> Face:
    """Draw a pair of different people: by whom and when it was said, and the way back."""
    voice, ids = scene.voice, (pair.one.id, pair.other.id)
    names = {"one": _entry(scene, pair.one), "other": _entry(scene, pair.other)}
    text = voice.html("doubles-different-pair", **names, name=pair.by or NOTHING, at=DayAndTime(pair.at))
    suspect = button(voice.plain("button-doubles-suspect"), Verb.DOUBLES, "suspect", *ids)
    back = button(voice.plain("button-doubles-back"), Verb.DOUBLES, "different", 0)
    return Face(text, InlineKeyboard(((suspect,), (back,))))


def _entry(scene: Scene, cadre: Cadre) -> str:
    """Name an entry of the roster: unit, name, number, and whether it has an account."""
    unit = scene.session.get_one(Unit, cadre.unit_id).name
    title = cadre.title or scene.voice.plain("doubles-no-title")
    state = scene.voice.plain("doubles-linked" if cadre.telegram_id is not None else "doubles-not-linked")
    return scene.voice.plain(
        "doubles-entry", unit=unit, name=cadre.name, title=title, number=cadre.roster_no, state=state
    )


def _kept(scene: Scene, kept: Kept) -> str:
    return scene.voice.plain(
        "doubles-kept",
        lines=kept.lines,
        marks=kept.marks,
        corrections=kept.corrections,
        leaves=kept.leaves,
        statements=kept.statements,
    )


def _pair(scene: Scene, outlook: Outlook) -> Face:
    voice, (one, other) = scene.voice, (outlook.stays, outlook.double)
    text = voice.html(
        "doubles-pair",
        one=_entry(scene, one),
        one_kept=_kept(scene, outlook.before_stays),
        other=_entry(scene, other),
        other_kept=_kept(scene, outlook.before_double),
    )
    rows = [
        (button(voice.plain("button-doubles-stays", number=stays.roster_no), Verb.DOUBLES, "stays", stays.id, goes.id),)
        for stays, goes in ((one, other), (other, one))
    ]
    dismiss = button(voice.plain("button-doubles-dismiss"), Verb.DOUBLES, "dismiss", one.id, other.id)
    return Face(text, InlineKeyboard((*rows, (dismiss,), (_back(scene),))))


def _preview(scene: Scene, outlook: Outlook) -> Face:
    voice = scene.voice
    lines = [
        voice.html(
            "doubles-preview",
            stays=_entry(scene, outlook.stays),
            stays_kept=_kept(scene, outlook.before_stays),
            double=_entry(scene, outlook.double),
            double_kept=_kept(scene, outlook.before_double),
            after=outlook.lines_after,
        )
    ]
    if outlook.shared:
        lines.append(voice.html("doubles-shared", count=outlook.shared))
    if outlook.roles:
        roles = voice.plain("roster-joint").join(voice.plain(f"roster-role-{role}") for role in outlook.roles)
        lines.append(voice.html("doubles-roles", roles=roles))
    if outlook.double.telegram_id is not None:
        is_free = outlook.stays.telegram_id is None
        lines.append(voice.html("doubles-account-goes-over" if is_free else "doubles-account-ends"))
    lines.append(voice.html("doubles-for-good"))
    ids = (outlook.stays.id, outlook.double.id)
    sure = button(voice.plain("button-doubles-sure"), Verb.DOUBLES, "sure", *ids)
    return Face("\n".join(lines), InlineKeyboard(((sure,), (_back(scene),))))


def _back(scene: Scene) -> Button:
    card = outbox.find_card(scene.session, scene.chat_key, doubles.SUBJECT)
    page = card.page if card is not None else 0
    return button(scene.voice.plain("button-doubles-back"), Verb.DOUBLES, "page", page)
