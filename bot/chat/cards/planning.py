"""The organizer's cards of planning: the list of what is ahead, and an activity as it is put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from bot.chat.buttons import Verb, button
from bot.chat.cards import plan_sites
from bot.chat.cards.paging import clamp
from bot.chat.cards.plan_parts import A_PAGE, Rows, paged, plan_button
from bot.chat.cards.scene import Face, Scene
from bot.model import Activity, ActivityState, Attendance, Plan, PlanState, Site, Unit
from bot.rules.attendance import AnswerState
from bot.rules.calendar import WEEKEND
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.plan_sites import PlanSite
from bot.rules.plans import MADE, Flaw, PlanFields
from bot.rules.rights import Right, may
from bot.services import activity_sites, group_posts, outbox, people, planning, publishing
from bot.services.activities import friday_rules
from bot.services.delivery import Dropped
from bot.services.group_posts import CHOOSING
from bot.services.outbox import Day, DayAndTime
from bot.services.plan_changes import weigh
from bot.services.rolls import corrections_of
from bot.texts.formats import NOTHING, activity_kind

NAMES_SHOWN = 3
GROUPS_SHOWN = 80


def draw_list(scene: Scene) -> Face | Dropped:
    """Draw what is ahead; turned to ``new``, the kinds; turned to an activity, what can be done with it."""
    if not may(people.grants_of(scene.session, scene.cadre_id), Right.PLAN):
        return Dropped("no right to plan")
    card = outbox.find_card(scene.session, scene.chat_key, planning.LIST)
    view = card.view if card is not None else None
    if view == "new":
        return _draw_kinds(scene)
    ahead = planning.coming(scene.session, now=scene.now)
    chosen = next((activity for activity in ahead if str(activity.id) == (view or "").removeprefix(CHOOSING)), None)
    if chosen is not None:
        return _draw_groups(scene, chosen) if str(chosen.id) != view else _draw_one(scene, chosen)
    lines: list[str] = [scene.voice.html("plans-head")]
    lines += [_line(scene, place, activity) for place, activity in enumerate(ahead, 1)]
    if not ahead:
        lines.append(scene.voice.html("plans-none"))
    numbers = [button(str(place), Verb.PLANS, "one", each.id) for place, each in enumerate(ahead, 1)]
    rows: Rows = [tuple(numbers[first : first + 5]) for first in range(0, len(numbers), 5)]
    rows.append((button(scene.voice.plain("button-plans-new"), Verb.PLANS, "new"),))
    return Face("\n".join(lines), InlineKeyboard(tuple(rows)))


def _draw_kinds(scene: Scene) -> Face:
    kinds = [button(activity_kind(kind, scene.voice.language), Verb.PLANS, "kind", kind) for kind in MADE]
    rows: Rows = [tuple(kinds[first : first + 2]) for first in range(0, len(kinds), 2)]
    rows.append((_back(scene),))
    return Face(scene.voice.html("plans-choose-kind"), InlineKeyboard(tuple(rows)))


def _back(scene: Scene) -> Button:
    return button(scene.voice.plain("button-plan-back"), Verb.PLANS, "list")


def _answers(scene: Scene, activity: Activity, unit_ids: Collection[int] | None = None) -> dict[str, int]:
    """Count what people have answered, of these units alone where given."""
    query = select(Attendance.answer, func.count()).where(Attendance.activity_id == activity.id)
    if unit_ids is not None:
        query = query.where(Attendance.unit_id.in_(unit_ids))
    rows = scene.session.execute(query.group_by(Attendance.answer))
    counts: Counter[str] = Counter()
    for answer, count in rows:
        counts[answer] = count
    return {
        "people": sum(counts.values()),
        "going": counts[AnswerState.GOING],
        "pending": counts[AnswerState.PENDING],
        "waiting": counts["waitlisted"],
    }


def _line(scene: Scene, place: int, activity: Activity) -> str:
    counts = _answers(scene, activity)
    return scene.voice.html(
        "plans-line",
        place=place,
        day=Day(activity.held_on),
        hours=scene.voice.hours(activity.starts_at, activity.ends_at),
        title=activity.title,
        state=activity.state.value,
        people=counts["people"],
        going=counts["going"],
    )


def _draw_one(scene: Scene, activity: Activity) -> Face:
    label = scene.voice.plain
    sites = activity_sites.sites_of(scene.session, activity)
    names = [scene.session.get_one(Site, site.site_id).name for site in sites]
    text: str = scene.voice.html(
        "plans-one",
        title=activity.title,
        day=Day(activity.held_on),
        hours=scene.voice.hours(activity.starts_at, activity.ends_at),
        site=scene.voice.plain("claims-join").join(names) or NOTHING,
        **_answers(scene, activity),
    )
    text += "".join(f"\n{line}" for line in _at_sites(scene, activity, sites))
    number = activity.id
    if posted := group_posts.announced_in(scene.session, number):
        text += "\n" + scene.voice.html("plans-announced", count=posted)
    copy = button(label("button-plans-copy"), Verb.PLANS, "copy", number)
    if activity.state in (ActivityState.CANCELLED, ActivityState.SKIPPED):
        text += "\n" + scene.voice.html("plans-one-cancelled", reason=activity.reason or NOTHING)
        return Face(text, InlineKeyboard(((copy, _back(scene)),)))
    rows: Rows = [
        (button(label("button-plans-change"), Verb.PLANS, "change", number), copy),
        (button(label("button-plans-cancel"), Verb.PLANS, "cancel", number), _back(scene)),
    ]
    if activity.state in planning.AHEAD and group_posts.groups_for(scene.session, activity):
        rows.insert(1, (button(label("button-plans-announce"), Verb.PLANS, "groups", number),))
    return Face(text, InlineKeyboard(tuple(rows)))


def _at_sites(scene: Scene, activity: Activity, sites: Sequence[PlanSite]) -> list[str]:
    """Say how many come to each of several sites."""
    if len(sites) < activity_sites.SEVERAL or activity.state is ActivityState.PLANNED:
        return []
    invited = [unit.id for unit in activity_sites.invited_units(scene.session, activity.unit_ids)]
    by_site = activity_sites.divided(scene.session, sites, invited)
    return [
        scene.voice.html(
            "plans-site-of",
            place=place,
            site=scene.session.get_one(Site, site.site_id).name,
            quota="none" if site.quota is None else site.quota,
            **_answers(scene, activity, by_site[site.site_id]),
        )
        for place, site in enumerate(sites, 1)
    ]


def _draw_groups(scene: Scene, activity: Activity) -> Face:
    """Offer the groups in which an activity may be announced; of a unit's group its figures are that unit's."""
    groups = group_posts.groups_for(scene.session, activity)[:GROUPS_SHOWN]
    rows: Rows = [(button(chat.title or str(chat.id), Verb.PLANS, "post", activity.id, chat.id),) for chat in groups]
    rows.append((button(scene.voice.plain("button-plan-back"), Verb.PLANS, "one", activity.id),))
    text = scene.voice.html("plans-choose-group", title=activity.title, count=len(groups))
    return Face(text, InlineKeyboard(tuple(rows)))


def draw(scene: Scene) -> Face | Dropped:
    """Draw a plan as it stands, or what became of it."""
    plan = scene.session.get(Plan, scene.number)
    if plan is None or not may(people.grants_of(scene.session, scene.cadre_id), Right.PLAN):
        return Dropped("no such plan")
    fields = PlanFields.from_json(plan.fields)
    if plan.state is PlanState.DROPPED:
        return Face(scene.voice.html("plan-dropped"))
    if plan.state is PlanState.PUBLISHED:
        key = "plan-published" if plan.activity_id is None else "plan-changed"
        return Face(scene.voice.html(key, title=fields.title, day=Day(fields.day), times=fields.times))
    if scene.now - plan.created_at > planning.LASTS:
        return Face(scene.voice.html("plan-stale"))
    if (part := plan_sites.draw_part(scene, plan, fields)) is not None:
        return part
    return _draw_units(scene, plan, fields) if plan.view == "units" else _draw_whole(scene, plan, fields)


def _draw_units(scene: Scene, plan: Plan, fields: PlanFields) -> Face:
    units = scene.session.scalars(select(Unit).where(Unit.retired_on.is_(None)).order_by(Unit.position, Unit.id)).all()
    page = clamp(plan.page, len(units), A_PAGE)
    toggles = []
    for unit in units[page * A_PAGE : (page + 1) * A_PAGE]:
        is_in = unit.id in fields.unit_ids
        params = {"is_in": int(is_in), "name": unit.name}
        toggles.append(plan_button(scene, "button-plan-unit", plan, "unit", unit.id, int(not is_in), **params))
    rows: Rows = [tuple(toggles[first : first + 2]) for first in range(0, len(toggles), 2)]
    return paged(scene, plan, "plan-choose-units", rows, page, len(units), ("units",))


def _draw_whole(scene: Scene, plan: Plan, fields: PlanFields) -> Face:
    reach = planning.reach_of(scene.session, fields.unit_ids)
    flaws = [
        flaw
        for flaw in fields.flaws(scene.now, scene.voice.zone)
        if not (planning.is_friday(plan) and flaw is Flaw.NO_SITE)
    ]
    lines = [*_lines(scene, plan, fields), "", *_consequences(scene, plan, fields, reach)]
    empty = activity_sites.empty_site(scene.session, fields.sites, fields.unit_ids)
    if flaws:
        lines.append(scene.voice.html("plan-lacks", flaw=flaws[0].value))
    elif empty is not None:
        lines.append(scene.voice.html("plan-lacks-units", place=empty.name))
    labels = [
        plan_button(scene, f"button-plan-{field.value}", plan, "ask", field.value)
        for field in planning.fields_offered(plan)
    ]
    if not planning.is_friday(plan):
        turn = ("spots",) if fields.sites else ("sites", 0)
        labels.append(plan_button(scene, "button-plan-site", plan, *turn))
    if plan.activity_id is None:
        labels.append(plan_button(scene, "button-plan-units", plan, "units", 0))
    rows: Rows = [tuple(labels[first : first + 3]) for first in range(0, len(labels), 3)]
    if not flaws and empty is None and (reach.people or plan.activity_id is not None):
        mode = "new" if plan.activity_id is None else "change"
        params = {"mode": mode, "people": reach.people}
        rows.append((plan_button(scene, "button-plan-publish", plan, "publish", plan.version, 0, **params),))
        if later := _later(scene, plan):
            rows.append(
                (plan_button(scene, "button-plan-publish-series", plan, "publish", plan.version, 1, later=later),)
            )
    rows.append((plan_button(scene, "button-plan-drop", plan, "drop"),))
    return Face("\n".join(lines), InlineKeyboard(tuple(rows)))


def _later(scene: Scene, plan: Plan) -> int:
    activity = scene.session.get(Activity, plan.activity_id) if plan.activity_id is not None else None
    return len(publishing.later_of(scene.session, activity)) if activity is not None else 0


def _lines(scene: Scene, plan: Plan, fields: PlanFields) -> list[str]:
    """Say what the activity shall be, field by field."""
    voice = scene.voice
    mode = "new" if plan.activity_id is None else "change"
    calendar = corrections_of(scene.settings).calendar
    off = calendar.why_off(fields.day) if calendar is not None else None
    holiday = "none" if off in (None, WEEKEND) else off
    lines: list[str] = [
        voice.html("plan-head", kind=activity_kind(plan.kind, voice.language), mode=mode),
        voice.html("plan-title", title=fields.title),
        voice.html("plan-day", day=Day(fields.day), off=holiday),
        voice.html("plan-hours", starts=f"{fields.starts:%H:%M}", ends=f"{fields.ends:%H:%M}"),
    ]
    if fields.times > 1:
        lines.append(voice.html("plan-times", times=fields.times))
    friday = [voice.html("plan-sites-of-pairings")]
    lines += [*(friday if planning.is_friday(plan) else plan_sites.place_lines(scene, fields)), _units(scene, fields)]
    if not planning.is_friday(plan):
        quota = fields.quota
        if not fields.is_divided:
            lines.append(voice.html("plan-quota-none") if quota is None else voice.html("plan-quota", quota=quota))
        lines.append(voice.html("plan-reply-by", by=_reply_by(scene, fields)))
    lines.append(voice.html("plan-content", content=fields.content))
    lines.append(voice.html("plan-risk", risk=fields.risk) if fields.risk else voice.html("plan-risk-none"))
    return lines


def _reply_by(scene: Scene, fields: PlanFields) -> DayAndTime:
    rules = friday_rules(scene.settings)
    return DayAndTime(publishing.times_of(fields, fields.rules(rules))["reply_by"])


def _units(scene: Scene, fields: PlanFields) -> str:
    if not fields.unit_ids:
        return scene.voice.html("plan-units-all")
    names: Sequence[str] = scene.session.scalars(
        select(Unit.name).where(Unit.id.in_(fields.unit_ids)).order_by(Unit.position, Unit.id)
    ).all()
    more = "…" if len(names) > NAMES_SHOWN else ""
    joined = scene.voice.plain("claims-join").join(names[:NAMES_SHOWN]) + more
    return scene.voice.html("plan-units-some", count=len(names), names=joined)


def _consequences(scene: Scene, plan: Plan, fields: PlanFields, reach: planning.Reach) -> list[str]:
    """Say whom it reaches, what else takes place on that day, and who is asked again."""
    voice = scene.voice
    lines: list[str] = [
        voice.html("plan-others", title=other.title, hours=voice.hours(other.starts_at, other.ends_at))
        for other in planning.others_on(scene.session, fields.day, except_id=plan.activity_id)
    ]
    activity = scene.session.get(Activity, plan.activity_id) if plan.activity_id is not None else None
    if activity is None:
        counts = {"units": reach.units, "people": reach.people, "without": reach.without_liaison}
        lines.append(voice.html("plan-reach", **counts) if reach.people else voice.html("plan-reach-nobody"))
        following = publishing.opens_at(fields.day + planning.WEEK, friday_rules(scene.settings), now=scene.now)
        lines.append(voice.html("plan-invites", times=fields.times, next=DayAndTime(following)))
    elif activity.state is ActivityState.OPEN:
        before = planning.fields_of(scene.session, activity, voice.zone)
        change = weigh(scene.session, activity, before, fields)
        if change.asks_everybody:
            lines.append(_asked_again(scene, _answers(scene, activity)))
        elif change.asked_units:
            lines.append(_asked_again(scene, _answers(scene, activity, change.asked_units)))
        elif before != fields:
            lines.append(voice.html("plan-not-asked-again"))
    return lines


def _asked_again(scene: Scene, counts: dict[str, int]) -> str:
    return scene.voice.html("plan-asked-again", people=counts["people"] - counts["pending"])
