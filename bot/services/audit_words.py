"""What an entry of the audit says in words: who did what, to whom or what, and what it changed. Names, not ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.model import (
    Activity,
    AuditEntry,
    Broadcast,
    Cadre,
    Callout,
    Claim,
    Correction,
    Question,
    Roll,
    Shift,
    Site,
    Statement,
    Unit,
)
from bot.services.summary_texts import say
from bot.texts import TextMissing, formats
from bot.texts.formats import NOTHING

MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(\+\d\d:\d\d|Z)")
FEW_FIELDS: Final = 4
ACTORS: Final = frozenset({"operator", "system"})


@dataclass(frozen=True, slots=True)
class Row:
    """An act in words: when, who, what was done, to whom or what, and before → after; empty where nothing is said."""

    at: datetime
    who: str
    did: str
    what: str
    change: str


def describe(session: Session, entry: AuditEntry, language: str, zone: ZoneInfo) -> Row:
    """Say one entry in a language, moments in a zone.

    What was noted in a form that is not known any more is shown as it stands.
    """
    return Row(
        at=entry.at,
        who=_actor(session, entry.actor, language),
        did=_known(language, act_key(entry.action), entry.action),
        what=formats.listed((_subject(session, part, language) for part in entry.subject.split(",")), language),
        change=change_of(session, entry.before, entry.after, language, zone),
    )


def act_key(action: str) -> str:
    """Return the key of an action's words: ``roll.confirm`` stands under ``audit-act-roll-confirm``."""
    return f"audit-act-{action.replace('.', '-').replace('_', '-')}"


def _known(language: str, key: str, instead: str) -> str:
    try:
        return say(language, key)
    except TextMissing:
        return instead


def _actor(session: Session, actor: str, language: str) -> str:
    if actor in ACTORS:
        return say(language, f"audit-actor-{actor}")
    return _subject(session, actor, language)


def _subject(session: Session, subject: str, language: str) -> str:
    kind, _, rest = subject.partition(":")
    named = NAMED.get(kind)
    if named is not None and rest.lstrip("-").isdigit():
        return named(session, int(rest), language) or subject
    words = _known(language, f"audit-subject-{kind}", kind)
    return f"{words} {rest}" if rest else words


def _cadre(session: Session, number: int, _language: str) -> str:
    cadre = session.get(Cadre, number)
    return "" if cadre is None else cadre.name


def _unit(session: Session, number: int, _language: str) -> str:
    unit = session.get(Unit, number)
    return "" if unit is None else unit.name


def _site(session: Session, number: int, _language: str) -> str:
    site = session.get(Site, number)
    return "" if site is None else site.name


def _activity(session: Session, number: int, _language: str) -> str:
    activity = session.get(Activity, number)
    return "" if activity is None else f"{activity.title} {activity.held_on.isoformat()}"


def _roll(session: Session, number: int, language: str) -> str:
    roll = session.get(Roll, number)
    if roll is None:
        return ""
    return f"{_unit(session, roll.unit_id, language)} {_activity(session, roll.activity_id, language)}"


def _shift(session: Session, number: int, language: str) -> str:
    shift = session.get(Shift, number)
    if shift is None:
        return ""
    return f"{_site(session, shift.site_id, language)} {_activity(session, shift.activity_id, language)}"


def _claim(session: Session, number: int, language: str) -> str:
    claim = session.get(Claim, number)
    return "" if claim is None else f"{claim.typed_name} {_unit(session, claim.unit_id, language)}"


def _correction(session: Session, number: int, language: str) -> str:
    request = session.get(Correction, number)
    if request is None:
        return ""
    return f"{_cadre(session, request.cadre_id, language)} {_activity(session, request.activity_id, language)}"


def _statement(session: Session, number: int, language: str) -> str:
    statement = session.get(Statement, number)
    return "" if statement is None else f"{_cadre(session, statement.cadre_id, language)} {statement.code}"


def _callout(session: Session, number: int, language: str) -> str:
    callout = session.get(Callout, number)
    if callout is None or callout.activity_id is None:
        return say(language, "audit-subject-callout")
    return _activity(session, callout.activity_id, language)


def _broadcast(session: Session, number: int, language: str) -> str:
    broadcast = session.get(Broadcast, number)
    author = "" if broadcast is None else _cadre(session, broadcast.author_id, language)
    return say(language, "audit-subject-broadcast-of", number=number, author=author or NOTHING)


def _question(session: Session, number: int, language: str) -> str:
    question = session.get(Question, number)
    return "" if question is None else _cadre(session, question.cadre_id, language)


NAMED: Final[Mapping[str, Callable[[Session, int, str], str]]] = {
    "cadre": _cadre,
    "unit": _unit,
    "site": _site,
    "activity": _activity,
    "roll": _roll,
    "post": _shift,
    "code": _shift,
    "claim": _claim,
    "correction": _correction,
    "statement": _statement,
    "callout": _callout,
    "broadcast": _broadcast,
    "question": _question,
}

# Values that stand for somebody or something, by the name under which they were noted.
VALUES: Final[Mapping[str, Callable[[Session, int, str], str]]] = {
    "unit": _unit,
    "units": _unit,
    "unit_ids": _unit,
    "broadcast": _broadcast,
    "site": _site,
    "cadre": _cadre,
    "lead": _cadre,
    "person": _cadre,
    "to": _cadre,
    "first": _cadre,
    "second": _cadre,
    "confirmed_by": _cadre,
    "merged_into": _cadre,
    "activity": _activity,
    "activity_id": _activity,
    "shift": _shift,
}

NOTED: Final[Mapping[str, tuple[str, ...]]] = {
    "role": ("roster-role",),
    "roles_revoked": ("roster-role",),
    "outcome": ("mydata-summonsstate",),
    "reason": ("roll-why", "mydata-why"),
    "decided": ("mydata-decided",),
}
"""Where the words for what an entry notes stand, by what it is about."""


def change_of(
    session: Session,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    language: str,
    zone: ZoneInfo,
) -> str:
    """Say before → after, field by field; a field that stands on one side alone is said once.

    Where many fields were noted, those that are nought or did not change are left out.
    """
    old, new = before or {}, after or {}
    fields = dict.fromkeys((*old, *new))
    said = []
    for field in fields:
        values = [side[field] for side in (old, new) if field in side]
        if len(values) > 1 and values[0] == values[1]:
            values = values[:1]
        is_plain = values[0] in (0, None, "", []) or (field in old and field in new)
        if len(fields) > FEW_FIELDS and len(values) == 1 and is_plain:
            continue
        label = _field(language, field)
        words = " → ".join(_value(session, field, value, language, zone) for value in values)
        said.append(f"{label} {words}" + ("" if field in new else " →"))
    return say(language, "audit-separator").join(said)


def _field(language: str, field: str) -> str:
    return _known(language, f"audit-field-{field.replace('_', '-')}", field)


def _value(session: Session, field: str, value: Any, language: str, zone: ZoneInfo) -> str:
    named = VALUES.get(field)
    if named is not None and isinstance(value, int) and not isinstance(value, bool):
        return named(session, value, language) or str(value)
    match value:
        case None:
            return NOTHING
        case bool():
            return say(language, "audit-yes" if value else "audit-no")
        case list():
            return formats.listed((_value(session, field, each, language, zone) for each in value), language)
        case dict():
            parts = (
                f"{_field(language, key)} {_value(session, key, each, language, zone)}" for key, each in value.items()
            )
            return formats.listed(parts, language)
        case str() if MOMENT.fullmatch(value):
            return f"{datetime.fromisoformat(value).astimezone(zone):%Y-%m-%d %H:%M}"
        case _:
            word = str(value).replace("_", "-")
            said = str(value)
            for family in (f"audit-word-{field.replace('_', '-')}", *NOTED.get(field, ())):
                if (said := _known(language, f"{family}-{word}", str(value))) != str(value):
                    break
            return said
