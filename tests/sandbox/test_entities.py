"""Telegram's HTML, strictly."""

from __future__ import annotations

from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import commands_in, parse_html, utf16_length
from bot.sandbox.errors import ApiError


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("您好", "您好", []),
        ("<b>您好</b>", "您好", [{"type": "bold", "offset": 0, "length": 2}]),
        ("😀<i>a</i>", "😀a", [{"type": "italic", "offset": 2, "length": 1}]),
        ("a &lt; b &amp;&#33;", "a < b &!", []),
        ("  <u> x </u>\n", "x", [{"type": "underline", "offset": 0, "length": 1}]),
        ("<b></b>x", "x", []),
        (
            '<a href="https://example.org/?a=1&amp;b=2">路线</a>',
            "路线",
            [{"type": "text_link", "url": "https://example.org/?a=1&b=2", "offset": 0, "length": 2}],
        ),
        ("<span class='tg-spoiler'>x</span>", "x", [{"type": "spoiler", "offset": 0, "length": 1}]),
        ("<blockquote expandable>x</blockquote>", "x", [{"type": "expandable_blockquote", "offset": 0, "length": 1}]),
        (
            '<pre><code class="language-python">x</code></pre>',
            "x",
            [{"type": "pre", "language": "python", "offset": 0, "length": 1}],
        ),
        (
            "<b>a<i>b</i></b>",
            "ab",
            [{"type": "bold", "offset": 0, "length": 2}, {"type": "italic", "offset": 1, "length": 1}],
        ),
    ],
)
def test_html_becomes_text_and_entities(html: str, text: str, entities: list[dict[str, Any]]) -> None:
    assert parse_html(html) == (text, entities)


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag, expected "</i>", found "</b>"'),
        ("<div>x</div>", 'Unsupported start tag "div" at byte offset 0'),
        ("您好<br>", 'Unsupported start tag "br" at byte offset 6'),
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("a <3 b>", "Unsupported start tag"),
        ("甲 & 乙", 'Character "&" must be escaped at byte offset 4'),
        ("&nbsp;", 'Character "&" must be escaped'),
        ("&#xD800;", 'Character "&" must be escaped'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler"'),
    ],
)
def test_html_that_is_not_well_formed_is_refused(html: str, complaint: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_html(html)
    assert caught.value.description.startswith("Bad Request: can't parse entities: ")
    assert complaint in caught.value.description


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_an_escaped_name_comes_out_as_it_was(name: str) -> None:
    assert parse_html(escape(name))[0] == name.strip()


@given(st.lists(st.text("甲乙😀 a", max_size=4), min_size=1, max_size=5))
def test_entities_lie_within_the_text(parts: list[str]) -> None:
    text, entities = parse_html("".join(f"<b>{part}</b> " for part in parts))
    assert all(one["offset"] >= 0 and one["offset"] + one["length"] <= utf16_length(text) for one in entities)
    assert all(one["length"] > 0 for one in entities)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start abc", [(0, 6)]),
        ("/rollcall@liaoyuan_volunteer_bot 1", [(0, 32)]),
        ("看 /help", [(2, 5)]),
        ("8/9 a/b", []),
        ("没有", []),
    ],
)
def test_commands_are_found_in_what_a_person_types(text: str, found: list[tuple[int, int]]) -> None:
    assert [(one["offset"], one["length"]) for one in commands_in(text)] == found
