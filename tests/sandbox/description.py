"""The published description of the Bot API, and a check of what the sandbox sends against it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DESCRIPTION: dict[str, Any] = json.loads((Path(__file__).parent / "botapi_methods.json").read_text("utf-8"))
METHODS: dict[str, Any] = DESCRIPTION["methods"]
TYPES: dict[str, Any] = DESCRIPTION["types"]
_STATUSES = {
    "creator": "ChatMemberOwner",
    "administrator": "ChatMemberAdministrator",
    "member": "ChatMemberMember",
    "restricted": "ChatMemberRestricted",
    "left": "ChatMemberLeft",
    "kicked": "ChatMemberBanned",
}
_PLAIN: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
}


def faults_in(value: Any, types: list[str], where: str) -> list[str]:
    """List what is wrong with a value that should be of one of the types; empty when all is right."""
    type_name = _chosen(value, types)
    if type_name.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{where}: {type_name} expected, {value!r} found"]
        inner = [type_name.removeprefix("Array of ")]
        return [fault for index, item in enumerate(value) for fault in faults_in(item, inner, f"{where}[{index}]")]
    if type_name in _PLAIN:
        is_right = isinstance(value, _PLAIN[type_name]) and isinstance(value, bool) == (
            type_name in {"Boolean", "True"}
        )
        return [] if is_right else [f"{where}: {type_name} expected, {value!r} found"]
    return _faults_in_object(value, type_name, where)


def _chosen(value: Any, types: list[str]) -> str:
    if types in (["Message", "Boolean"], ["Boolean", "Message"]):
        return "Message" if isinstance(value, dict) else "Boolean"
    name = types[0]
    if name == "ChatMember":
        return _STATUSES[value["status"]]
    if name == "MaybeInaccessibleMessage":
        return "Message" if value["date"] else "InaccessibleMessage"
    if name == "MessageOrigin":
        return {"user": "MessageOriginUser"}[value["type"]]
    return name


def _faults_in_object(value: Any, type_name: str, where: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where}: {type_name} expected, {value!r} found"]
    if type_name not in TYPES:
        return [f"{where}: {type_name} is not in the description"]
    fields = TYPES[type_name]["fields"]
    faults = [f"{where}: {type_name} has no field {name}" for name in value if name not in fields]
    required = [name for name, field in fields.items() if field.get("required")]
    faults += [f"{where}: {type_name} needs {name}" for name in required if name not in value]
    for name, item in value.items():
        if name in fields:
            faults += faults_in(item, fields[name]["types"], f"{where}.{name}")
    return faults
