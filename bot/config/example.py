"""Writes a commented settings file out of the sections themselves, so that file and program cannot disagree.

``config.example.toml`` is this module's output; a test holds the two together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any, Final, cast

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from bot.config.complaints import allowed_words
from bot.config.sections import Settings
from bot.config.values import UNSAID, Note, Section, Words, masked

_HEAD: Final = """\
# 志愿服务日机器人的设置。改动后重新启动生效；未写的项取下列默认值。
# Settings of the volunteer-day bot. Changes need a restart; what is left out has the value shown here.
# 环境变量优先于本文件，列表和表写成 JSON：
# The environment goes before this file, lists and tables are written as JSON:
#   VOLUNTEER_BOT_TELEGRAM__TOKEN=…  VOLUNTEER_BOT_OPERATOR__ADMINS='[123456789]'
"""

_TITLES: Final = {
    "telegram": Words("连接 Telegram", "Reaching Telegram"),
    "database": Words("数据库", "Database"),
    "operator": Words("主办单位", "Who runs the bot"),
    "snow": Words("清雪集结：草稿的默认内容与响铃范围", "A call for snow: what a draft is filled in with, who rings"),
    "friday": Words("每周五志愿服务日，均为当地时间", "The weekly service day, all times local"),
    "check_in": Words("签到方式；点名和纸质签到始终可用", "Ways to check in; roll-call and paper are there always"),
    "delivery": Words("发送速度与免打扰", "Pace and quiet hours"),
    "summary": Words("周报", "Weekly summary"),
    "record": Words("服务记录", "The record of service"),
    "export": Words("服务记录导出", "Exporting the record"),
    "registration": Words("登记与认领", "Registration"),
    "holidays": Words("对内置节假日的更正，以此为准", "Corrections to the built-in calendar, these win"),
    "privacy": Words("个人信息", "Personal data"),
    "limits": Words("单人用量", "What one person may ask"),
    "backup": Words("数据库备份", "Copies of the database"),
    "watch": Words("运行监测：何时提示管理员", "Watching over itself: when the admins are told"),
    "web": Words("网络服务", "Web server"),
}


def example_config() -> str:
    """Return the text of ``config.example.toml``: every setting with its meaning, bounds and default."""
    return render_config({})


def render_config(answers: Mapping[str, object]) -> str:
    """Write a commented settings file with some values filled in.

    Args:
        answers: Values by dotted key, such as ``{"telegram.token": "1:AA", "operator.admins": [7]}``; a value is
            anything that the file could hold. All else has its default.

    Raises:
        KeyError: An answer's key is no setting.
        pydantic.ValidationError: The values are not allowed.
    """
    given: dict[str, dict[str, object]] = {}
    for path, value in answers.items():
        section, _, key = path.partition(".")
        if key not in _fields(section):
            raise KeyError(path)
        given.setdefault(section, {})[key] = value
    return "\n".join([_HEAD, *_lines(Settings.model_validate(given))]).rstrip() + "\n"


def redacted(settings: Settings) -> str:
    """Write the settings as they are in force, as TOML without comments; secrets are shown as ``***``."""
    return "\n".join(_lines(settings, for_eyes=True)).rstrip() + "\n"


def _lines(settings: Settings, *, for_eyes: bool = False) -> Iterator[str]:
    for name in Settings.model_fields:
        section = cast("Section", getattr(settings, name))
        if not for_eyes:
            yield f"# {_TITLES[name].zh} · {_TITLES[name].en}"
        yield f"[{name}]"
        for key, field in type(section).model_fields.items():
            value = getattr(section, key)
            if not for_eyes:
                yield from _comment(field)
            yield f"{key} = {_written(_hidden(value) if for_eyes else value)}"
        yield ""


def _comment(field: FieldInfo) -> Iterator[str]:
    note = next(item for item in field.metadata if isinstance(item, Note))
    allowed = allowed_words(field)
    needed = Words("；运行必填", "; needed to run") if note.is_needed_to_run else UNSAID
    shown = Words(f"，例：{note.example}", f", e.g. {note.example}") if note.example else UNSAID
    meaning = note.en[0].upper() + note.en[1:]
    yield f"# {note.zh}（{allowed.zh}{needed.zh}）{shown.zh}"
    yield f"# {meaning} ({allowed.en}{needed.en}){shown.en}"


def _fields(section: str) -> dict[str, FieldInfo]:
    field = Settings.model_fields.get(section)
    model = field.annotation if field else None
    return model.model_fields if isinstance(model, type) and issubclass(model, BaseModel) else {}


def _hidden(value: object) -> object:
    return "***" if isinstance(value, SecretStr) else masked(value)


def _written(value: Any) -> str:
    """Write a value as TOML."""
    match value:
        case None:
            return '""'
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case time():
            return f'"{value:%H:%M}"'
        case date():
            return value.isoformat()
        case SecretStr():
            return _quoted(value.get_secret_value())
        case tuple():
            return "[" + ", ".join(_written(item) for item in value) + "]"
        case Section():
            inner = ", ".join(f"{key} = {_written(item)}" for key, item in value)
            return "{ " + inner + " }"
        case _:
            return _quoted(str(value))


def _quoted(text: str) -> str:
    # JSON's escapes are TOML's; only the delete character has to be escaped in TOML and not in JSON.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
