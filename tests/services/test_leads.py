"""Who leads a site: the appointed lead before the liaison, and what happens when the role ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Activity, Cadre, Callout, Reach, Role, RoleGrant, Shift, Site
from bot.rules.calendar import FridayOutlook
from bot.services import activities, binding, leads
from bot.storage import Storage
from tests.town import START, build_town, settings_for

SETTINGS = settings_for("sqlite:///unused")
FRIDAY = date(2026, 11, 27)
OPEN = START + timedelta(days=1)


@pytest.fixture
def storage(sqlite_url: str) -> Iterator[Storage]:
    storage = Storage(sqlite_url)
    storage.write_now(lambda session: build_town(session, units=2))
    yield storage
    storage.close()


def person(session: Session, number: str) -> Cadre:
    return session.scalars(select(Cadre).where(Cadre.roster_no == number)).one()


def first_site(session: Session) -> Site:
    site = session.scalars(select(Site).order_by(Site.id)).first()
    assert site is not None
    return site


def appoint(session: Session, number: str) -> RoleGrant:
    """Let somebody lead the first site."""
    grant = RoleGrant(
        cadre_id=person(session, number).id,
        role=Role.LEAD,
        site_id=first_site(session).id,
        granted_at=START,
        granted_by="test",
    )
    session.add(grant)
    session.flush()
    return grant


def friday(session: Session) -> Shift:
    """Open the Friday and return what takes place at the first site."""
    outlooks = [FridayOutlook(FRIDAY, is_service_day=True, reason=None, is_provisional=False)]
    rules = activities.friday_rules(SETTINGS)
    activities.plan_fridays(session, now=START, outlooks=outlooks, rules=rules, settings=SETTINGS.friday)
    activity = session.scalars(select(Activity)).one()
    roll = activities.open_roll(session, activity, 1, first_site(session))
    return session.get_one(Shift, roll.shift_id)


def test_what_is_made_later_at_the_site_has_its_lead(storage: Storage) -> None:
    def check(session: Session) -> None:
        appoint(session, "C1-1")
        assert friday(session).lead_id == person(session, "C1-1").id

    storage.write_now(check)


def test_in_a_call_the_appointed_lead_goes_before_the_liaison_if_within_reach(storage: Storage) -> None:
    def check(session: Session) -> None:
        site = first_site(session)
        site.unit_id = 1
        assert leads.lead_of_call(session, site) == person(session, "L1").id
        appoint(session, "C1-1")
        assert leads.lead_of_call(session, site) == person(session, "C1-1").id
        person(session, "C1-1").reach = Reach.BLOCKED
        session.flush()
        assert leads.lead_of_call(session, site) == person(session, "L1").id
        assert leads.appointed_lead(session, site.id) == person(session, "C1-1").id

    storage.write_now(check)


def test_a_lead_fills_what_comes_without_one_and_takes_nobodys_place(storage: Storage) -> None:
    def check(session: Session) -> None:
        shift = friday(session)
        site_id, first, second = shift.site_id, person(session, "C1-1").id, person(session, "C1-2").id
        assert leads.fill(session, site_id, first, now=OPEN) == 1
        assert leads.fill(session, site_id, second, now=OPEN) == 0
        assert shift.lead_id == first
        shift.lead_id = None
        assert leads.fill(session, site_id, first, now=OPEN + timedelta(days=5)) == 0, "it is over"

    storage.write_now(check)


def test_with_the_role_goes_what_is_to_come_and_nothing_of_the_past(storage: Storage) -> None:
    def check(session: Session) -> None:
        grant, other = appoint(session, "C1-1"), appoint(session, "C1-2")
        shift = friday(session)
        grant.revoked_at = OPEN
        session.flush()
        assert leads.pass_on(session, grant, now=OPEN + timedelta(days=5)) == 0
        assert shift.lead_id == grant.cadre_id
        assert leads.pass_on(session, grant, now=OPEN) == 1
        assert shift.lead_id == other.cadre_id

    storage.write_now(check)


def test_who_leaves_leads_nothing_any_more(storage: Storage) -> None:
    def check(session: Session) -> None:
        appoint(session, "C1-1")
        shift = friday(session)
        assert binding.leave(session, person(session, "C1-1"), now=OPEN, today=OPEN.date()) == ["lead"]
        assert shift.lead_id is None

    storage.write_now(check)


def test_a_liaisons_places_of_a_call_go_to_the_next_liaison(storage: Storage) -> None:
    def check(session: Session) -> None:
        shift = friday(session)
        site, old, new = first_site(session), person(session, "L1"), person(session, "C1-1")
        site.unit_id, shift.lead_id = 1, old.id
        activity = session.get_one(Activity, shift.activity_id)
        session.add(
            Callout(
                author_id=new.id,
                activity_id=activity.id,
                is_drill=False,
                muster_at=activity.starts_at,
                reply_by=activity.starts_at,
                plan=[],
                created_at=START,
            )
        )
        session.add(RoleGrant(cadre_id=new.id, role=Role.LIAISON, unit_id=1, granted_at=OPEN, granted_by="test"))
        grant = session.scalars(select(RoleGrant).where(RoleGrant.cadre_id == old.id)).one()
        grant.revoked_at = OPEN
        session.flush()
        assert leads.pass_on(session, grant, now=OPEN) == 1
        assert shift.lead_id == new.id

    storage.write_now(check)
