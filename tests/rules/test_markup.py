"""Telegram HTML: its length as Telegram counts it, and what of it would be refused."""

from __future__ import annotations

import pytest

from bot.rules.markup import is_sound, length_of, plain


@pytest.mark.parametrize(
    ("markup", "length"),
    [("", 0), ("明早7时", 4), ("<b>明早</b>7时", 4), ("5 &lt; 7", 5), ("👍", 2), ('<a href="https://x.y">图</a>', 1)],
)
def test_tags_do_not_count_and_signs_beyond_the_first_plane_count_twice(markup: str, length: int) -> None:
    assert length_of(markup) == length


def test_a_reader_sees_no_tags() -> None:
    assert plain("<b>5 &lt; 7</b> &amp; 8") == "5 < 7 & 8"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("明早7时", "明早7时"),
        ("<b>明早<i>7时</i></b>", "明早7时"),
        ('<a href="https://x.y/?a=1&amp;b=2">报名</a>', "报名"),
        ('<pre><code class="language-sh">ls</code></pre>', "ls"),
        ("&lt;b&gt;别名", "<b>别名"),
        (" <b>明早</b>\n", "明早"),
    ],
)
def test_what_telegram_takes_is_sound(markup: str, text: str) -> None:
    assert is_sound(markup, text)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<b>明早<i>7</b>时</i>", "明早7时"),
        ("<b>明早", "明早"),
        ("明早</b>", "明早"),
        ("<font>明早</font>", "明早"),
        ("<b>明早</b>明早7时", "明早7时"),
    ],
)
def test_what_crosses_is_left_open_or_says_something_else_is_not(markup: str, text: str) -> None:
    assert not is_sound(markup, text)
