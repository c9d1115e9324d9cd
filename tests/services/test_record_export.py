"""The record exported: its fields and figures, what it leaves out, who may have it, and the audit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import DRILL, Attachment, Message, MessageState, Roll, Shift, Site
from bot.rules.attendance import MarkKind, MarkSource
from bot.rules.record_rows import RecordRow, RowNote, read_row_id
from bot.services import attendance, record_export, retention
from bot.services.people import NotAllowed, NotRegistered
from bot.services.record_export import Asked, NothingToExport, PeriodUnfit, RecordTooLong, check_rows, period_named
from tests.services.records import FIRST, LAST, Books, came, line_of, open_books, reach, wall
from tests.services.weeks import cadres_of, hold
from tests.town import settings_for


@pytest.fixture
def books(database_url: str) -> Iterator[Books]:
    books = open_books(database_url)
    yield books
    books.storage.close()


def night_of_snow(session: Session, books: Books, name: str = "张1") -> int:
    """Hold a call from 21:00 to 02:00 at which somebody is from 22:00 to 01:30."""
    snow = hold(session, books.town, date(2026, 11, 20), kind="snow")
    snow.title = "清雪除冰"
    reach(snow, wall(20, 21), wall(21, 2))
    came(session, snow, books.person(session, name), wall(20, 22), wall(21, 1, 30))
    return snow.id


def by_name(rows: tuple[RecordRow, ...]) -> dict[str, RecordRow]:
    return {row.name: row for row in rows}


class TestFields:
    def test_a_row_has_the_fields_of_order_67(self, books: Books) -> None:
        row = books.gather().rows[0]
        assert (row.activity, row.on, row.place, row.content) == (
            "周五志愿服务",
            date(2026, 11, 27),
            "第1社区服务中心",
            "清扫",
        )
        assert (row.unit, row.name, row.roster_no, row.lead) == ("市第1局", "张1", "C1-1", "李四")
        assert (row.check_in_at, row.check_out_at) == (wall(27, 13, 25, 40), wall(27, 15, 40))
        assert (row.starts_at, row.ends_at, row.minutes) == (wall(27, 13, 30), wall(27, 15, 30), 120)
        assert (row.state, row.remark, row.notes) == ("present", "", ())
        found = read_row_id(row.row_id)
        assert found is not None
        assert found.is_genuine("C1-1")

    def test_the_lead_is_that_of_the_shift_before_that_of_the_site_before_the_liaison(self, books: Books) -> None:
        def put(session: Session, lead: str | None, on_site: str) -> None:
            shift = session.scalars(select(Shift).where(Shift.activity_id == books.friday_id)).one()
            shift.lead_id = books.person(session, lead).id if lead else None
            session.get_one(Site, shift.site_id).lead_name = on_site

        books.write(lambda session: put(session, "张2", "李四"))
        assert books.gather().rows[0].lead == "张2"
        books.write(lambda session: put(session, None, ""))
        assert books.gather().rows[0].lead == "联络1"

    def test_of_several_sites_each_unit_stands_with_its_own_and_who_leads_there(self, books: Books) -> None:
        def part(session: Session) -> None:
            friday, lead = books.friday(session), books.person(session, "张2", 1)
            came(session, friday, books.person(session, "张1", 1), wall(27, 13, 30), wall(27, 15, 30))
            second = session.scalars(select(Site).where(Site.name == "第2社区服务中心")).one()
            shift = Shift(activity_id=friday.id, site_id=second.id, starts_at=friday.starts_at, lead_id=lead.id)
            session.add(shift)
            session.flush()
            session.scalars(select(Roll).where(Roll.unit_id == books.town.unit_ids[1])).one().shift_id = shift.id

        books.write(part)
        first, second = ("市第1局", "第1社区服务中心", "李四"), ("市第2局", "第2社区服务中心", "张2")
        assert [(row.unit, row.place, row.lead) for row in books.gather().rows] == [first, first, second]
        [row] = books.gather(unit_ids=(books.town.unit_ids[1],)).rows
        assert (row.unit, row.place, row.lead) == second

    def test_only_present_people_with_hours_stand_in_it(self, books: Books) -> None:
        record = books.gather()
        assert [row.name for row in record.rows] == ["张1", "张2"]
        assert (record.persons, record.person_times, record.minutes) == (2, 2, 180)
        assert [one.name for one in record.left_out.open_ended] == ["张3"]

    def test_everyone_stands_in_it_when_asked_for(self, books: Books) -> None:
        rows = by_name(books.gather(is_everyone=True).rows)
        assert list(rows) == ["联络1", "张1", "张2", "张3"]
        assert (rows["联络1"].state, rows["联络1"].minutes) == ("excused", None)
        assert (rows["张3"].check_in_at, rows["张3"].check_out_at, rows["张3"].minutes) == (
            wall(27, 13, 20),
            None,
            None,
        )

    def test_rows_stand_by_activity_unit_and_roster(self, books: Books) -> None:
        def add(session: Session) -> None:
            other = cadres_of(session, books.town.unit_ids[1])[1]
            came(session, books.friday(session), other, wall(27, 13, 30), wall(27, 15, 30))
            night_of_snow(session, books, "张2")

        books.write(add)
        assert [(row.activity, row.unit, row.name) for row in books.gather().rows] == [
            ("清雪除冰", "市第1局", "张2"),
            ("清雪除冰", "市第1局", "张2"),
            ("周五志愿服务", "市第1局", "张1"),
            ("周五志愿服务", "市第1局", "张2"),
            ("周五志愿服务", "市第2局", "张1"),
        ]

    def test_reasons_of_a_sheet_are_remarks_and_our_own_terms_are_notes(self, books: Books) -> None:
        def enter(session: Session) -> None:
            friday, person = books.friday(session), books.person(session, "张2")
            for source, reason in ((MarkSource.IMPORT, "雨天改室内"), (MarkSource.LIAISON, "paper")):
                attendance.add_mark(
                    session,
                    friday,
                    person.id,
                    MarkKind.CHECK_IN,
                    at=wall(27, 14),
                    now=books.now,
                    source=source,
                    by=None,
                    reason=reason,
                )

        books.write(enter)
        row = by_name(books.gather().rows)["张2"]
        assert (row.remark, row.notes) == ("雨天改室内", (RowNote.PAPER,))


class TestCutting:
    def test_a_visit_over_midnight_has_a_row_a_day(self, books: Books) -> None:
        books.write(lambda session: night_of_snow(session, books))
        first, second, _friday, _other = books.gather().rows
        assert [(row.on.day, row.minutes) for row in (first, second)] == [(20, 120), (21, 90)]
        assert (first.check_in_at, first.check_out_at) == (wall(20, 22), wall(21, 0))
        assert (second.check_in_at, second.check_out_at) == (wall(21, 0), wall(21, 1, 30))
        assert first.notes == second.notes == (RowNote.SPLIT,)
        assert first.row_id.removesuffix("/1.2") == second.row_id.removesuffix("/2.2")

    def test_an_activity_belongs_whole_to_the_day_it_is_held_on(self, books: Books) -> None:
        books.write(lambda session: night_of_snow(session, books))
        assert len(books.gather(date(2026, 11, 20), date(2026, 11, 20)).rows) == 2
        assert books.gather(date(2026, 11, 21), date(2026, 11, 21)).rows == ()

    def test_an_overlap_counts_once_whatever_part_is_asked_for(self, books: Books) -> None:
        def add(session: Session) -> None:
            other = hold(session, books.town, date(2026, 11, 27), kind="tree_planting")
            other.title = "植树"
            reach(other, wall(27, 15), wall(27, 17))
            came(
                session, other, books.person(session, "张1"), wall(27, 15), wall(27, 17)
            ).unit_id = books.town.unit_ids[1]

        books.write(add)
        [row] = books.gather(unit_ids=(books.town.unit_ids[1],)).rows
        assert (row.activity, row.minutes, row.notes) == ("植树", 90, (RowNote.OVERLAP,))
        assert (row.check_in_at, row.starts_at) == (wall(27, 15), wall(27, 15, 30))
        assert books.gather().minutes == 180 + 90

    def test_a_day_beyond_the_limit_is_marked_and_not_cut(self, books: Books) -> None:
        books.settings = settings_for("sqlite:///unused", record={"day_limit_hours": 1})
        rows = by_name(books.gather().rows)
        assert (rows["张1"].minutes, rows["张1"].notes) == (120, (RowNote.REVIEW,))
        assert (rows["张2"].minutes, rows["张2"].notes) == (60, ())


class TestLeftOut:
    def test_who_is_in_question_is_named_and_not_counted(self, books: Books) -> None:
        books.deny("张1")
        for is_everyone in (False, True):
            record = books.gather(is_everyone=is_everyone)
            assert "张1" not in by_name(record.rows)
            assert [one.name for one in record.left_out.conflicts] == ["张1"]
            assert record.minutes == 60

    @pytest.mark.parametrize("kind", [DRILL, "friday"])
    def test_drills_and_what_is_not_creditable_are_named_and_not_counted(self, books: Books, kind: str) -> None:
        def change(session: Session) -> None:
            friday = books.friday(session)
            friday.kind, friday.is_creditable = kind, kind == DRILL

        books.write(change)
        record = books.gather()
        assert record.rows == ()
        named = (date(2026, 11, 27), "周五志愿服务")
        assert (record.left_out.drills, record.left_out.not_creditable) == (
            ((named,), ()) if kind == DRILL else ((), (named,))
        )

    def test_what_has_not_ended_is_left_out(self, books: Books) -> None:
        books.now = wall(27, 15)
        assert books.gather().rows == ()

    def test_of_a_call_only_who_said_yes_or_came_is_told(self, books: Books) -> None:
        def add(session: Session) -> None:
            snow = hold(session, books.town, date(2026, 11, 20), kind="snow")
            line_of(session, snow, books.person(session, "张2")).answer = "pending"
            line_of(session, snow, books.person(session, "张3"))

        books.write(add)
        rows = books.gather(date(2026, 11, 20), date(2026, 11, 20), is_everyone=True).rows
        assert [(row.name, row.state) for row in rows] == [("张3", "no_show")]


def ask(books: Books, telegram_id: int, unit_id: int = 0, **other: object) -> Asked:
    known: dict[str, object] = {
        "first_on": FIRST,
        "last_on": LAST,
        "form": "xlsx",
        "is_everyone": False,
        "settings": books.settings,
    }
    return books.do(record_export.ask, telegram_id=telegram_id, unit_id=unit_id, **(known | other))


class TestRights:
    def test_organizers_and_admins_get_all_units_and_a_liaison_the_own(self, books: Books) -> None:
        town = books.town
        assert ask(books, town.organizer).unit_ids is None
        assert ask(books, town.admin).unit_ids is None
        assert ask(books, town.liaison).unit_ids == (town.unit_ids[0],)
        assert ask(books, town.liaison).record.scope == ("市第1局",)
        assert ask(books, town.organizer, town.unit_ids[0]).unit_ids == (town.unit_ids[0],)

    def test_others_get_nothing(self, books: Books) -> None:
        town = books.town
        nowhere = ((town.organizer, 99), (town.liaison, 99))
        for telegram_id, unit_id in ((town.cadres[0], 0), (town.liaison, town.unit_ids[1]), *nowhere):
            with pytest.raises(NotAllowed):
                ask(books, telegram_id, unit_id)
        with pytest.raises(NotRegistered):
            ask(books, 1)

    def test_a_scope_that_changed_meanwhile_gets_nothing(self, books: Books) -> None:
        asked = ask(books, books.town.organizer)
        with pytest.raises(NotAllowed):
            books.do(
                record_export.give, telegram_id=books.town.liaison, unit_id=0, asked=asked, form="xlsx", content=b"x"
            )
        assert books.audit("record.export") == []

    def test_every_export_is_audited_with_period_unit_and_rows(self, books: Books) -> None:
        asked = ask(books, books.town.liaison, form="csv")
        books.do(record_export.give, telegram_id=books.town.liaison, unit_id=0, asked=asked, form="csv", content=b"x")
        [(actor, subject, after)] = books.audit("record.export")
        assert (actor, subject) == ("cadre:3", f"unit:{books.town.unit_ids[0]}")
        assert after == {"from": "2026-11-01", "to": "2026-11-30", "form": "csv", "everyone": False, "rows": 2}

    def test_the_audit_names_whole_units_or_none(self) -> None:
        assert record_export.subject_of([7, 3]) == "unit:3,unit:7"
        assert record_export.subject_of(range(10, 20)) == "units"

    def test_the_file_is_not_sent_any_more_once_it_has_been_emptied(self, books: Books) -> None:
        asked = ask(books, books.town.organizer)
        books.do(
            record_export.give, telegram_id=books.town.organizer, unit_id=0, asked=asked, form="xlsx", content=b"x"
        )
        message = books.read(lambda session: session.scalars(select(Message)).one())
        assert message.expires_at == books.now + timedelta(hours=24)
        books.now += timedelta(hours=24)
        assert books.do(retention.empty_handed_out) == 1

    def test_the_file_is_emptied_once_it_has_left(self, books: Books) -> None:
        asked = ask(books, books.town.organizer)
        books.do(
            record_export.give, telegram_id=books.town.organizer, unit_id=0, asked=asked, form="xlsx", content=b"x"
        )
        assert books.do(retention.empty_handed_out) == 0

        def leave(session: Session) -> None:
            session.scalars(select(Message)).one().state = MessageState.SENT

        books.write(leave)
        assert books.do(retention.empty_handed_out) == 1
        assert books.read(lambda session: session.scalars(select(Attachment.content)).all()) == [b""]


class TestPeriods:
    @pytest.mark.parametrize(
        ("name", "first", "last"),
        [
            ("week", (2027, 1, 4), (2027, 1, 10)),
            ("last-week", (2026, 12, 28), (2027, 1, 3)),
            ("month", (2027, 1, 1), (2027, 1, 31)),
            ("last-month", (2026, 12, 1), (2026, 12, 31)),
            ("year", (2027, 1, 1), (2027, 12, 31)),
        ],
    )
    def test_a_named_period_has_its_days(
        self, name: str, first: tuple[int, int, int], last: tuple[int, int, int]
    ) -> None:
        assert period_named(name, date(2027, 1, 5)) == (date(*first), date(*last))
        assert period_named("decade", date(2027, 1, 5)) is None

    def test_days_out_of_order_or_more_than_a_year_are_refused(self, books: Books) -> None:
        for days in (-1, 366):
            with pytest.raises(PeriodUnfit):
                ask(books, books.town.organizer, last_on=FIRST + timedelta(days=days))
        for day in (date.min, date.max):
            with pytest.raises(PeriodUnfit):
                ask(books, books.town.organizer, first_on=day, last_on=day)
        assert ask(books, books.town.organizer, last_on=FIRST + timedelta(days=365)).record.rows

    def test_nothing_and_too_much_are_said(self, books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(NothingToExport):
            ask(books, books.town.organizer, last_on=FIRST)
        monkeypatch.setattr(record_export, "MOST_ROWS", 1)
        with pytest.raises(RecordTooLong):
            ask(books, books.town.organizer)
        check_rows(books.gather(), "csv")
