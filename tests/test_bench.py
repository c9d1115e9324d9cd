"""Two lines of the bench run, with a few people; its bare SQL comes to the bot's own figures. No time is asserted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage import Storage
from tests.bench import place, receiving, running, sending, year
from tests.bench.__main__ import print_table
from tests.bench.table import Scale
from tests.bench.year import WEEKS

TINY = Scale(
    people=6, many=12, few=5, crowd=130, sends=20, by_rivals=10, taps=8, even=5, city_seconds=1.0, updates=200, starts=1
)

UNTIDY = f"""
UPDATE cadre SET telegram_id = NULL, linked_at = NULL WHERE id % 9 = 0;
UPDATE cadre SET reach = 'blocked' WHERE id % 8 = 0;
UPDATE cadre SET consented_at = NULL WHERE id % 31 = 0;
UPDATE cadre SET left_on = '2026-12-01' WHERE id % 27 = 0;
UPDATE attendance SET state = 'conflict' WHERE id % 23 = 0 AND checked_in_at IS NOT NULL;
UPDATE attendance SET state = 'moved' WHERE id % 29 = 0 AND checked_in_at IS NULL;
UPDATE attendance SET state = 'expected' WHERE id % 7 = 0 AND state IN ('no_show', 'no_answer');
UPDATE attendance SET checked_out_at = NULL, minutes = NULL WHERE id % 19 = 0;
DELETE FROM attendance WHERE cadre_id % 31 = 0 OR cadre_id % 13 = 0 AND activity_id < {WEEKS};
UPDATE roll SET confirmed_at = '2026-12-28', quantity = unit_id WHERE unit_id % 3 = 0;
INSERT INTO correction (cadre_id, activity_id, kind, state, words, asked_at)
    SELECT id, {WEEKS}, 'missing', 'waiting', '', '2026-12-26 00:00:00.000000' FROM cadre WHERE id % 11 = 0;
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("bench") / "year.sqlite3"
    year.fill(path, 200)
    with sqlite3.connect(path) as db:
        db.executescript(UNTIDY)
    return path


@pytest.fixture
def storage(made: Path) -> Iterator[Storage]:
    opened = year.store(str(made))
    yield opened
    opened.close()


def test_the_weeks_figures_are_those_of_bare_sql(made: Path, storage: Storage) -> None:
    rows = year.week(storage)
    with sqlite3.connect(made) as db:
        assert rows == year.bare_week(db)
    assert rows[-1] == (12,)  # who never came before
    own = [row for row in rows if row[0] == str(year.MONDAYS[-2])]
    assert all(sum(int(str(row[place])) for row in own) for place in range(2, len(year.COUNTED) + 2))


def test_the_years_figures_are_those_of_bare_sql(made: Path, storage: Storage) -> None:
    with sqlite3.connect(made) as db:
        assert year.year(storage) == year.bare_year(db)


@pytest.mark.parametrize("line", ["inbox", "sending"])
def test_a_line_of_the_bench_runs(line: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(running, "RIVALS_PYTHON", tmp_path / "none")  # they are the business of ``make bench``
    figures = print_table([line], TINY)
    assert figures
    assert all(figure.what and figure.measured for figure in figures)


def test_all_are_written_to_and_all_are_marked(tmp_path: Path) -> None:
    with running.bot_api() as api:
        took, log = receiving.handle(tmp_path / "taps.sqlite3", api, 6, people=6)
        assert took.more["marks"] == len(log.answered) == 6
        path = place.make(tmp_path / "sends.sqlite3", 7)
        place.invite(path, 1, 7)
        sending.deliver(path, api, 7)
        assert sorted(chat_id for _at, chat_id, _method in api.log().sends) == [place.phone(n) for n in range(1, 8)]
