"""The sites of a plan, as its author sees them: all of them, one, and what can be chosen for one."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from bot.chat.buttons import Verb, button
from bot.chat.cards.paging import clamp
from bot.chat.cards.plan_parts import A_PAGE, Rows, paged, plan_button
from bot.chat.cards.scene import Face, Scene
from bot.model import Cadre, Plan, Site, Unit
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.plan_sites import MOST_SITES, PlanSite, site_in
from bot.rules.plans import PlanFields
from bot.services import activity_sites, leads, plan_sites, planning

NAMES_SHOWN = 3


def draw_part(scene: Scene, plan: Plan, fields: PlanFields) -> Face | None:
    """Draw what of the sites the card is turned to; None where it shows something else, or a site that went."""
    view, _, number = plan.view.partition(":")
    site = site_in(fields.sites, int(number)) if number.isdigit() else None
    taken = [each.site_id for each in fields.sites]
    match view:
        case plan_sites.CHOOSE:
            return _draw_choice(scene, plan, "site", ("sites",), back=("whole",))
        case plan_sites.SITES if fields.sites:
            return _draw_all(scene, plan, fields)
        case plan_sites.ADD:
            return _draw_choice(scene, plan, "plus", (view,), back=(plan_sites.SITES,), without=taken)
    if site is None:
        return None
    match view:
        case plan_sites.ONE:
            return _draw_one(scene, plan, fields, site)
        case plan_sites.SWAP:
            turns, back = (view, site.site_id), (plan_sites.ONE, site.site_id)
            return _draw_choice(scene, plan, "instead", turns, site.site_id, back=back, without=taken)
        case _:
            return _draw_units(scene, plan, fields, site)


def place_lines(scene: Scene, fields: PlanFields) -> list[str]:
    """Say where it is held; of several sites how many are asked to each, its places and its lead."""
    if not fields.sites:
        return [scene.voice.html("plan-site-none")]
    if not fields.is_divided:
        only = fields.sites[0]
        lines: list[str] = [scene.voice.html("plan-site", site=_name(scene, only))]
        return lines + ([] if only.lead_id is None else [_lead_line(scene, only)])
    heads: list[str] = [scene.voice.html("plan-sites", count=len(fields.sites))]
    invited = [unit.id for unit in activity_sites.invited_units(scene.session, fields.unit_ids)]
    by_site = activity_sites.divided(scene.session, fields.sites, invited)
    return heads + [_line(scene, place, site, by_site[site.site_id]) for place, site in enumerate(fields.sites, 1)]


def _line(scene: Scene, place: int, site: PlanSite, unit_ids: Collection[int]) -> str:
    reach = planning.reach_within(scene.session, unit_ids)
    return scene.voice.html(
        "plan-site-of",
        place=place,
        site=_name(scene, site),
        units=reach.units,
        people=reach.people,
        quota="none" if site.quota is None else site.quota,
        lead=_lead(scene, site) or "none",
    )


def _name(scene: Scene, site: PlanSite) -> str:
    return scene.session.get_one(Site, site.site_id).name


def _lead(scene: Scene, site: PlanSite) -> str:
    """Name who leads there: for this activity, or the site whatever takes place; empty for nobody."""
    lead_id = site.lead_id or leads.appointed_lead(scene.session, site.site_id)
    return "" if lead_id is None else scene.session.get_one(Cadre, lead_id).name


def _lead_line(scene: Scene, site: PlanSite) -> str:
    key = "plan-lead-none"
    if name := _lead(scene, site):
        key = "plan-lead-of-site" if site.lead_id is None else "plan-lead"
    return scene.voice.html(key, lead=name)


def _draw_all(scene: Scene, plan: Plan, fields: PlanFields) -> Face:
    numbers = [
        button(f"{place}. {_name(scene, site)}", Verb.PLAN, plan.id, plan_sites.ONE, site.site_id)
        for place, site in enumerate(fields.sites, 1)
    ]
    rows: Rows = [(each,) for each in numbers]
    if len(fields.sites) < MOST_SITES:
        rows.append((plan_button(scene, "button-plan-add-site", plan, plan_sites.ADD, 0),))
    rows.append((plan_button(scene, "button-plan-back", plan, "whole"),))
    lines = [*place_lines(scene, fields), "", scene.voice.html("plan-sites-hint")]
    return Face("\n".join(lines), InlineKeyboard(tuple(rows)))


def _draw_one(scene: Scene, plan: Plan, fields: PlanFields, site: PlanSite) -> Face:
    number = site.site_id
    lines: list[str] = [scene.voice.html("plan-site", site=_name(scene, site)), _lead_line(scene, site)]
    change = plan_button(scene, "button-plan-swap-site", plan, plan_sites.SWAP, number, 0)
    lead = [plan_button(scene, "button-plan-lead", plan, "of", number, "lead")]
    if site.lead_id is not None:
        lead.append(plan_button(scene, "button-plan-no-lead", plan, "nolead", number))
    rows: Rows = [(change, *lead)]
    if fields.is_divided:
        quota = site.quota
        lines.append(
            scene.voice.html("plan-quota-none") if quota is None else scene.voice.html("plan-quota", quota=quota)
        )
        lines.append(_units_line(scene, fields, site))
        rows.append(
            (
                plan_button(scene, "button-plan-quota", plan, "of", number, "quota"),
                plan_button(scene, "button-plan-units", plan, plan_sites.SEND, number, 0),
                plan_button(scene, "button-plan-remove-site", plan, "less", number),
            )
        )
    rows.append((plan_button(scene, "button-plan-back", plan, plan_sites.SITES),))
    return Face("\n".join(lines), InlineKeyboard(tuple(rows)))


def _units_line(scene: Scene, fields: PlanFields, site: PlanSite) -> str:
    invited = activity_sites.invited_units(scene.session, fields.unit_ids)
    here = activity_sites.divided(scene.session, fields.sites, [unit.id for unit in invited])[site.site_id]
    names = [unit.name for unit in invited if unit.id in here]
    if not names:
        return scene.voice.html("plan-site-units-none")
    more = "…" if len(names) > NAMES_SHOWN else ""
    joined = scene.voice.plain("claims-join").join(names[:NAMES_SHOWN]) + more
    return scene.voice.html("plan-units-some", count=len(names), names=joined)


def _draw_choice(
    scene: Scene,
    plan: Plan,
    act: str,
    turns: tuple[object, ...],
    *args: object,
    back: tuple[object, ...],
    without: Collection[int] = (),
) -> Face:
    """Offer the sites of the roster, except those that the plan names already."""
    sites = scene.session.scalars(select(Site).where(Site.id.not_in(without)).order_by(Site.id)).all()
    page = clamp(plan.page, len(sites), A_PAGE)
    shown = sites[page * A_PAGE : (page + 1) * A_PAGE]
    rows: Rows = [(button(site.name, Verb.PLAN, plan.id, act, *args, site.id),) for site in shown]
    return paged(scene, plan, "plan-choose-site", rows, page, len(sites), turns, back=back)


def _draw_units(scene: Scene, plan: Plan, fields: PlanFields, site: PlanSite) -> Face:
    """Offer the units that are invited: a tick where they serve here, else the number of the site where they do."""
    units = activity_sites.invited_units(scene.session, fields.unit_ids)
    at = activity_sites.site_by_unit(scene.session, fields.sites, [unit.id for unit in units])
    order = {each.site_id: place for place, each in enumerate(fields.sites, 1)}
    page = clamp(plan.page, len(units), A_PAGE)
    toggles = [_toggle(scene, plan, unit, site, at[unit.id], order) for unit in units[page * A_PAGE :][:A_PAGE]]
    rows: Rows = [tuple(toggles[first : first + 2]) for first in range(0, len(toggles), 2)]
    return paged(
        scene,
        plan,
        "plan-choose-units-of",
        rows,
        page,
        len(units),
        (plan_sites.SEND, site.site_id),
        back=(plan_sites.ONE, site.site_id),
        site=_name(scene, site),
    )


def _toggle(scene: Scene, plan: Plan, unit: Unit, site: PlanSite, at: int, order: dict[int, int]) -> Button:
    is_here = at == site.site_id
    is_sent = unit.id in site.unit_ids
    params = {"is_here": int(is_here), "name": unit.name, "place": order[at]}
    return plan_button(scene, "button-plan-send", plan, "to", site.site_id, unit.id, int(not is_sent), **params)
