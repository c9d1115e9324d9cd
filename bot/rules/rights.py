"""Who may do what. Checked when a tap or command arrives, against the grants of that moment."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.model import Role


class Right(StrEnum):
    """An act that needs more than being a cadre."""

    SEE_UNIT = "see_unit"
    MARK_UNIT = "mark_unit"
    APPROVE_CLAIM = "approve_claim"
    PLAN = "plan"
    BROADCAST = "broadcast"
    IMPORT_ROSTER = "import_roster"
    READ_SUMMARY = "read_summary"
    READ_PERSONS = "read_persons"
    APPROVE_CHAT = "approve_chat"
    CALL_OUT = "call_out"
    EXPORT = "export"
    APPOINT = "appoint"
    AUDIT = "audit"


IN_UNIT = frozenset({Right.SEE_UNIT, Right.MARK_UNIT, Right.APPROVE_CLAIM, Right.EXPORT})
EVERYWHERE: dict[Role, frozenset[Right]] = {
    Role.ADMIN: frozenset(Right),
    Role.ORGANIZER: frozenset(Right) - {Right.APPROVE_CHAT, Right.AUDIT},
    Role.LEADER: frozenset({Right.READ_SUMMARY, Right.READ_PERSONS}),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in force; ``unit_id`` is the scope of liaison and deputy."""

    role: Role
    unit_id: int | None = None


def may(grants: Collection[Grant], right: Right, unit_id: int | None = None) -> bool:
    """Tell whether someone with these grants may do this, in that unit where the act is about one."""
    if any(right in EVERYWHERE.get(grant.role, ()) for grant in grants):
        return True
    is_local = right in IN_UNIT and unit_id is not None
    return is_local and any(grant.role in (Role.LIAISON, Role.DEPUTY) and grant.unit_id == unit_id for grant in grants)
