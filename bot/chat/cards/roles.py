"""The card of all who hold a role, and that of what one person holds, with the taps that give and take."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from bot.chat.buttons import Verb, button
from bot.chat.cards.paging import clamp, pager
from bot.chat.cards.scene import Face, Scene
from bot.model import Cadre, Role, Site, Unit
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.rights import Right, may
from bot.services import outbox, people, role_holders, roles
from bot.services.delivery import Dropped
from bot.services.outbox import Day, Term
from bot.services.role_holders import Held

HOLDERS_A_PAGE = 12
SCOPES_A_PAGE = 8
NAMED_UNITS = 8
LONGEST_LABEL = 30

Rows = list[tuple[Button, ...]]


def draw(scene: Scene) -> Face | Dropped:
    """Draw one page of the holders by role, each with a button to their card."""
    if not _may(scene):
        return Dropped("no right any more")
    voice = scene.voice
    everyone = role_holders.holders(scene.session)
    card = outbox.find_card(scene.session, scene.chat_key, role_holders.SUBJECT)
    page = clamp(card.page if card is not None else 0, len(everyone), HOLDERS_A_PAGE)
    shown = everyone[page * HOLDERS_A_PAGE : (page + 1) * HOLDERS_A_PAGE]
    lines: list[str] = [voice.html("roles-head", count=len({held.cadre.id for held in everyone}))]
    lacking = role_holders.without_liaison(scene.session)
    if lacking:
        names = voice.plain("claims-join").join(lacking[:NAMED_UNITS]) + ("…" if len(lacking) > NAMED_UNITS else "")
        lines.append(voice.html("roles-lacking", count=len(lacking), units=names))
    for role in Role:
        found = [held for held in shown if held.grant.role is role]
        if found:
            count = sum(held.grant.role is role for held in everyone)
            lines.append(voice.html("roles-of", role=Term(f"roster-role-{role.value}"), count=count))
            lines += [_holder(scene, held) for held in found]
    named = {held.cadre.id: held.cadre.name for held in shown}
    buttons = [button(name[:LONGEST_LABEL], Verb.ROLE, "open", cadre_id) for cadre_id, name in named.items()]
    rows: Rows = [tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3)]
    rows += pager(scene, page, len(everyone), HOLDERS_A_PAGE, Verb.ROLE, "page", 0)
    rows.append((button(voice.plain("button-roles-find"), Verb.ROLE, "find", 0),))
    return Face("\n".join(lines), InlineKeyboard(tuple(rows)))


def _may(scene: Scene) -> bool:
    return may(people.grants_of(scene.session, scene.cadre_id), Right.APPOINT)


def _holder(scene: Scene, held: Held) -> str:
    linked = "yes" if held.cadre.telegram_id is not None else "no"
    text = scene.voice.html("roles-holder", name=held.cadre.name, place=held.place or "none", linked=linked)
    return text + _until(scene, held)


def _until(scene: Scene, held: Held) -> str:
    ends_on = held.grant.ends_on
    return "" if ends_on is None else scene.voice.html("roles-until", year=ends_on.year, day=Day(ends_on))


def draw_person(scene: Scene) -> Face | Dropped:
    """Draw what a person holds, or the question to which the reader has turned the card."""
    if not _may(scene):
        return Dropped("no right any more")
    cadre = scene.session.get(Cadre, scene.number)
    if cadre is None:
        return Dropped("nobody there")
    if cadre.left_on is not None:
        return Face(scene.voice.html("roles-left", name=cadre.name))
    view, _, word = (scene.view or "").partition(":")
    match view:
        case "give":
            return _offer(scene, cadre)
        case "pick":
            return _pick(scene, cadre, Role(word))
        case "over":
            return _over(scene, cadre, int(word))
        case _:
            return _held(scene, cadre)


def _head(scene: Scene, cadre: Cadre) -> str:
    unit = scene.session.get_one(Unit, cadre.unit_id).name if cadre.unit_id is not None else "none"
    linked = "yes" if cadre.telegram_id is not None else "no"
    return scene.voice.html("roles-person", name=cadre.name, unit=unit, number=cadre.roster_no, linked=linked)


def _held(scene: Scene, cadre: Cadre) -> Face:
    voice, held = scene.voice, role_holders.held_by(scene.session, cadre.id)
    lines = [_head(scene, cadre)]
    rows: Rows = []
    for each in held:
        role = Term(f"roster-role-{each.grant.role.value}")
        lines.append(voice.html("roles-line", role=role, place=each.place or "none") + _until(scene, each))
        if role_holders.may_give(scene.session, scene.cadre_id, each.grant.role):
            label = voice.plain("button-role-take", role=role, place=_short(each.place) or "none")
            here = (cadre.id, each.grant.id)
            rows.append(
                (
                    button(label, Verb.ROLE, "take", *here),
                    button(voice.plain("button-role-until", role=role), Verb.ROLE, "until", *here),
                )
            )
    if not held:
        lines.append(voice.html("roles-none"))
    rows.append((button(voice.plain("button-roles-offer"), Verb.ROLE, "offer", cadre.id),))
    return Face("\n".join(lines), InlineKeyboard(tuple(rows)))


def _short(place: str) -> str:
    return place if len(place) <= LONGEST_LABEL else f"{place[: LONGEST_LABEL - 1]}…"


def _offer(scene: Scene, cadre: Cadre) -> Face:
    """Offer the roles that the reader may give; one that holds everywhere is not offered twice."""
    voice = scene.voice
    has = {held.grant.role for held in role_holders.held_by(scene.session, cadre.id)}
    offered = [
        role
        for role in Role
        if role_holders.may_give(scene.session, scene.cadre_id, role)
        and (role not in has or roles.is_scope_asked(role, cadre))
    ]
    buttons = [
        button(voice.plain(f"roster-role-{role.value}"), Verb.ROLE, "give", cadre.id, role, roles.NOWHERE)
        for role in offered
    ]
    rows: Rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    rows.append((_back(scene, cadre),))
    return Face(f"{_head(scene, cadre)}\n{voice.html('roles-which')}", InlineKeyboard(tuple(rows)))


def _back(scene: Scene, cadre: Cadre) -> Button:
    return button(scene.voice.plain("button-cancel"), Verb.ROLE, "back", cadre.id)


def _pick(scene: Scene, cadre: Cadre, role: Role) -> Face:
    """Offer the sites for a lead, the units for a liaison or deputy who belongs to none."""
    voice = scene.voice
    scopes = _sites(scene) if role is Role.LEAD else _units(scene)
    card = outbox.find_card(scene.session, scene.chat_key, role_holders.grants_subject(cadre.id))
    page = clamp(card.page if card is not None else 0, len(scopes), SCOPES_A_PAGE)
    rows: Rows = [
        (button(_short(name), Verb.ROLE, "give", cadre.id, role, scope_id),)
        for scope_id, name in scopes[page * SCOPES_A_PAGE : (page + 1) * SCOPES_A_PAGE]
    ]
    rows += pager(scene, page, len(scopes), SCOPES_A_PAGE, Verb.ROLE, "pick", cadre.id, role)
    rows.append((_back(scene, cadre),))
    asked = voice.html("roles-where" if scopes else "roles-nowhere", role=Term(f"roster-role-{role.value}"))
    return Face(f"{_head(scene, cadre)}\n{asked}", InlineKeyboard(tuple(rows)))


def _sites(scene: Scene) -> Sequence[tuple[int, str]]:
    sites = scene.session.scalars(select(Site).order_by(Site.community_id, Site.id)).all()
    return [(site.id, role_holders.site_name(scene.session, site)) for site in sites]


def _units(scene: Scene) -> Sequence[tuple[int, str]]:
    units = scene.session.scalars(select(Unit).where(Unit.retired_on.is_(None)).order_by(Unit.position, Unit.id))
    return [(unit.id, unit.name) for unit in units]


def _over(scene: Scene, cadre: Cadre, unit_id: int) -> Face:
    """Ask whether the present liaison goes."""
    voice = scene.voice
    former = voice.plain("claims-join").join(
        held.cadre.name for held in role_holders.liaisons_of(scene.session, unit_id)
    )
    unit = scene.session.get_one(Unit, unit_id).name
    rows: Rows = [
        (button(voice.plain("button-role-over", names=_short(former)), Verb.ROLE, "over", cadre.id, unit_id, 1),),
        (button(voice.plain("button-role-beside"), Verb.ROLE, "over", cadre.id, unit_id, 0),),
        (_back(scene, cadre),),
    ]
    asked = voice.html("roles-over", unit=unit, names=former, name=cadre.name)
    return Face(f"{_head(scene, cadre)}\n{asked}", InlineKeyboard(tuple(rows)))
