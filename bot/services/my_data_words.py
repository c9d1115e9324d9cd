"""How the file of ``bot.services.my_data`` is worded: labels, values, and other people as their role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select
from sqlalchemy.orm import Session

from bot.model import Cadre, Role, Unit
from bot.rules.attendance import AttendanceState, LeaveReason
from bot.services import people
from bot.texts import load_texts

Fields = dict[str, Any]
ACTING = (Role.LIAISON, Role.DEPUTY, Role.ORGANIZER, Role.ADMIN)
"""The roles by which somebody who marked, granted or decided is named, the first that they hold."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes labels and values down as the reader knows them, and other people as their role."""

    session: Session
    cadre: Cadre
    language: str
    zone: ZoneInfo
    roles: dict[int, str] = field(default_factory=dict)
    """What is known of other people, by their id: the same liaison acts each week."""

    def rows(self, query: Select[Any]) -> Sequence[Any]:
        """Return what a query of one column, or of one class, finds."""
        return self.session.scalars(query).all()

    def say(self, key: str, **params: str) -> str:
        return load_texts().format(self.language, key, **params)

    def fields(self, **values: Any) -> Fields:
        """Label what is stored; what is not is left out."""
        return {self.say(f"mydata-{name}"): self.shown(value) for name, value in values.items() if value is not None}

    def shown(self, value: Any) -> Any:
        match value:
            case datetime():
                return f"{value.astimezone(self.zone):%Y-%m-%d %H:%M}"
            case date():
                return value.isoformat()
            case bool():
                return self.say("mydata-yes" if value else "mydata-no")
            case StrEnum():
                return self.word(value)
            case _:
                return value

    def word(self, value: StrEnum) -> str:
        """Say a word of the tables, where the catalogs have it, in the reader's language."""
        families = {LeaveReason: "leave", AttendanceState: "me-state", Role: "roster-role"}
        key = f"{families.get(type(value), f'mydata-{type(value).__name__.lower()}')}-{value.value}"
        return self.say(key, late="") if key in load_texts().keys(self.language) else value.value

    def by(self, cadre_id: int | None) -> str | None:
        """Name somebody by their role: the person themself, a liaison, an organizer, a colleague."""
        if cadre_id is None:
            return None
        if cadre_id == self.cadre.id:
            return self.say("mydata-by-self")
        if cadre_id not in self.roles:
            held = [grant.role for grant in people.grants_of(self.session, cadre_id)]
            role = next((role for role in ACTING if role in held), None)
            self.roles[cadre_id] = self.say("mydata-by-colleague") if role is None else self.word(role)
        return self.roles[cadre_id]

    def actor(self, key: str) -> str | None:
        """Name who acted, from the key of an audit entry or a grant."""
        family, _, number = key.partition(":")
        if family == "cadre" and number.isdecimal():
            return self.by(int(number))
        return self.say("mydata-by-operator")

    def unit(self, unit_id: int | None) -> str | None:
        unit = self.session.get(Unit, unit_id) if unit_id is not None else None
        return None if unit is None else unit.name
