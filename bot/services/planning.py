"""Activities that organizers make, change and cancel, from a plan that only they see.

A plan is published as it was seen: with another version, or after somebody else changed the same activity, it is not.
What publishing starts, inviting and reminding, is the life of an activity (``bot.services.activities``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import (
    CALL_KINDS,
    Activity,
    ActivityState,
    Cadre,
    Plan,
    PlanState,
    Role,
    RoleGrant,
    Site,
    Unit,
)
from bot.rules.plan_sites import PlanSite
from bot.rules.plans import MADE, TEMPLATES, Field, PlanFields, Unfit, typed
from bot.rules.rights import Right
from bot.services import activity_sites, dialogues, outbox, people
from bot.services.activities import SERIES

FIELD_STEP: Final = "plan.field"
SITE_STEP: Final = "plan.site"
REASON_STEP: Final = "plan.reason"
LIST: Final = "plans:0"
LASTS: Final = timedelta(days=7)
WEEK: Final = timedelta(days=7)
AHEAD: Final = (ActivityState.PLANNED, ActivityState.OPEN)
LISTED: Final = 20
OF_A_FRIDAY: Final = (Field.TITLE, Field.DAY, Field.HOURS, Field.CONTENT, Field.RISK)
OF_A_CHANGE: Final = (*OF_A_FRIDAY, Field.QUOTA, Field.REPLY_BY)


class NoSuchPlan(Fault):
    """It is not there, was published or dropped, or what was tapped does not fit where it stands."""

    key = "fault-plan-over"


class ValueUnfit(Fault):
    """What was typed is no such value: ``flaw`` says why."""

    key = "fault-plan-value"


class ActivityOver(Fault):
    """It has begun, is over, or was cancelled: nothing is planned of it any more."""

    key = "fault-activity-over"


@dataclass(frozen=True, slots=True)
class Words:
    """What a new plan is called at first."""

    title: str
    content: str
    risk: str


def plan_subject(plan_id: int) -> str:
    """Name the card on which a plan is put together."""
    return f"plan:{plan_id}"


def show_list(session: Session, *, now: datetime, telegram_id: int) -> None:
    """Show an organizer the coming activities, and what can be made (``/activity``).

    Raises:
        NotRegistered, NotAllowed: Somebody else asked.
    """
    by = people.require_right(session, telegram_id, Right.PLAN)
    card = outbox.show(session, outbox.cadre_key(by.id), LIST, now=now, anew=True)
    card.page, card.view = 0, None


def turn_list(session: Session, *, now: datetime, telegram_id: int, view: str | None = None) -> None:
    """Turn the list: ``new`` offers the kinds, the id of an activity what can be done with it, None is the list."""
    by = people.require_right(session, telegram_id, Right.PLAN)
    outbox.show(session, outbox.cadre_key(by.id), LIST, now=now).view = view


def coming(session: Session, *, now: datetime) -> Sequence[Activity]:
    """List what organizers have made and is still ahead or under way, by its start."""
    query = select(Activity).where(Activity.made_by.is_not(None), Activity.kind != SERIES, Activity.ends_at > now)
    return session.scalars(query.order_by(Activity.starts_at, Activity.id).limit(LISTED)).all()


def begin(session: Session, *, now: datetime, telegram_id: int, kind: str, words: Words, today: date) -> int:
    """Begin a plan of a kind, in a week, with the hours of its template; where there is one site only, there.

    Raises:
        NoSuchPlan: There is no such kind.
    """
    by = people.require_right(session, telegram_id, Right.PLAN)
    if kind not in MADE:
        raise NoSuchPlan
    starts, ends = TEMPLATES[kind]
    sites = session.scalars(select(Site.id).limit(2)).all()
    fields = PlanFields(
        title=words.title,
        content=words.content,
        risk=words.risk,
        day=today + WEEK,
        starts=starts,
        ends=ends,
        sites=(PlanSite(sites[0]),) if len(sites) == 1 else (),
    )
    return _open(session, by, Plan(author_id=by.id, kind=kind, fields=fields.to_json(), created_at=now), now=now)


def copy(session: Session, *, now: datetime, telegram_id: int, activity_id: int, today: date, zone: ZoneInfo) -> int:
    """照抄: begin a plan with all that an activity had, on the same weekday of the first week that lies ahead."""
    by = people.require_right(session, telegram_id, Right.PLAN)
    activity = made(session, activity_id)
    fields = fields_of(session, activity, zone)
    weeks = max((today - fields.day).days // 7 + 1, 1)
    fields = replace(fields, day=fields.day + weeks * WEEK, reply_by=fields.reply_by and fields.reply_by + weeks * WEEK)
    plan = Plan(author_id=by.id, kind=activity.kind, fields=fields.to_json(), created_at=now)
    return _open(session, by, plan, now=now)


def change(session: Session, *, now: datetime, telegram_id: int, activity_id: int, zone: ZoneInfo) -> int:
    """修改: begin the change of an activity that lies ahead, a Friday too.

    Raises:
        ActivityOver: It has begun or does not stand any more.
    """
    by = people.require_right(session, telegram_id, Right.PLAN)
    activity = ahead(session, activity_id, now=now)
    plan = Plan(
        author_id=by.id,
        kind=activity.kind,
        activity_id=activity.id,
        seen_version=activity.schedule_version,
        fields=fields_of(session, activity, zone).to_json(),
        created_at=now,
    )
    return _open(session, by, plan, now=now)


def _open(session: Session, by: Cadre, plan: Plan, *, now: datetime) -> int:
    session.add(plan)
    session.flush()
    outbox.show(session, outbox.cadre_key(by.id), plan_subject(plan.id), now=now, anew=True)
    return plan.id


def fields_of(session: Session, activity: Activity, zone: ZoneInfo) -> PlanFields:
    """Return what an activity is, as a plan has it."""
    starts, ends = activity.starts_at.astimezone(zone), activity.ends_at.astimezone(zone)
    by = activity.reply_by.astimezone(zone).replace(tzinfo=None)
    return PlanFields(
        title=activity.title,
        content=activity.content,
        risk=activity.risk,
        day=activity.held_on,
        starts=starts.time(),
        ends=ends.time(),
        sites=activity_sites.sites_of(session, activity),
        unit_ids=tuple(activity.unit_ids),
        quota=activity.quota,
        reply_by=None if activity.kind == SERIES else by,
    )


def is_friday(plan: Plan) -> bool:
    """Tell whether a Friday is changed: its sites follow from the pairings, its people are everybody."""
    return plan.kind == SERIES


def fields_offered(plan: Plan) -> tuple[Field, ...]:
    """List the fields that may be typed; of several sites each has its own places."""
    if is_friday(plan):
        return OF_A_FRIDAY
    offered = tuple(Field) if plan.activity_id is None else OF_A_CHANGE
    is_divided = PlanFields.from_json(plan.fields).is_divided
    return tuple(field for field in offered if not (is_divided and field is Field.QUOTA))


def draft(session: Session, telegram_id: int, plan_id: int, *, now: datetime) -> tuple[Cadre, Plan]:
    """Return who taps and the plan, if it may be worked on; a plan lasts a week."""
    by = people.require_right(session, telegram_id, Right.PLAN)
    plan = session.get(Plan, plan_id)
    if plan is None or plan.state is not PlanState.DRAFT or now - plan.created_at > LASTS:
        raise NoSuchPlan
    return by, plan


def ask(session: Session, *, now: datetime, telegram_id: int, plan_id: int, field: Field) -> None:
    """Ask for a field's new value."""
    by, plan = draft(session, telegram_id, plan_id, now=now)
    if field not in fields_offered(plan):
        raise NoSuchPlan
    dialogues.ask(session, telegram_id, FIELD_STEP, now=now, plan=plan.id, field=field.value)
    outbox.say(session, outbox.cadre_key(by.id), f"plan-ask-{field.value}", now=now, is_silent=True)


def take(
    session: Session, *, now: datetime, telegram_id: int, plan_id: int, field: Field, text: str, today: date
) -> None:
    """Take a field's new value as it was typed; what is none is told, and the question stays.

    Raises:
        ValueUnfit: Says why.
        NoSuchPlan: The plan is over; so is the question.
    """
    by, plan = draft(session, telegram_id, plan_id, now=now)
    if field not in fields_offered(plan):
        raise NoSuchPlan
    try:
        fields = typed(field, text, PlanFields.from_json(plan.fields), today=today)
    except Unfit as unfit:
        raise ValueUnfit(flaw=unfit.flaw.value, limit=unfit.limit) from None
    dialogues.close(session, telegram_id)
    keep(plan, fields)
    outbox.show(session, outbox.cadre_key(by.id), plan_subject(plan.id), now=now, anew=True)


def leave_question(session: Session, *, now: datetime, telegram_id: int, plan_id: int) -> None:
    """取消 in answer to a question: the plan stays as it is and is shown again."""
    dialogues.close(session, telegram_id)
    by, plan = draft(session, telegram_id, plan_id, now=now)
    outbox.show(session, outbox.cadre_key(by.id), plan_subject(plan.id), now=now, anew=True)


def keep(plan: Plan, fields: PlanFields, *, view: str = "") -> None:
    """Keep what was changed of a plan, and turn its card to a part of it, by default to the whole."""
    plan.fields, plan.view, plan.page = fields.to_json(), view, 0
    plan.version += 1


def turn(session: Session, *, now: datetime, telegram_id: int, plan_id: int, view: str, page: int = 0) -> None:
    """Turn the card to a part of it (the sites, one of them, the units), or back to the whole."""
    _by, plan = draft(session, telegram_id, plan_id, now=now)
    plan.view, plan.page = view, max(page, 0)
    outbox.refresh(session, plan_subject(plan.id), now=now)


def set_unit(session: Session, *, now: datetime, telegram_id: int, plan_id: int, unit_id: int, is_in: bool) -> None:
    """Put a unit among those that are invited or take it out; with none chosen all are invited."""
    _by, plan = draft(session, telegram_id, plan_id, now=now)
    unit = session.get(Unit, unit_id)
    if plan.activity_id is not None or unit is None or unit.retired_on is not None:
        raise NoSuchPlan
    fields = PlanFields.from_json(plan.fields)
    chosen = {*fields.unit_ids} | {unit_id} if is_in else {*fields.unit_ids} - {unit_id}
    page = plan.page
    keep(plan, replace(fields, unit_ids=tuple(sorted(chosen))), view=plan.view)
    plan.page = page
    outbox.refresh(session, plan_subject(plan.id), now=now)


def drop(session: Session, *, now: datetime, telegram_id: int, plan_id: int) -> None:
    """放弃: nothing was published, nothing was changed."""
    _by, plan = draft(session, telegram_id, plan_id, now=now)
    plan.state, plan.closed_at = PlanState.DROPPED, now
    forget_question(session, telegram_id, now=now)
    outbox.refresh(session, plan_subject(plan.id), now=now)


def forget_question(session: Session, telegram_id: int, *, now: datetime) -> None:
    """Forget a question of plans that was asked, and no other that the person may have been asked since."""
    standing = dialogues.standing(session, telegram_id=telegram_id, now=now)
    if standing is not None and standing.step in (FIELD_STEP, SITE_STEP, REASON_STEP):
        dialogues.close(session, telegram_id)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a plan would invite: the units, those of them without a liaison, and the people who can be written to."""

    units: int
    without_liaison: int
    people: int


def reach_of(session: Session, unit_ids: Sequence[int]) -> Reach:
    """Count whom a plan would invite; without units, those of all units that are switched on."""
    return reach_within(session, [unit.id for unit in activity_sites.invited_units(session, unit_ids)])


def reach_within(session: Session, unit_ids: Collection[int]) -> Reach:
    """Count whom a plan would invite of these units, which stand on the roster."""
    led = (
        select(RoleGrant.unit_id)
        .join(Cadre, Cadre.id == RoleGrant.cadre_id)
        .where(RoleGrant.role == Role.LIAISON, RoleGrant.revoked_at.is_(None), Cadre.telegram_id.is_not(None))
    )
    units = set(unit_ids)
    invited = units & {unit_id for unit_id in session.scalars(led) if unit_id is not None}
    count = session.scalar(
        select(func.count())
        .select_from(Cadre)
        .where(
            Cadre.unit_id.in_(invited),
            Cadre.telegram_id.is_not(None),
            Cadre.consented_at.is_not(None),
            Cadre.left_on.is_(None),
        )
    )
    return Reach(len(invited), len(units - invited), count or 0)


def others_on(session: Session, day: date, *, except_id: int | None = None) -> Sequence[Activity]:
    """List what else takes place on a day."""
    query = select(Activity).where(
        Activity.held_on == day, Activity.state.in_(AHEAD), Activity.id.is_distinct_from(except_id)
    )
    return session.scalars(query.order_by(Activity.starts_at)).all()


def made(session: Session, activity_id: int) -> Activity:
    """Return an activity that an organizer has made."""
    activity = session.get(Activity, activity_id)
    if activity is None or activity.made_by is None or activity.kind == SERIES:
        raise NoSuchPlan
    return activity


def ahead(session: Session, activity_id: int, *, now: datetime) -> Activity:
    """Return an activity that may still be changed: its check-in has not begun."""
    activity = session.get(Activity, activity_id)
    if activity is None or activity.kind in CALL_KINDS or (activity.made_by is None and activity.kind != SERIES):
        raise NoSuchPlan
    if activity.state not in AHEAD or activity.check_in_from <= now:
        raise ActivityOver
    return activity
