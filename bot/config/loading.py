"""Reads the file, lays the environment over it, and tells of everything that is wrong at once."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import EnvSettingsSource

from bot.config.complaints import faults_of
from bot.config.faults import SettingFault, SettingsInvalid
from bot.config.sections import Settings
from bot.config.values import UNSAID, Words

PREFIX: Final = "VOLUNTEER_BOT_"
_LEVELS: Final = "__"
_FULL_WIDTH = re.compile("[\u201c\u201d\u2018\u2019\uff1d\uff1a\uff0c\uff5b\uff5d\u3010\u3011\u3000]")


def load_settings(path: Path | None, *, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Args:
        path: A TOML file in UTF-8; None reads defaults and environment alone.
        environ: Variables such as ``VOLUNTEER_BOT_DELIVERY__PER_SECOND``, by default those of the process. They go
            before the file; lists and tables are JSON; an empty variable counts as not set.

    Raises:
        SettingsInvalid: Anything is wrong: the file cannot be read or parsed, a key is unknown, a value is not
            allowed, values contradict each other. All that can be seen at once is listed.
    """
    variables = os.environ if environ is None else environ
    table = _read(path) if path else {}
    overlaid = _Environment(variables)()
    faults = list(_stray(variables))
    try:
        settings = Settings.model_validate(_overlay(table, overlaid))
    except ValidationError as error:
        # From none: pydantic's own report would repeat values, and a token may be among them.
        raise SettingsInvalid([*faults, *(_traced(fault, overlaid) for fault in faults_of(error, Settings))]) from None
    if faults:
        raise SettingsInvalid(faults)
    return settings


class _Environment(EnvSettingsSource):
    """The environment as tables; what should be JSON and is not is left as it stands, for validation to name it."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        super().__init__(Settings)
        self.env_vars = {name.lower(): value for name, value in variables.items() if value}

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError:
            return value


def _read(path: Path) -> dict[str, Any]:
    try:
        # Editors on Windows put a mark in front, which TOML does not know.
        source = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise _unreadable(path, Words("文件不存在", "does not exist")) from None
    except UnicodeDecodeError:
        raise _unreadable(
            path, Words("不是 UTF-8 编码，请另存为 UTF-8", "is not UTF-8, please save it as UTF-8")
        ) from None
    except OSError as error:
        raise _unreadable(path, Words(f"无法读取：{error.strerror}", f"cannot be read: {error.strerror}")) from None
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(path, _syntax(str(error), source)) from None


def _syntax(reason: str, source: str) -> Words:
    """Say where TOML breaks off; full-width punctuation, easily typed in Chinese, is pointed at."""
    lines = source.splitlines() or [""]
    found = re.search(r"\(at line (\d+), column (\d+)\)", reason)
    line, column = (int(found[1]), int(found[2])) if found else (len(lines), len(lines[-1]) + 1)
    what = reason.partition(" (at ")[0]
    wide = _FULL_WIDTH.search(lines[min(line, len(lines)) - 1].partition("#")[0])
    hint = Words(f"；此行有全角符号“{wide[0]}”", f"; the line has a full-width {wide[0]}") if wide else UNSAID
    return Words(f"第{line}行第{column}列语法有误（{what}）{hint.zh}", f"line {line}, column {column}: {what}{hint.en}")


def _unreadable(path: Path, message: Words) -> SettingsInvalid:
    return SettingsInvalid([SettingFault(str(path), message)])


def _stray(variables: Mapping[str, str]) -> Iterator[SettingFault]:
    """Yield the variables of ours that belong to no section; pydantic looks only at those it knows."""
    for name in sorted(variables):
        section, levels, _ = name.upper().removeprefix(PREFIX).partition(_LEVELS)
        if name.upper().startswith(PREFIX) and levels and section.lower() not in Settings.model_fields:
            known = [section.upper() for section in Settings.model_fields]
            yield SettingFault(
                name,
                Words("没有这一节", "names no section"),
                Words("、".join(known), ", ".join(known)),
            )


def _overlay(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one table over another: tables are merged, anything else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = _overlay(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged


def _traced(fault: SettingFault, overlaid: Mapping[str, Any]) -> SettingFault:
    """Name the variable that a faulty value came from, if it came from the environment."""
    section, _, rest = fault.path.partition(".")
    key = re.split(r"[.\[]", rest)[0]
    if key and isinstance(given := overlaid.get(section), dict) and key in given:
        variable = f"{PREFIX}{section}{_LEVELS}{key}".upper()
        return SettingFault(fault.path, fault.message, fault.allowed, variable)
    return fault
