"""The sites of a plan, as its author puts them together: which, how many places, who leads, which units go there.

What publishing makes of them is in ``bot.services.activity_sites`` and ``bot.services.activity_leads``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Activity, Cadre, Plan, Site
from bot.rules.plan_sites import MOST_SITES, SiteField, changed, site_in, with_unit
from bot.rules.plans import Field, PlanFields, Unfit, typed
from bot.services import activity_leads, activity_sites, dialogues, outbox
from bot.services.planning import SITE_STEP, NoSuchPlan, ValueUnfit, draft, is_friday, keep, plan_subject

CHOOSE, SITES, ADD, ONE, SWAP, SEND = "site", "spots", "add", "spot", "swap", "send"
"""What a plan's card may be turned to: the choice of its first site, all its sites, the choice of one more; and of one
site, named behind it: the site, the choice of another in its place, and the choice of its units."""


def view_of(what: str, site_id: int) -> str:
    """Return the view that shows a part of one site."""
    return f"{what}:{site_id}"


class SiteUnknown(Fault):
    """There is no such site, or the plan does not name it (any more)."""

    key = "fault-plan-no-site"


class SiteTwice(Fault):
    """The plan names this site already."""

    key = "fault-plan-site-twice"


class TooManySites(Fault):
    """A plan names ``limit`` sites at most."""

    key = "fault-plan-sites-most"


class UnitNotInvited(Fault):
    """The unit is not among those that the plan invites."""

    key = "fault-plan-unit-not-invited"


def choose(session: Session, *, now: datetime, telegram_id: int, plan_id: int, site_id: int) -> None:
    """Choose the one site at which it is held.

    Raises:
        NoSuchPlan: It is over, a Friday's, or names several sites by now.
        SiteUnknown: There is no such site.
    """
    _by, plan, fields = _draft(session, telegram_id, plan_id, now=now)
    _require_site(session, site_id)
    if fields.is_divided:
        raise NoSuchPlan
    only = fields.sites[0] if fields.sites else None
    after = fields.with_site(site_id) if only is None else replace(fields, sites=(replace(only, site_id=site_id),))
    _keep(session, plan, after, view="", now=now)


def add(session: Session, *, now: datetime, telegram_id: int, plan_id: int, site_id: int) -> None:
    """增加地点: hold it there as well.

    Raises:
        NoSuchPlan, SiteUnknown: As ``choose``.
        SiteTwice, TooManySites: It cannot be one more.
    """
    _by, plan, fields = _draft(session, telegram_id, plan_id, now=now)
    _require_site(session, site_id)
    if site_in(fields.sites, site_id) is not None:
        raise SiteTwice
    if len(fields.sites) >= MOST_SITES:
        raise TooManySites(limit=MOST_SITES)
    _keep(session, plan, fields.with_site(site_id), view=SITES, now=now)


def swap(session: Session, *, now: datetime, telegram_id: int, plan_id: int, site_id: int, to_id: int) -> None:
    """换地点: hold it at another site instead of one; its places, its lead and whoever serves there go with it.

    Raises:
        NoSuchPlan, SiteUnknown, SiteTwice: As ``add``.
    """
    _by, plan, fields = _draft(session, telegram_id, plan_id, now=now)
    _require_named(fields, site_id)
    _require_site(session, to_id)
    if to_id != site_id and site_in(fields.sites, to_id) is not None:
        raise SiteTwice
    sites = changed(fields.sites, site_id, site_id=to_id)
    if fields.is_divided:
        invited = [unit.id for unit in activity_sites.invited_units(session, fields.unit_ids)]
        units = activity_sites.divided(session, fields.sites, invited)[site_id]
        sites = changed(sites, to_id, unit_ids=tuple(units))
    _keep(session, plan, replace(fields, sites=sites), view=view_of(ONE, to_id), now=now)


def remove(session: Session, *, now: datetime, telegram_id: int, plan_id: int, site_id: int) -> None:
    """去掉: hold it there no more; its units go where they would go unsent."""
    _by, plan, fields = _draft(session, telegram_id, plan_id, now=now)
    _require_named(fields, site_id)
    _keep(session, plan, fields.without_site(site_id), view=SITES if fields.is_divided else "", now=now)


def ask(session: Session, *, now: datetime, telegram_id: int, plan_id: int, site_id: int, field: SiteField) -> None:
    """Ask for the number of places at a site, or for who leads there."""
    by, plan, fields = _draft(session, telegram_id, plan_id, now=now)
    _require_named(fields, site_id)
    dialogues.ask(session, telegram_id, SITE_STEP, now=now, plan=plan.id, site=site_id, field=field.value)
    place = session.get_one(Site, site_id).name
    key = f"plan-ask-site-{field.value}"
    outbox.say(session, outbox.cadre_key(by.id), key, now=now, is_silent=True, place=place)


def take(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    plan_id: int,
    site_id: int,
    field: SiteField,
    text: str,
    today: date,
) -> None:
    """Take what was asked for as it was typed; what is none is told, and the question stays.

    Raises:
        ValueUnfit, QuotaBelowGoing: That is no number of places, or too small a one.
        NoSuchPerson, HasLeft, SeveralOfThatName, LeadNotLinked: That person cannot lead.
        NoSuchPlan, SiteUnknown: The plan is over, or names the site no more.
    """
    by, plan, fields = _draft(session, telegram_id, plan_id, now=now)
    _require_named(fields, site_id)
    if field is SiteField.LEAD:
        lead = activity_leads.find_lead(session, text)
        after = replace(fields, sites=changed(fields.sites, site_id, lead_id=lead.id))
    else:
        after = _with_quota(session, plan, fields, site_id, text, today=today)
    dialogues.close(session, telegram_id)
    keep(plan, after, view=view_of(ONE, site_id))
    outbox.show(session, outbox.cadre_key(by.id), plan_subject(plan.id), now=now, anew=True)


def _with_quota(
    session: Session, plan: Plan, fields: PlanFields, site_id: int, text: str, *, today: date
) -> PlanFields:
    try:
        quota = typed(Field.QUOTA, text, fields, today=today).quota
    except Unfit as unfit:
        raise ValueUnfit(flaw=unfit.flaw.value, limit=unfit.limit) from None
    after = fields.with_quota_at(site_id, quota)
    if plan.activity_id is not None:
        activity_sites.require_places(session, session.get_one(Activity, plan.activity_id), after)
    return after


def leave_question(session: Session, *, now: datetime, telegram_id: int, plan_id: int, site_id: int) -> None:
    """取消 in answer to a question about a site: the plan stays as it is and is shown again, turned to the site."""
    dialogues.close(session, telegram_id)
    by, plan, fields = _draft(session, telegram_id, plan_id, now=now)
    plan.view = "" if site_in(fields.sites, site_id) is None else view_of(ONE, site_id)
    outbox.show(session, outbox.cadre_key(by.id), plan_subject(plan.id), now=now, anew=True)


def drop_lead(session: Session, *, now: datetime, telegram_id: int, plan_id: int, site_id: int) -> None:
    """撤换: nobody is named to lead there any more."""
    _by, plan, fields = _draft(session, telegram_id, plan_id, now=now)
    _require_named(fields, site_id)
    sites = changed(fields.sites, site_id, lead_id=None)
    _keep(session, plan, replace(fields, sites=sites), view=view_of(ONE, site_id), now=now)


def send_unit(
    session: Session, *, now: datetime, telegram_id: int, plan_id: int, site_id: int, unit_id: int, is_here: bool
) -> None:
    """Send a unit to a site, and so to no other; or let it go where it would go unsent.

    Raises:
        NoSuchPlan, SiteUnknown: The plan is over, or names the site no more.
        UnitNotInvited: The plan is not for this unit.
    """
    _by, plan, fields = _draft(session, telegram_id, plan_id, now=now)
    _require_named(fields, site_id)
    if unit_id not in {unit.id for unit in activity_sites.invited_units(session, fields.unit_ids)}:
        raise UnitNotInvited
    page, sites = plan.page, with_unit(fields.sites, site_id, unit_id, is_here=is_here)
    _keep(session, plan, replace(fields, sites=sites), view=plan.view, now=now)
    plan.page = page


def _draft(session: Session, telegram_id: int, plan_id: int, *, now: datetime) -> tuple[Cadre, Plan, PlanFields]:
    by, plan = draft(session, telegram_id, plan_id, now=now)
    if is_friday(plan):
        raise NoSuchPlan
    return by, plan, PlanFields.from_json(plan.fields)


def _keep(session: Session, plan: Plan, fields: PlanFields, *, view: str, now: datetime) -> None:
    keep(plan, fields, view=view)
    outbox.refresh(session, plan_subject(plan.id), now=now)


def _require_site(session: Session, site_id: int) -> None:
    if session.get(Site, site_id) is None:
        raise SiteUnknown


def _require_named(fields: PlanFields, site_id: int) -> None:
    if site_in(fields.sites, site_id) is None:
        raise SiteUnknown
