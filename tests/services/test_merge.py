"""One person who stands on the roster twice is made one: nothing is lost, nothing counts twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import (
    ActivityState,
    Attendance,
    AuditEntry,
    Cadre,
    Callout,
    CalloutState,
    Correction,
    CorrectionKind,
    LeavePeriod,
    Mark,
    Plan,
    Role,
    RoleGrant,
    Shift,
    Site,
    Statement,
    Summons,
)
from bot.rules.attendance import AnswerState, AttendanceState, MarkKind, MarkSource
from bot.rules.plan_sites import PlanSite
from bot.rules.plans import PlanFields
from bot.rules.roster_sheet import RosterSheet
from bot.services import activity_leads, answers, attendance, leads, merge, namesakes, record, roster
from bot.services.merge import Outlook
from bot.services.people import NotAllowed
from bot.storage import Storage
from tests.services.records import came, line_of, wall
from tests.services.test_roster import people as rows
from tests.services.test_roster import person as row
from tests.services.weeks import FRIDAY, NEXT_MONDAY, hold
from tests.town import Town, build_town

TODAY = NEXT_MONDAY.date()


@dataclass
class Doubled:
    """A town in which 张1 (C1-1, linked) stands on the roster once more, as N1, not linked."""

    storage: Storage
    town: Town
    stays: int
    double: int

    def cadre(self, session: Session, number: str) -> Cadre:
        return session.scalars(select(Cadre).where(Cadre.roster_no == number)).one()

    def merge(self, stays: int | None = None, double: int | None = None, *, by: int | None = None) -> Outlook:
        return self.storage.write_now(
            lambda session: merge.merge(
                session,
                now=NEXT_MONDAY,
                telegram_id=by or self.town.organizer,
                stays_id=stays or self.stays,
                double_id=double or self.double,
                today=TODAY,
            )
        )

    def pairs(self) -> list[tuple[str, str]]:
        return self.storage.read_now(
            lambda session: [(one.roster_no, other.roster_no) for one, other in namesakes.suspected(session)]
        )

    def whose(self, table: type[Correction | LeavePeriod | Statement]) -> list[int]:
        return self.storage.read_now(lambda session: list(session.scalars(select(table.cadre_id))))

    def lines(self, cadre_id: int) -> list[Attendance]:
        query = select(Attendance).where(Attendance.cadre_id == cadre_id).order_by(Attendance.activity_id)
        return self.storage.read_now(lambda session: list(session.scalars(query)))


def build(url: str) -> Doubled:
    storage = Storage(url)
    town = storage.write_now(lambda session: build_town(session, units=2))

    def add(session: Session) -> tuple[int, int]:
        stays = session.scalars(select(Cadre).where(Cadre.roster_no == "C1-1")).one()
        double = Cadre(roster_no="N1", name="张 1", unit_id=stays.unit_id, is_surge=True)
        session.add(double)
        session.flush()
        return stays.id, double.id

    return Doubled(storage, town, *storage.write_now(add))


@pytest.fixture
def doubled(sqlite_url: str) -> Iterator[Doubled]:
    found = build(sqlite_url)
    yield found
    found.storage.close()


class TestFinding:
    def test_namesakes_of_one_unit_and_an_unlinked_one_elsewhere_are_suspected(self, doubled: Doubled) -> None:
        # 张1, 张2 and 张3 of the two units are linked, all of them: they are people of one name.
        assert doubled.pairs() == [("C1-1", "N1"), ("N1", "C2-1")]

    def test_who_has_left_is_not_suspected(self, doubled: Doubled) -> None:
        def leave(session: Session) -> None:
            session.get_one(Cadre, doubled.double).left_on = TODAY

        doubled.storage.write_now(leave)
        assert doubled.pairs() == []


def record_both(session: Session, doubled: Doubled) -> None:
    """Enter three Fridays: of both, of the double alone (declined), and of the double alone (present)."""
    stays, double = session.get_one(Cadre, doubled.stays), session.get_one(Cadre, doubled.double)
    both = hold(session, doubled.town)
    came(session, both, stays, wall(27, 13, 40), wall(27, 15, 0))
    line_of(session, both, double, AnswerState.PENDING)
    for kind, hour, minute in ((MarkKind.CHECK_IN, 13, 30), (MarkKind.CHECK_OUT, 15, 20)):
        attendance.add_mark(
            session,
            both,
            double.id,
            kind,
            at=wall(27, hour, minute),
            now=NEXT_MONDAY,
            source=MarkSource.LIAISON,
            by=None,
        )
    alone = hold(session, doubled.town, FRIDAY - timedelta(days=7))
    line_of(session, alone, double, AnswerState.DECLINED)
    earlier = hold(session, doubled.town, FRIDAY - timedelta(days=14))
    came(session, earlier, double, wall(13, 13, 30), wall(13, 15, 30))
    session.add_all(
        [
            Correction(activity_id=earlier.id, cadre_id=double.id, kind=CorrectionKind.CAME, asked_at=wall(13, 18)),
            LeavePeriod(cadre_id=double.id, first_on=TODAY, last_on=TODAY, reason="trip", asked_at=wall(13, 18)),
            Statement(
                code="ABCD",
                cadre_id=double.id,
                first_on=FRIDAY,
                last_on=FRIDAY,
                times=1,
                minutes=110,
                made_at=NEXT_MONDAY,
            ),
        ]
    )


class TestMerging:
    def test_lines_are_handed_over_and_two_of_one_activity_count_once(self, database_url: str) -> None:
        doubled = build(database_url)
        doubled.storage.write_now(lambda session: record_both(session, doubled))
        before = doubled.merge()
        assert (before.before_stays.lines, before.before_double.lines) == (1, 3)
        assert (before.shared, before.lines_after) == (1, 3)
        stays, double = doubled.lines(doubled.stays), doubled.lines(doubled.double)
        # From the first check-in of the two to the last check-out, once.
        states = [(line.state, line.minutes) for line in stays]
        assert states == [("present", 110), ("declined", None), ("present", 120)]
        assert [(line.state, line.minutes) for line in double] == [("moved", None)]
        marks = doubled.storage.read_now(
            lambda session: session.execute(select(Mark.cadre_id, Mark.by_cadre_id).order_by(Mark.id)).all()
        )
        assert [cadre_id for cadre_id, _by in marks] == [doubled.stays] * 6
        assert [by for _cadre_id, by in marks] == [*[doubled.stays] * 2, None, None, *[doubled.stays] * 2]
        for table in (Correction, LeavePeriod, Statement):
            assert doubled.whose(table) == [doubled.stays]
        entries = doubled.storage.read_now(
            lambda session: record.entries(
                session, doubled.stays, since=FRIDAY - timedelta(days=30), until=FRIDAY + timedelta(days=1)
            )
        )
        doubled.storage.close()
        assert len(entries) == 3

    def test_the_double_leaves_and_says_into_whom_it_was_merged(self, doubled: Doubled) -> None:
        doubled.merge()

        def look(session: Session) -> tuple[Cadre, Cadre, AuditEntry]:
            entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.merge")).one()
            return session.get_one(Cadre, doubled.stays), session.get_one(Cadre, doubled.double), entry

        stays, double, entry = doubled.storage.read_now(look)
        assert (double.left_on, double.merged_into_id) == (TODAY, doubled.stays)
        assert stays.is_surge
        assert entry.subject == f"cadre:{doubled.double}"
        assert (entry.after or {})["merged_into"] == doubled.stays
        assert (entry.before or {})["double"]["lines"] == 0
        assert doubled.pairs() == []

    def test_the_later_answer_holds(self, doubled: Doubled) -> None:
        def record_answers(session: Session) -> None:
            stays, double = session.get_one(Cadre, doubled.stays), session.get_one(Cadre, doubled.double)
            friday = hold(session, doubled.town)
            for cadre, answer, hour in ((stays, AnswerState.GOING, 9), (double, AnswerState.DECLINED, 10)):
                line = line_of(session, friday, cadre, AnswerState.PENDING)
                answers.note(session, line, answer, None, now=wall(26, hour), source=MarkSource.SELF_TAP, by=cadre.id)

        doubled.storage.write_now(record_answers)
        doubled.merge()
        (line,) = doubled.lines(doubled.stays)
        assert (line.answer, line.state, line.answered_at) == ("declined", "declined", wall(26, 10))
        (double,) = doubled.lines(doubled.double)
        assert (double.answer, double.state) == ("pending", "moved")  # it takes no place any more

    def test_who_was_not_seen_under_the_other_entry_is_in_no_question(self, doubled: Doubled) -> None:
        def deny(session: Session) -> None:
            stays, double = session.get_one(Cadre, doubled.stays), session.get_one(Cadre, doubled.double)
            friday = hold(session, doubled.town)
            came(session, friday, stays, wall(27, 13, 30), wall(27, 15, 30))
            line_of(session, friday, double)
            attendance.add_mark(
                session,
                friday,
                double.id,
                MarkKind.ABSENT,
                at=wall(27, 13, 30),
                now=NEXT_MONDAY,
                source=MarkSource.LIAISON,
                by=None,
            )

        doubled.storage.write_now(deny)
        doubled.merge()
        (line,) = doubled.lines(doubled.stays)
        kinds = doubled.storage.read_now(lambda session: session.scalars(select(Mark.kind).order_by(Mark.id)).all())
        assert line.state == AttendanceState.PRESENT
        assert kinds == ["check_in", "check_out", "absent", "void"]  # nothing is lost

    def test_account_and_roles_go_to_who_has_none(self, doubled: Doubled) -> None:
        """The entry without an account stays: the account, its consent and the role of the unit are handed over."""

        def appoint(session: Session) -> int:
            cadre = session.get_one(Cadre, doubled.stays)
            for role, unit_id in ((Role.LIAISON, cadre.unit_id), (Role.LIAISON, doubled.town.unit_ids[1])):
                session.add(
                    RoleGrant(cadre_id=cadre.id, role=role, unit_id=unit_id, granted_at=NEXT_MONDAY, granted_by="test")
                )
            return cadre.telegram_id or 0

        account = doubled.storage.write_now(appoint)
        outlook = doubled.merge(stays=doubled.double, double=doubled.stays)
        assert outlook.roles == ("liaison", "liaison")

        def look(session: Session) -> tuple[Cadre, Cadre, list[tuple[int, int | None]]]:
            held = select(RoleGrant.cadre_id, RoleGrant.unit_id).where(
                RoleGrant.revoked_at.is_(None), RoleGrant.cadre_id.in_((doubled.stays, doubled.double))
            )
            grants = [(row[0], row[1]) for row in session.execute(held)]
            return session.get_one(Cadre, doubled.double), session.get_one(Cadre, doubled.stays), grants

        stays, gone, grants = doubled.storage.read_now(look)
        assert (stays.telegram_id, gone.telegram_id) == (account, None)
        assert stays.consented_at is not None
        assert stays.consented_at < NEXT_MONDAY  # the consent is as old as it is
        assert grants == [(doubled.double, doubled.town.unit_ids[0])]

    @pytest.mark.parametrize("is_linked_kept", [True, False])
    def test_who_stays_leads_what_the_double_led_and_what_a_plan_lets_them_lead(
        self, doubled: Doubled, *, is_linked_kept: bool
    ) -> None:
        """Each leads a site of one activity; the double is also to lead a site of an activity that is planned."""
        stays_id, double_id = doubled.stays, doubled.double
        if not is_linked_kept:
            stays_id, double_id = double_id, stays_id

        def put(session: Session) -> tuple[int, list[int]]:
            activity = hold(session, doubled.town, FRIDAY + timedelta(days=7), state=ActivityState.OPEN)
            sites = session.scalars(select(Site.id).order_by(Site.id)).all()
            first = session.scalars(select(Shift).where(Shift.activity_id == activity.id)).one()
            second = Shift(activity_id=activity.id, site_id=sites[1], starts_at=activity.starts_at)
            first.lead_id, second.lead_id = stays_id, double_id
            session.add(second)
            for cadre_id, site_id in zip((stays_id, double_id), sites, strict=True):
                session.add(
                    RoleGrant(
                        cadre_id=cadre_id,
                        role=Role.LEAD,
                        site_id=site_id,
                        activity_id=activity.id,
                        granted_at=NEXT_MONDAY,
                        granted_by="test",
                        ends_on=activity.held_on,
                    )
                )
            author, other = doubled.cadre(session, "A2").id, doubled.cadre(session, "C1-2").id
            fields = PlanFields(
                title="植树",
                content="",
                risk="",
                day=activity.held_on,
                starts=time(8),
                ends=time(10),
                sites=(PlanSite(sites[0], lead_id=other), PlanSite(sites[1], quota=9, lead_id=double_id)),
            )
            plan = Plan(author_id=author, kind="tree_planting", fields=fields.to_json(), created_at=NEXT_MONDAY)
            session.add(plan)
            return activity.id, [*sites, other]

        activity_id, (first_site, second_site, other) = doubled.storage.write_now(put)
        doubled.merge(stays_id, double_id)

        def look(session: Session) -> None:
            held = select(RoleGrant).where(RoleGrant.role == Role.LEAD, RoleGrant.revoked_at.is_(None))
            grants = session.scalars(held.order_by(RoleGrant.site_id)).all()
            assert [(grant.cadre_id, grant.site_id, grant.activity_id, grant.ends_on) for grant in grants] == [
                (stays_id, site_id, activity_id, FRIDAY + timedelta(days=7)) for site_id in (first_site, second_site)
            ]
            assert leads.named(session, activity_id) == {first_site: stays_id, second_site: stays_id}
            assert set(session.scalars(select(Shift.lead_id))) == {stays_id}
            assert session.get_one(Cadre, stays_id).telegram_id == doubled.town.cadres[0]
            sites = PlanFields.from_json(session.scalars(select(Plan)).one().fields).sites
            assert sites == (PlanSite(first_site, lead_id=other), PlanSite(second_site, quota=9, lead_id=stays_id))
            activity_leads.require_leads(session, sites)

        doubled.storage.read_now(look)

    def test_a_second_tap_finds_no_double(self, doubled: Doubled) -> None:
        doubled.merge()
        with pytest.raises(merge.NoDouble):
            doubled.merge()

    @pytest.mark.parametrize(("stays", "double"), [("C1-1", "C1-2"), ("C1-1", "C1-1"), ("C1-1", "C2-1")])
    def test_two_who_are_not_suspected_are_not_merged(self, doubled: Doubled, stays: str, double: str) -> None:
        numbers = (stays, double)
        ids = doubled.storage.read_now(lambda session: [doubled.cadre(session, number).id for number in numbers])
        with pytest.raises(merge.NoDouble):
            doubled.merge(*ids)

    def test_a_cadre_merges_nobody_and_an_organizer_no_admin(self, doubled: Doubled) -> None:
        with pytest.raises(NotAllowed):
            doubled.merge(by=doubled.town.cadres[0])

        def appoint(session: Session) -> None:
            session.add(RoleGrant(cadre_id=doubled.double, role=Role.ADMIN, granted_at=NEXT_MONDAY, granted_by="test"))

        doubled.storage.write_now(appoint)
        with pytest.raises(NotAllowed):
            doubled.merge()
        assert doubled.merge(by=doubled.town.admin).stays.id == doubled.stays

    def test_a_call_under_way_is_not_disturbed(self, doubled: Doubled) -> None:
        def call(session: Session) -> None:
            activity = hold(session, doubled.town, kind="snow")
            author = doubled.cadre(session, "A2").id
            callout = Callout(
                activity_id=activity.id,
                author_id=author,
                created_at=NEXT_MONDAY,
                muster_at=NEXT_MONDAY,
                reply_by=NEXT_MONDAY,
                state=CalloutState.CALLING,
            )
            session.add(callout)
            session.flush()
            shift = session.scalars(select(Shift.id)).first()
            session.add(
                Summons(callout_id=callout.id, cadre_id=doubled.double, shift_id=shift, wave=1, asked_at=NEXT_MONDAY)
            )

        doubled.storage.write_now(call)
        with pytest.raises(merge.MergeDuringCall):
            doubled.merge()


class TestTheRosterAfterwards:
    def test_a_file_with_the_old_number_says_whom_it_means_now(self, doubled: Doubled) -> None:
        doubled.merge()
        found = doubled.storage.read_now(
            lambda session: roster.preview(session, sheet=rows(row("张1", roster_no="N1")), may_appoint=True)
        )
        (fault,) = found.changes.faults
        assert (fault.key, fault.params["known"]) == ("roster-fault-merged", "C1-1")

    def test_a_name_alone_means_the_one_that_stayed(self, doubled: Doubled) -> None:
        doubled.merge()
        sheet = RosterSheet(people=(row("张1", title="科长"),))
        numbers = doubled.storage.write_now(
            lambda session: (
                roster.apply(session, now=NEXT_MONDAY, actor="operator", sheet=sheet, may_appoint=True).numbered
            )
        )
        assert [entry.roster_no for entry in numbers.people] == ["C1-1"]
