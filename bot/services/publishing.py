"""Publishing a plan: an activity or a series is made, or one that stands is changed and its people are asked anew.

It is published as it was seen: with another version, or after somebody else changed the same activity, it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Activity, ActivityState, Cadre, Plan, PlanState, Shift
from bot.rules.plans import Flaw, PlanFields
from bot.rules.rights import Right
from bot.rules.timetable import FridayRules, friday_timetable
from bot.services import activity_leads, activity_sites, announcements, outbox, people, waiting
from bot.services.activities import SERIES, asks_again, moments_of, subject_of
from bot.services.plan_changes import weigh
from bot.services.planning import AHEAD, LIST, WEEK, ahead, draft, fields_of, forget_question, is_friday, plan_subject


class PlanChanged(Fault):
    """The plan is another by now than the one that was seen; the card shows it."""

    key = "fault-plan-changed"


class ChangedMeanwhile(Fault):
    """Somebody else has changed the activity since this change was begun; ``name`` says who."""

    key = "fault-activity-changed-by"


class PlanUnfit(Fault):
    """The plan cannot be published yet: ``flaw`` says why."""

    key = "fault-plan-unfit"


class DayTaken(Fault):
    """There is a Friday service on that day already."""

    key = "fault-plan-day-taken"


class NothingChanged(Fault):
    """The change would change nothing."""

    key = "fault-plan-nothing"


@dataclass(frozen=True, slots=True)
class Published:
    """What a tap on 发布 or, with ``is_change``, 确认修改 came to: nothing where an earlier tap had done it."""

    activity_ids: tuple[int, ...]
    is_change: bool = False


def publish(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    plan_id: int,
    version: int,
    friday: FridayRules,
    is_series: bool = False,
) -> Published:
    """发布: make the activity, or each of a series, or change the one that was planned anew.

    Args:
        session: The transaction.
        now: When it was tapped.
        telegram_id: Who taps.
        plan_id: The plan.
        version: The version that was seen.
        friday: The Friday's rules, from which reminders and graces are taken.
        is_series: Change all later ones of the series as well.

    Raises:
        NoSuchPlan, PlanChanged: It is over, or another by now than what was seen.
        PlanUnfit, SiteEmpty, NoSuchPerson, HasLeft, LeadNotLinked: It lacks something.
        QuotaBelowGoing: More people are going already.
        ChangedMeanwhile: Somebody else was faster.
        ActivityOver, DayTaken, NothingChanged: The change does not fit.
    """
    people.require_right(session, telegram_id, Right.PLAN)
    known = session.get(Plan, plan_id)
    if known is not None and known.state is PlanState.PUBLISHED and known.version == version:
        return Published(())
    by, plan = draft(session, telegram_id, plan_id, now=now)
    if plan.version != version:
        raise PlanChanged
    fields = PlanFields.from_json(plan.fields)
    flaws = [flaw for flaw in fields.flaws(now, friday.zone) if not (is_friday(plan) and flaw is Flaw.NO_SITE)]
    if flaws:
        raise PlanUnfit(flaw=flaws[0].value)
    activity_sites.require_units(session, fields.sites, fields.unit_ids)
    activity_leads.require_leads(session, fields.sites)
    made = _make(session, by, plan, fields, friday, now=now) if plan.activity_id is None else None
    changed = made or _carry_out(session, by, plan, fields, friday, now=now, is_series=is_series)
    plan.state, plan.closed_at = PlanState.PUBLISHED, now
    forget_question(session, telegram_id, now=now)
    outbox.refresh(session, plan_subject(plan.id), now=now)
    outbox.refresh(session, LIST, now=now)
    return Published(tuple(activity.id for activity in changed), is_change=made is None)


def times_of(fields: PlanFields, rules: FridayRules) -> dict[str, Any]:
    """Return the day and the moments of a planned activity, as its row has them."""
    return {"held_on": fields.day} | moments_of(friday_timetable(fields.day, rules))


def opens_at(day: date, friday: FridayRules, *, now: datetime) -> datetime:
    """Return when people are invited to one of a later week: like to a Friday, two days sooner; not before ``now``."""
    return max(friday_timetable(day, friday).opens_at - timedelta(days=2), now)


def _make(
    session: Session, by: Cadre, plan: Plan, fields: PlanFields, friday: FridayRules, *, now: datetime
) -> list[Activity]:
    made: list[Activity] = []
    for place in range(fields.times):
        each = replace(
            fields, day=fields.day + place * WEEK, reply_by=fields.reply_by and fields.reply_by + place * WEEK
        )
        activity = Activity(
            series=f"plan:{plan.id}",
            kind=plan.kind,
            title=each.title,
            content=each.content,
            risk=each.risk,
            opens_at=now if place == 0 else opens_at(each.day, friday, now=now),
            state=ActivityState.PLANNED,
            site_id=each.sites[0].site_id,
            unit_ids=list(each.unit_ids),
            quota=each.quota,
            made_by=by.id,
            **times_of(each, each.rules(friday)),
        )
        session.add(activity)
        session.flush()
        activity_sites.hold_at(session, activity, each.sites)
        times = fields.times if place == 0 else 0
        activity_leads.put_in_charge(session, by, activity, each.sites, now=now, times=times)
        made.append(activity)
        note(session, by, "activity.make", activity, now=now, after=told(session, activity))
    return made


def _carry_out(
    session: Session,
    by: Cadre,
    plan: Plan,
    fields: PlanFields,
    friday: FridayRules,
    *,
    now: datetime,
    is_series: bool,
) -> list[Activity]:
    activity = ahead(session, plan.activity_id or 0, now=now)
    if activity.schedule_version != plan.seen_version:
        name = activity.change_note.get("by", "")
        raise ChangedMeanwhile(name=name or "-")
    before = fields_of(session, activity, friday.zone)
    if fields == before:
        raise NothingChanged
    shift = fields.day - before.day
    changed: list[Activity] = []
    every = [activity, *(later_of(session, activity) if is_series else ())]
    for each in every:
        own = fields_of(session, each, friday.zone)
        wanted = replace(
            fields,
            day=own.day + shift,
            reply_by=fields.reply_by and fields.reply_by + (own.day - before.day),
        )
        times = 0 if changed else len(every)
        _change_one(session, by, each, own, wanted, friday, now=now, times=times)
        changed.append(each)
    return changed


def later_of(session: Session, activity: Activity) -> Sequence[Activity]:
    """List those of a series that are held later."""
    if activity.kind == SERIES:
        return ()
    query = select(Activity).where(
        Activity.series == activity.series, Activity.starts_at > activity.starts_at, Activity.state.in_(AHEAD)
    )
    return session.scalars(query.order_by(Activity.starts_at)).all()


def _change_one(
    session: Session,
    by: Cadre,
    activity: Activity,
    before: PlanFields,
    after: PlanFields,
    friday: FridayRules,
    *,
    now: datetime,
    times: int,
) -> None:
    was, is_a_friday = told(session, activity), activity.kind == SERIES
    change = weigh(session, activity, before, after)
    if not change.asks_everybody and after.sites:
        activity_sites.require_places(session, activity, after)
    if is_a_friday and after.day != before.day:
        _free_day(session, activity, after.day)
    rules = after.rules(friday)
    if is_a_friday:
        activity.is_fixed = True
        rules = friday.fitted(after.day, after.starts, after.ends)
        if activity.state is ActivityState.PLANNED:
            activity.opens_at = friday_timetable(after.day, rules).opens_at
    for name, value in times_of(after, rules).items():
        setattr(activity, name, value)
    activity.title, activity.content, activity.risk = after.title, after.content, after.risk
    activity.quota = after.quota
    if after.sites:
        activity_sites.hold_at(session, activity, after.sites)
        activity_leads.put_in_charge(
            session, by, activity, after.sites, now=now, times=times, is_moved=change.asks_everybody
        )
    session.execute(update(Shift).where(Shift.activity_id == activity.id).values(starts_at=activity.starts_at))
    activity.schedule_version += 1
    activity.change_note = change.as_note(by.name, now=now)
    session.flush()
    note(session, by, "activity.change", activity, now=now, before=was, after=told(session, activity))
    if activity.state is ActivityState.OPEN:
        outbox.refresh(session, subject_of(activity.id), now=now)
        if not asks_again(activity):
            waiting.offer_places(session, activity, now=now)
    announcements.follow(session, activity.id, now=now)


def _free_day(session: Session, activity: Activity, day: date) -> None:
    """Take a Friday off its day: the day itself is kept as one without service, or the calendar would make it anew."""
    if session.scalar(select(Activity.id).where(Activity.series == SERIES, Activity.held_on == day)) is not None:
        raise DayTaken
    left_out = {"id", "state", "reason", "is_fixed", "schedule_version", "change_note"}
    names = [column.name for column in Activity.__table__.columns if column.name not in left_out]
    of_the_old_day = {name: getattr(activity, name) for name in names}
    # Two of one series may not begin at the same moment, so the one that moves goes first.
    activity.starts_at += day - activity.held_on
    session.flush()
    session.add(Activity(**of_the_old_day, state=ActivityState.SKIPPED, reason=f"→ {day.isoformat()}", is_fixed=True))
    session.flush()


def told(session: Session, activity: Activity) -> dict[str, Any]:
    """Return what the audit keeps of an activity, before and after; of several sites what is where."""
    sites = activity_sites.sites_of(session, activity)
    parts = [
        {"site": site.site_id, "quota": site.quota, "lead": site.lead_id, "units": list(site.unit_ids)}
        for site in sites
    ]
    fields = {
        "title": activity.title,
        "day": activity.held_on.isoformat(),
        "starts_at": activity.starts_at.isoformat(),
        "ends_at": activity.ends_at.isoformat(),
        "site": activity.site_id,
        "units": activity.unit_ids,
        "quota": activity.quota,
        "state": activity.state.value,
    }
    if len(parts) > 1:
        return fields | {"sites": parts}
    return fields | ({"lead": parts[0]["lead"]} if parts and parts[0]["lead"] is not None else {})


def note(
    session: Session,
    by: Cadre,
    action: str,
    activity: Activity,
    *,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Enter what was done to an activity into the audit."""
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(by.id),
        action=action,
        subject=subject_of(activity.id),
        before=before,
        after=after,
    )
