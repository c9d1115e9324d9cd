"""Lists of people as they are sent: by numbers, names, with a heading or without, and what cannot be read."""

from __future__ import annotations

import pytest

from bot.rules.people_list import Listed, Reading, read_rows, read_text

ROSTER = (
    Listed(1, "C1-1", "张三", "市第1局"),
    Listed(2, "C1-2", "李四", "市第1局"),
    Listed(3, "C2-1", "张三", "市第2局"),
    Listed(4, "7", "Jo Li", "市第2局"),
)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("李四", (2,)),
        ("C1-1\nC2-1", (1, 3)),
        ("c1-1，李 四、7", (1, 2, 4)),
        ("李四 C1-1", (2, 1)),
        ("Jo Li; 李四", (4, 2)),
        ("李四\n\n  \nC2-1\n", (2, 3)),
    ],
)
def test_a_typed_list_names_people_in_its_order(text: str, ids: tuple[int, ...]) -> None:
    assert read_text(text, ROSTER) == Reading(ids, (), (), ())


def test_unknown_namesakes_and_repeated_are_told_with_their_lines() -> None:
    assert read_text("李四\n王五\n张三\nC1-2", ROSTER) == Reading((2,), ("#2 王五",), ("#3 张三",), ("#4 C1-2",))


def test_a_unit_beside_the_name_tells_namesakes_apart() -> None:
    assert read_rows([("张三", "市第2局"), ("张三", "市第1局")], ROSTER).ids == (3, 1)


def test_a_heading_says_which_columns_count() -> None:
    rows = [("序号", "单位", "姓名", "备注"), ("7", "市第1局", "李四", "C2-1"), ("8", "市第2局", "张三", "")]
    assert read_rows(rows, ROSTER) == Reading((2, 3), (), (), ())


def test_a_number_goes_before_the_name_beside_it() -> None:
    assert read_rows([("编号", "姓名"), ("C2-1", "张三")], ROSTER).ids == (3,)


def test_an_empty_list_names_nobody() -> None:
    assert read_rows([], ROSTER) == read_text("  \n", ROSTER) == Reading((), (), (), ())
