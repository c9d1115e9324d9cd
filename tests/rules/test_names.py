"""What counts as a name, and when two are the same."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.rules.names import LONGEST, folded, normalise, read_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张三", "张三"),
        (" 张 三 ", "张三"),
        ("张\u3000三", "张三"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("O’Brien", "O'Brien"),
        ("Ｊｏｈｎ Smith", "JohnSmith"),
        ("㐀", "㐀"),
    ],
)
def test_a_name_is_brought_to_one_form(typed: str, name: str) -> None:
    assert read_name(typed) == name


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "·", "-张", "张三1", "张三（科长）", "<b>张三</b>", "张三\n李四", "@zhang", "长" * 31, "你好！"],
)
def test_what_cannot_be_a_name_is_none(typed: str) -> None:
    assert read_name(typed) is None


def test_case_and_spaces_make_no_difference() -> None:
    assert folded("John Smith") == folded("johnSMITH")
    assert folded("张三") != folded("张山")


@given(st.text(max_size=60))
@example("A´")
def test_a_read_name_is_short_plain_and_stays_as_it_is(typed: str) -> None:
    name = read_name(typed)
    if name is not None:
        assert len(name) <= LONGEST
        assert not set(name) & set("<>&\n ")
        assert normalise(name) == name == read_name(name)
