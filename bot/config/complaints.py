"""Turns what pydantic reports about the settings into faults for the operator; no value is ever repeated in them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any, Final, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from bot.config.faults import SettingFault
from bot.config.values import UNSAID, Allowed, Misfit, Words

_Path = tuple[int | str, ...]

_MESSAGES: Final = {
    "missing": Words("缺少此项", "is missing"),
    "int_parsing": Words("不是整数", "is not a whole number"),
    "int_type": Words("不是整数", "is not a whole number"),
    "int_from_float": Words("不是整数", "is not a whole number"),
    "float_parsing": Words("不是数", "is not a number"),
    "float_type": Words("不是数", "is not a number"),
    "finite_number": Words("不是有限的数", "is not a finite number"),
    "string_type": Words("不是文字（加引号）", "is not a text in quotes"),
    "string_too_short": Words("不能为空", "must not be empty"),
    "string_too_long": Words("太长", "is too long"),
    "string_pattern_mismatch": Words("写法不符", "is not written as it should be"),
    "greater_than_equal": Words("太小", "is too small"),
    "greater_than": Words("太小", "is too small"),
    "less_than_equal": Words("太大", "is too large"),
    "literal_error": Words("不在可选之列", "is not one of the choices"),
    "tuple_type": Words("不是列表", "is not a list"),
    "too_long": Words("项数太多", "has too many items"),
    "model_type": Words("不是表", "is not a table"),
    "model_attributes_type": Words("不是表", "is not a table"),
    "date_type": Words("不是日期", "is not a date"),
    "date_parsing": Words("不是日期", "is not a date"),
    "date_from_datetime_parsing": Words("不是日期", "is not a date"),
    "date_from_datetime_inexact": Words("不是日期", "is not a date"),
}


def faults_of(error: ValidationError, model: type[BaseModel]) -> Iterator[SettingFault]:
    """Yield a fault for everything that pydantic found wrong."""
    for detail in error.errors(include_url=False, include_input=False):
        where = detail["loc"]
        if detail["type"] == "value_error" and isinstance(misfit := detail["ctx"]["error"], Misfit):
            for flaw in misfit.flaws:
                path = ".".join(filter(None, (dotted(where), flaw.key)))
                yield SettingFault(path, flaw.message, flaw.allowed if any(flaw.allowed) else _allowed_at(model, where))
        elif detail["type"] == "extra_forbidden":
            yield _unknown(model, where)
        else:
            plain = Words(detail["msg"], detail["msg"])
            yield SettingFault(dotted(where), _MESSAGES.get(detail["type"], plain), _allowed_at(model, where))


def dotted(where: _Path) -> str:
    """Write a place in the settings: ``friday.reminders[0].at``."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).removeprefix(".")


def allowed_words(field: FieldInfo) -> Words:
    """Say which values a setting takes, from its type and bounds or its ``Allowed``; empty when nothing is to say."""
    for item in field.metadata:
        if isinstance(item, Allowed):
            return item.words
    if get_origin(field.annotation) is Literal:
        choices = [f'"{choice}"' for choice in get_args(field.annotation)]
        return Words("、".join(choices), ", ".join(choices))
    above = next((item.gt for item in field.metadata if isinstance(item, Gt)), None)
    low = next((item.ge for item in field.metadata if isinstance(item, Ge)), None)
    high = next((item.le for item in field.metadata if isinstance(item, Le)), None)
    if low is not None and high is not None:
        kind = Words("整数", "whole number") if field.annotation is int else Words("数", "number")
        return Words(f"{kind.zh} {low}–{high}", f"{kind.en} {low} to {high}")
    if above is not None and high is not None:
        return Words(f"大于{above}且不超过{high}的数", f"number above {above}, at most {high}")
    return Words("文字", "text") if field.annotation is str else UNSAID


def _unknown(model: type[BaseModel], where: _Path) -> SettingFault:
    parent = _model_at(model, where[:-1])
    names = list(parent.model_fields) if parent else []
    near = difflib.get_close_matches(str(where[-1]), names, n=1)
    known = Words("、".join(names), ", ".join(names))
    message = Words("没有这一项", "is not a setting")
    if near:
        message = Words(f"没有这一项，是否指 {near[0]}", f"is not a setting, did you mean {near[0]}")
    return SettingFault(dotted(where), message, known)


def _allowed_at(model: type[BaseModel], where: _Path) -> Words:
    field = _field_at(model, where)
    return allowed_words(field) if field else UNSAID


def _model_at(model: type[BaseModel], where: _Path) -> type[BaseModel] | None:
    if not where:
        return model
    field = _field_at(model, where)
    return _model_in(field.annotation) if field else None


def _field_at(model: type[BaseModel], where: _Path) -> FieldInfo | None:
    """Find the field that a place belongs to; a place within a list of plain values is the list's field."""
    field: FieldInfo | None = None
    inner: type[BaseModel] | None = model
    for part in where:
        if isinstance(part, int):
            continue
        if inner is None or part not in inner.model_fields:
            return None
        field = inner.model_fields[part]
        inner = _model_in(field.annotation)
    return field


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the table a field holds, alone or in a list."""
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None
