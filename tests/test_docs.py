"""The documents keep up with the program: every command and option, both languages alike, nobody's machine named."""

from __future__ import annotations

import argparse
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chat.routes import COMMANDS, TAPS
from bot.cli.console import Console
from bot.cli.parser import build_parser

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
COMMAND_PAGES = ("docs/commands.md", "docs/commands.zh-CN.md")
# Who may use a command or a button, as the Chinese page names them.
IN_CHINESE = {
    "everybody": "所有人",
    "cadres": "干部",
    "liaisons": "联络员",
    "leads": "点位负责人",
    "leads of a place": "点位负责人",
    "leaders": "领导",
    "organizers": "组织者",
    "admins": "管理员",
}
DECISIONS = ROOT / "docs" / "decisions"
DOCUMENTS = [
    *READMES,
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    *(str(p.relative_to(ROOT)) for p in ROOT.glob("docs/**/*.md")),
]


def commands(parser: argparse.ArgumentParser, name: str = "volunteer-bot") -> Iterator[tuple[str, set[str]]]:
    """Yield every command with its long options."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        options = {word for action in parser._actions for word in action.option_strings if word.startswith("--")}
        yield name, options - {"--help"}
    for group in groups:
        for word, inner in group.choices.items():
            yield from commands(inner, f"{name} {word}")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def tracked() -> list[Path]:
    """Return the files of the project: those that git knows, or all but what tools make."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is no clone, so nobody says which files are the project's")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


@pytest.mark.parametrize("readme", READMES)
def test_every_command_and_option_of_the_terminal_is_documented(readme: str) -> None:
    said = text(readme)
    table = list(commands(build_parser(Console("en"))))
    assert len(table) > 8
    for name, options in table:
        assert f"`{name}" in said, name
        for option in options:
            assert f"`{option}" in said, f"{name} {option}"


@pytest.mark.parametrize("readme", READMES)
def test_no_command_is_documented_that_does_not_exist(readme: str) -> None:
    known = {name for name, _options in commands(build_parser(Console("en")))}
    named = set(re.findall(r"^\| `(volunteer-bot [a-z -]+?)(?: FILE)?` \|", text(readme), flags=re.MULTILINE))
    assert named == known


def command_rows(page: str) -> list[tuple[str, str]]:
    """List the rows of a page of commands: the command or the word of a tap, and for whom it is."""
    return re.findall(r"^\| `(/?\w+)` \| ([^|]+) \| \S", text(page), flags=re.MULTILINE)


@pytest.mark.parametrize("page", COMMAND_PAGES)
def test_every_command_and_button_of_the_chat_is_documented_and_no_other(page: str) -> None:
    named = sorted(word for word, _who in command_rows(page))
    assert named == sorted([*(f"/{word}" for word in COMMANDS), *(verb.value for verb in TAPS)])


def test_both_pages_of_commands_have_the_same_rows_sections_and_bullets() -> None:
    english, chinese = COMMAND_PAGES
    translated = [
        (word, "、".join(IN_CHINESE[one] for one in people.split(", "))) for word, people in command_rows(english)
    ]
    assert translated == command_rows(chinese)
    for sign in ("^#+ ", "^- ", r"^\|"):
        counts = [len(re.findall(sign, text(page), flags=re.MULTILINE)) for page in COMMAND_PAGES]
        assert counts[0] == counts[1], sign


def test_both_readmes_have_the_same_sections_steps_and_code() -> None:
    shapes = []
    for readme in READMES:
        said = text(readme)
        shapes.append(
            {
                "sections": len(re.findall(r"^## ", said, flags=re.MULTILINE)),
                "steps": re.findall(r"^(\d+)\. ", said, flags=re.MULTILINE),
                "bullets": len(re.findall(r"^- ", said, flags=re.MULTILINE)),
                "rows": len(re.findall(r"^\|", said, flags=re.MULTILINE)),
                "code": re.findall(r"```sh\n(.*?)```", said, flags=re.DOTALL),
                "links": sorted({link.replace(".zh-CN", "") for link in re.findall(r"\]\(([^)]+)\)", said)}),
                "marks": re.findall(r"<!-- .* -->", said),
            }
        )
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_to_a_file_leads_somewhere(document: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text(document)):
        assert ((ROOT / document).parent / target).exists(), target


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), flags=re.MULTILINE))
    for document in DOCUMENTS:
        assert set(re.findall(r"(?:^|`)make ([a-z]+)", text(document), flags=re.MULTILINE)) <= targets


def test_the_index_of_decisions_has_every_page_in_order() -> None:
    pages = sorted(page.name for page in DECISIONS.glob("0*.md"))
    assert re.findall(r"\((0[^)]+)\)", (DECISIONS / "README.md").read_text(encoding="utf-8")) == pages
    assert [page[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]


def test_every_decision_has_its_three_parts() -> None:
    for page in DECISIONS.glob("0*.md"):
        said = page.read_text(encoding="utf-8")
        assert said.startswith(f"# {page.name[:4]} · ")
        assert re.findall(r"^## (\w+)", said, flags=re.MULTILINE) == ["Context", "Decision", "Consequences"]


def test_no_file_names_a_machine_it_was_made_on() -> None:
    # Written in pieces, so that this file does not name them either.
    places = re.compile(
        "|".join(("/ro" + r"ot/\.", "/wo" + "rk/", "/ho" + r"me/\w", r"C:\\Us" + "ers", "file" + ":///"))
    )
    for file in tracked():
        try:
            said = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        assert not (found := places.search(said)), f"{file.relative_to(ROOT)}: {found}"
