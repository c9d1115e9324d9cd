"""The liaison's card of those who wait: unique matches in one tap, namesakes and unknown names one by one.

Pages: first what needs a single tap, then the unique matches for whoever wants to look at each.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.buttons import Verb, button
from bot.chat.cards.scene import Face, Scene
from bot.model import Cadre, ClaimKind, Unit
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.rights import Right, may
from bot.services import claims, outbox, people
from bot.services.claims import Case
from bot.services.delivery import Dropped
from bot.services.outbox import DayAndTime

PER_PAGE = 6
MOST_CANDIDATES = 8
# Names of unique matches are listed up to this length; the batch covers no more than was shown.
LISTED_CHARACTERS = 1_500
LONGEST_TITLE = 12


def draw(scene: Scene) -> Face | Dropped:
    """Draw who waits in a unit, for one who may decide it."""
    if not may(people.grants_of(scene.session, scene.cadre_id), Right.APPROVE_CLAIM, scene.number):
        return Dropped("no right any more")
    unit = scene.session.get_one(Unit, scene.number)
    found = claims.cases(scene.session, scene.number)
    if not found:
        return Face(scene.voice.html("claims-none", unit=unit.name))
    single = [case for case in found if not case.is_unique]
    unique = [case for case in found if case.is_unique]
    lines: list[str] = [scene.voice.html("claims-head", unit=unit.name, count=len(found))]
    rows: list[tuple[Button, ...]] = []
    if unique:
        listed = _listed(scene, unique)
        names = scene.voice.plain("claims-join").join(_named(scene, case.candidates[0]) for case in listed)
        lines.append(scene.voice.html("claims-unique", count=len(listed), names=names))
        label = scene.voice.plain("button-approve-all", count=len(listed))
        rows.append((button(label, Verb.CLAIM_ALL, scene.number, listed[-1].claim.id),))
    _add_page(scene, single, unique, lines, rows)
    return Face("\n".join(lines), InlineKeyboard(tuple(rows)))


def _listed(scene: Scene, unique: Sequence[Case]) -> list[Case]:
    listed: list[Case] = []
    length = 0
    for case in unique:
        length += len(_named(scene, case.candidates[0])) + 1
        if listed and length > LISTED_CHARACTERS:
            break
        listed.append(case)
    return listed


def _add_page(
    scene: Scene, single: list[Case], unique: list[Case], lines: list[str], rows: list[tuple[Button, ...]]
) -> None:
    """Add the cases of the page that the reader has turned to, and the way to the others."""
    pages = [single[at : at + PER_PAGE] for at in range(0, len(single), PER_PAGE)] or [[]]
    first_unique = len(pages)
    pages += [unique[at : at + PER_PAGE] for at in range(0, len(unique), PER_PAGE)]
    card = outbox.find_card(scene.session, scene.chat_key, claims.subject_of(scene.number))
    page = min(card.page if card is not None else 0, len(pages) - 1)
    for case in pages[page]:
        lines.append(_line(scene, case))
        rows += _buttons(scene, case)
    turns: list[Button] = []
    if page > 0:
        turns.append(button(scene.voice.plain("button-back"), Verb.CLAIM_PAGE, scene.number, page - 1))
    if page + 1 < len(pages):
        key = "button-one-by-one" if page + 1 == first_unique else "button-next"
        turns.append(button(scene.voice.plain(key), Verb.CLAIM_PAGE, scene.number, page + 1))
    if turns:
        rows.append(tuple(turns))


def _line(scene: Scene, case: Case) -> str:
    claim = case.claim
    if claim.kind is not ClaimKind.BIND:
        key = f"claim-line-{claim.kind.value.replace('_', '-')}"
    elif case.is_unique:
        key = "claim-line-unique"
    else:
        key = "claim-line-namesakes" if case.candidates else "claim-line-unknown"
    return scene.voice.html(key, name=claim.typed_name, at=DayAndTime(claim.created_at), count=len(case.candidates))


def _buttons(scene: Scene, case: Case) -> list[tuple[Button, ...]]:
    claim, label = case.claim, scene.voice.plain
    here = (claim.id, claim.unit_id)
    refuse = "button-not-ours" if claim.kind is ClaimKind.BIND else "button-refuse"
    reject = button(label(refuse, name=claim.typed_name), Verb.CLAIM_NO, *here)
    if claim.kind is ClaimKind.BIND and not case.candidates:
        return [(button(label("button-add", name=claim.typed_name), Verb.CLAIM_ADD, *here), reject)]
    if claim.kind is ClaimKind.BIND and not case.is_unique:
        choices = [
            button(_candidate(scene, cadre), Verb.CLAIM_YES, *here, cadre.id)
            for cadre in case.candidates[:MOST_CANDIDATES]
        ]
        return [tuple(choices[at : at + 2]) for at in range(0, len(choices), 2)] + [(reject,)]
    targets = case.candidates[:1]
    yes = [button(label("button-approve", name=cadre.name), Verb.CLAIM_YES, *here, cadre.id) for cadre in targets]
    return [(*yes, reject)]


def _named(scene: Scene, cadre: Cadre) -> str:
    """Write name and title, so that the liaison sees whom the tap confirms."""
    if not cadre.title:
        return cadre.name
    return scene.voice.plain("claims-name", name=cadre.name, title=cadre.title[:LONGEST_TITLE])


def _candidate(scene: Scene, cadre: Cadre) -> str:
    """Write a namesake so that each differs: by the title, else by the number of the roster."""
    key = "button-candidate-linked" if cadre.telegram_id is not None else "button-candidate"
    return scene.voice.plain(key, name=cadre.name, title=cadre.title[:LONGEST_TITLE] or cadre.roster_no)
