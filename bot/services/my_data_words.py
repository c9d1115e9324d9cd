"""How the file of ``bot.services.my_data`` is worded: labels, values, and other people as their role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Select
from sqlalchemy.orm import Session

from bot.model import Activity, Cadre, Role, Site, Unit
from bot.rules.attendance import AttendanceState, LeaveReason
from bot.services import people
from bot.services.audit_words import NAMED, NOTED, VALUES, act_key
from bot.texts import load_texts

Fields = dict[str, Any]
ACTING = (Role.LIAISON, Role.DEPUTY, Role.ORGANIZER, Role.ADMIN)
"""The roles by which somebody who marked, granted or decided is named, the first that they hold."""

PERSONS: Final = frozenset(name for name, named in VALUES.items() if named is NAMED["cadre"])
"""What an entry of the audit notes of people by their id."""


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
        families = {LeaveReason: "leave", Role: "roster-role"}
        return self.known(value.value, families.get(type(value), f"mydata-{type(value).__name__.lower()}"))

    def known(self, value: str, *families: str) -> str:
        """Say a value in the words of the first of these families of keys that has it; as it stands where none has."""
        known = load_texts().keys(self.language)
        key = next((key for key in (f"{family}-{value}" for family in families) if key in known), None)
        return value if key is None else self.say(key)

    def state(self, state: AttendanceState, late_minutes: int) -> str:
        """Say what came of an activity as /me does."""
        return self.say(f"me-state-{state}", late=str(late_minutes))

    def why(self, reason: str) -> str | None:
        """Say why a mark was made: one of the reasons that the bot knows, or what somebody wrote."""
        return self.known(reason, "roll-why", "mydata-why") if reason else None

    def act(self, action: str) -> str:
        """Say what was done, as the audit does."""
        key = act_key(action)
        return self.say(key) if key in load_texts().keys(self.language) else action

    def noted(self, fields: Mapping[str, Any] | None) -> Fields | None:
        """Say what an entry of the audit has noted, as the audit does, but for people, who are named by their role."""
        if fields is None:
            return None
        return {
            self.known(name.replace("_", "-"), "audit-field"): self._noted(name, value)
            for name, value in fields.items()
            if value is not None
        }

    def _noted(self, name: str, value: Any) -> Any:
        match value:
            case list():
                return [self._noted(name, each) for each in value]
            case dict():
                return self.noted(value)
            case bool():
                return self.shown(value)
            case int() if name in PERSONS:
                return self.by(value)
            case int() if name in VALUES:
                return VALUES[name](self.session, value, self.language) or value
            case str():
                return self.known(value, *NOTED.get(name, ()))
            case _:
                return value

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
        return self.say("mydata-by-system" if key == "system" else "mydata-by-operator")

    def site(self, site_id: int | None) -> str | None:
        site = self.session.get(Site, site_id) if site_id is not None else None
        return None if site is None else site.name

    def activity(self, activity_id: int | None) -> str | None:
        activity = self.session.get(Activity, activity_id) if activity_id is not None else None
        return None if activity is None else activity.title

    def unit(self, unit_id: int | None) -> str | None:
        unit = self.session.get(Unit, unit_id) if unit_id is not None else None
        return None if unit is None else unit.name
