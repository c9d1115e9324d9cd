"""Judges what a batch of updates did to the tables: whether those who caused it may do that.

A batch is of people of one standing. What a cadre changes is their own; what a liaison or deputy changes is of their
unit; nobody below an organizer changes anything else. What is said in chat is judged elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from bot.model import Base, Cadre, ChatState, Role, RoleGrant
from tests.chat.bystanders import TALK

Row = dict[str, Any]
Rows = dict[str, dict[tuple[Any, ...], Row]]

ANYBODYS: Final = TALK | {"code_try"}
"""Conversation and wrong codes."""

PASSED_OVER: Final = {"cadre": {"reach", "reach_changed_at"}, "shift": {"code_secret"}}
"""What the sender finds out about a phone, and what is made up when a code is first asked for."""

HELD_EVERYWHERE: Final = (Role.ORGANIZER, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Standing:
    """Who the people of a batch are, as the tables have it before: accounts, persons, units they answer for."""

    accounts: frozenset[int]
    persons: frozenset[int]
    units: frozenset[int]
    is_privileged: bool


def standing_of(session: Session, accounts: frozenset[int]) -> Standing:
    """Look up what people may touch."""
    persons = frozenset(session.scalars(select(Cadre.id).where(Cadre.telegram_id.in_(accounts))))
    held = select(RoleGrant).where(RoleGrant.cadre_id.in_(persons), RoleGrant.revoked_at.is_(None))
    grants = list(session.scalars(held))
    units = {grant.unit_id for grant in grants if grant.role in (Role.LIAISON, Role.DEPUTY)}
    return Standing(
        accounts,
        persons,
        frozenset(unit_id for unit_id in units if unit_id is not None),
        any(grant.role in HELD_EVERYWHERE for grant in grants),
    )


def rows_of(session: Session) -> Rows:
    """Read every table but the conversation."""
    return {
        name: {
            _key(table, row): row for row in (_row(name, found) for found in session.execute(select(table)).mappings())
        }
        for name, table in Base.metadata.tables.items()
        if name not in ANYBODYS
    }


def trespasses(before: Rows, after: Rows, standing: Standing) -> list[str]:
    """List what was changed that was not theirs to change.

    The bot is put into a group and thrown out of it by whoever may there; to approve one is an admin's.
    """
    is_judged = (lambda name: name == "audit") if standing.is_privileged else (lambda _name: True)
    return [
        f"{name} {was} -> {is_now}"
        for name, was, is_now in _changed(before, after)
        if is_judged(name)
        and not all(_is_theirs(name, row, after, standing) for row in (was, is_now) if row is not None)
        and not (name == "chat" and is_now is not None and not _is_approved_anew(is_now, after))
    ]


def _is_approved_anew(chat: Row, rows: Rows) -> bool:
    """Tell whether a group is approved that has not only got another id."""
    is_moved = any(former["moved_to"] == chat["id"] for former in rows["chat"].values())
    return chat["state"] is ChatState.APPROVED and not is_moved


def _changed(before: Rows, after: Rows) -> Iterator[tuple[str, Row | None, Row | None]]:
    for name, rows in after.items():
        for key in before[name].keys() | rows.keys():
            was, is_now = before[name].get(key), rows.get(key)
            if was != is_now:
                yield name, was, is_now


def _is_theirs(name: str, row: Row, rows: Rows, standing: Standing) -> bool:
    if name == "audit":
        return _is_signed(row, standing)
    if name == "answer_change":
        return _is_persons(rows["attendance"][row["attendance_id"],]["cadre_id"], rows, standing)
    if name == "cadre":
        return _is_persons(row["id"], rows, standing)
    if name == "shift":
        return row["lead_id"] in standing.persons
    if name == "claim":
        return row["telegram_id"] in standing.accounts or row["unit_id"] in standing.units
    if row.get("cadre_id") is not None:
        return _is_persons(row["cadre_id"], rows, standing)
    return row.get("unit_id") in standing.units and name in ("roll", "invite")


def _is_persons(cadre_id: int, rows: Rows, standing: Standing) -> bool:
    return cadre_id in standing.persons or rows["cadre"][cadre_id,]["unit_id"] in standing.units


def _is_signed(row: Mapping[str, Any], standing: Standing) -> bool:
    """Tell whether an entry of the audit names one of those who acted."""
    names = {f"cadre:{person}" for person in standing.persons} | {f"user:{account}" for account in standing.accounts}
    return row["actor"] in names


def _key(table: Table, row: Row) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key)


def _row(table: str, row: Mapping[Any, Any]) -> Row:
    return {str(name): value for name, value in row.items() if name not in PASSED_OVER.get(table, ())}
