"""The audit in words: every act that the program notes has its words in both languages, and nothing takes one away."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.model import ClaimState
from bot.services.audit_words import act_key
from bot.texts import LANGUAGES, load_texts

ROOT = Path(__file__).parent.parent.parent
SOURCES = sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "jobs").rglob("*.py")])
ACTION = re.compile(r"[a-z]+\.[a-z_-]+")
# Noted with a word of the tables: each of them is an act.
MADE = {"claim.": [ClaimState.APPROVED.value, ClaimState.REJECTED.value]}


def calls_of(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    """Return the last word of what is called; empty for what has no name."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def words_in(value: ast.expr) -> Iterator[str]:
    """Yield the actions that an argument may be."""
    match value:
        case ast.Constant(value=str(word)) if ACTION.fullmatch(word):
            yield word
        case ast.IfExp(body=body, orelse=orelse):
            yield from words_in(body)
            yield from words_in(orelse)
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]) if start in MADE:
            yield from (start + end for end in MADE[start])
        case _:
            pass


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def wrappers() -> set[str]:
    """Name the functions that hand an ``action`` of theirs on to ``people.note``."""
    found = {"note"}
    for file in SOURCES:
        for function in (n for n in ast.walk(tree_of(file)) if isinstance(n, ast.FunctionDef)):
            named = {each.arg for each in (*function.args.args, *function.args.kwonlyargs)}
            noted = any(name_of(call).endswith("note") for call in calls_of(function))
            if noted and "action" in named:
                found.add(function.name)
    return found


@cache
def noted() -> set[str]:
    """Collect every action that is noted anywhere, by ``people.note`` or through a wrapper of it."""
    names = wrappers()
    found: set[str] = set()
    for file in SOURCES:
        for call in calls_of(tree_of(file)):
            if name_of(call) not in names:
                continue
            for value in (*call.args, *(keyword.value for keyword in call.keywords)):
                found.update(words_in(value))
            for keyword in call.keywords:
                is_known = isinstance(keyword.value, ast.Name) or any(words_in(keyword.value))
                assert keyword.arg != "action" or is_known, f"{file.name}:{call.lineno}: what is noted cannot be told"
    return found


def test_every_act_that_is_noted_has_its_words_in_both_languages() -> None:
    found = noted()
    assert {"role.grant", "claim.approved", "roll.confirm", "callout.stop", "broadcast.send"} <= found
    for language in LANGUAGES:
        known = load_texts().keys(language)
        assert [action for action in sorted(found) if act_key(action) not in known] == [], language


def test_no_words_stand_for_an_act_that_nobody_notes() -> None:
    worded = {key for key in load_texts().keys(LANGUAGES[0]) if key.startswith("audit-act-")}
    assert worded - {act_key(action) for action in noted()} == set()


def test_nothing_changes_or_deletes_what_was_noted() -> None:
    """The audit is only ever added to: ``AuditEntry`` is made in one place and nowhere updated or deleted."""
    making, touching = [], []
    for file in SOURCES:
        for call in calls_of(tree_of(file)):
            name = name_of(call)
            if name == "AuditEntry":
                making.append(file.name)
            if name in ("update", "delete", "insert_new", "insert_one") and "AuditEntry" in ast.unparse(call):
                touching.append(f"{file.name}:{call.lineno}")
        text = file.read_text(encoding="utf-8")
        if "migrations" not in file.parts and re.search(r"(UPDATE|DELETE FROM|update|delete)\s+audit\b", text):
            touching.append(file.name)
    assert making == ["people.py"]
    assert touching == []
