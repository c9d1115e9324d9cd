"""Row ids that tell an edit, and what the cells of a sheet that came back may mean."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.record_rows import digest_of, make_row_id, read_row_id
from bot.rules.record_sheet import is_midnight, moments_of

ZONE = ZoneInfo("Asia/Shanghai")
CAME = datetime(2026, 11, 27, 5, 25, 40, tzinfo=UTC)
LEFT = datetime(2026, 11, 27, 7, 30, tzinfo=UTC)
DAYS = (date(2026, 11, 27), date(2026, 11, 28))


def an_id(**other: object) -> str:
    known: dict[str, object] = {"came": CAME, "left": LEFT, "remark": ""}
    return make_row_id(12, 345, "01-001", **(known | other))  # type: ignore[arg-type]


class TestRowIds:
    def test_it_names_activity_person_and_what_was_exported(self) -> None:
        found = read_row_id(f" {an_id(remark='雨天')} ")
        assert found is not None
        assert (found.activity_id, found.cadre_id, found.part, found.parts) == (12, 345, 1, 1)
        assert (found.came, found.left) == (CAME.replace(second=0), LEFT)
        assert found.remark == digest_of("雨天")
        assert found.is_genuine("01-001")
        assert not found.is_genuine("01-002")

    def test_parts_of_a_visit_have_the_same_id_and_another_suffix(self) -> None:
        first, second = an_id(part=1, parts=2), an_id(part=2, parts=2)
        assert first.partition("/")[0] == second.partition("/")[0] == an_id()
        assert (first[-4:], second[-4:]) == ("/1.2", "/2.2")

    @given(st.integers(0, 40), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    def test_one_sign_changed_is_found_out(self, place: int, sign: str) -> None:
        good = an_id()
        place %= len(good)
        if good[place] == sign:
            return
        found = read_row_id(good[:place] + sign + good[place + 1 :])
        assert found is None or not found.is_genuine("01-001")

    @pytest.mark.parametrize("text", ["", "12", "12-345", "=1+1", an_id() + "/3.2", an_id() + "/0.1", an_id().lower()])
    def test_anything_else_is_no_id(self, text: str) -> None:
        assert read_row_id(text) is None

    def test_a_time_of_no_calendar_is_no_genuine_id(self) -> None:
        found = read_row_id("1-1-ZZZZZZZ-0-AAA-AAAA")
        assert found is not None
        assert not found.is_genuine("01-001")

    def test_nobody_who_came_has_no_times(self) -> None:
        found = read_row_id(an_id(came=None, left=None))
        assert found is not None
        assert (found.came, found.left) == (None, None)


def wall(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


class TestCells:
    @pytest.mark.parametrize(
        ("text", "moments"),
        [
            ("13:30", [wall(27, 13, 30), wall(28, 13, 30)]),
            ("13：30", [wall(27, 13, 30), wall(28, 13, 30)]),
            ("13:30:00", [wall(27, 13, 30), wall(28, 13, 30)]),
            ("0.5625", [wall(27, 13, 30), wall(28, 13, 30)]),
            ("11-28 01:05", [wall(28, 1, 5)]),
            ("2026-11-28T01:05:00", [wall(28, 1, 5)]),
            ("2026/11/28 1:05", [wall(28, 1, 5)]),
            ("12-01 01:05", []),
        ],
    )
    def test_a_time_is_read(self, text: str, moments: list[datetime]) -> None:
        assert moments_of(text, DAYS, ZONE) == moments

    @pytest.mark.parametrize("text", ["下午一点", "25:00", "13:61", "02-30 10:00", "13", "1330", "2026-11-27", "-1:00"])
    def test_what_is_no_time_is_none(self, text: str) -> None:
        assert moments_of(text, DAYS, ZONE) is None

    @given(st.text(max_size=30))
    def test_no_text_breaks_it(self, text: str) -> None:
        found = moments_of(text, DAYS, ZONE)
        assert found is None or all(moment.tzinfo for moment in found)
        is_midnight(text)

    @pytest.mark.parametrize("text", ["00:00", "24:00", "2026-11-28T00:00:00", "11-28 00:00", "0"])
    def test_midnight_is_known(self, text: str) -> None:
        assert is_midnight(text)
        assert not is_midnight("00:01")

    @given(st.datetimes(datetime(2026, 11, 27), datetime(2026, 11, 28, 23, 59)))  # noqa: DTZ001 - wall times
    def test_what_is_written_is_read_again(self, at: datetime) -> None:
        moment = at.replace(second=0, microsecond=0, tzinfo=ZONE)
        assert moments_of(f"{moment:%Y-%m-%d %H:%M}", DAYS, ZONE) == [moment]
        assert moment in (moments_of(f"{moment:%H:%M}", DAYS, ZONE) or [])
