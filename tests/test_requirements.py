"""What is installed is pinned, each version with its hashes, and comes from wherever the installer looks anyway."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("requirements.txt", "requirements-dev.txt")
LISTS = sorted(
    str(path.relative_to(ROOT)) for path in (*ROOT.glob("requirements*.txt"), *ROOT.glob("tests/**/requirements*.txt"))
)
PIN = re.compile(r"([a-z0-9][a-z0-9._-]*)==[^\s;]+( ; [^\\]+)?((?: --hash=sha256:[0-9a-f]{64})+)", re.IGNORECASE)


def lines_of(name: str) -> list[str]:
    """Return the lines of a list as an installer reads them: joined where they go on, without comments."""
    joined = re.sub(r"\\\n\s*", "", (ROOT / name).read_text(encoding="utf-8"))
    return [line.strip() for line in joined.splitlines() if line.strip() and not line.strip().startswith("#")]


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", LISTS)
def test_every_requirement_is_one_version_with_its_hashes(name: str) -> None:
    assert [line for line in lines_of(name) if PIN.fullmatch(line) is None] == []


@pytest.mark.parametrize("name", LISTS)
def test_no_list_says_where_to_look_or_brings_code_of_its_own(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    options = r"^\s*(?:-i|-f|-e|--(?:extra-)?index-url|--find-links|--trusted-host).*"
    assert re.findall(options, text, re.MULTILINE) == []
    assert re.findall(r"https?://|git\+|file:", re.sub(r"#.*", "", text)) == []


@pytest.mark.parametrize("name", OURS)
def test_what_the_project_asks_for_is_on_the_list(name: str) -> None:
    pinned = {_folded(found[1]) for line in lines_of(name) if (found := PIN.fullmatch(line))}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {_folded(re.split(r"[\[<>=~! ]", one)[0]) for one in project["dependencies"]}
    assert asked - pinned == set()


def test_both_lists_pin_the_same_versions() -> None:
    run, dev = ({line.partition(" ")[0] for line in lines_of(name)} for name in OURS)
    assert run - dev == set()
