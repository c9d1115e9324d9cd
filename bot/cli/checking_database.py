"""What ``check`` says about the database and about what is in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, exists, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.cli.findings import Finding, Mark
from bot.model import Cadre, Pairing, Role, RoleGrant, Site, Unit
from bot.storage import DatabaseAway, describe, reading_engine
from bot.storage.demo_mark import is_marked
from bot.storage.engine import is_away, sqlite_path
from bot.storage.version import DatabaseDamaged, SchemaState, is_damage, look

NAMES_SHOWN: Final = 5

_STATES: Final = {
    SchemaState.EMPTY: Mark.NOTE,
    SchemaState.CURRENT: Mark.GOOD,
    SchemaState.OLDER: Mark.BAD,
    SchemaState.NEWER: Mark.BAD,
    SchemaState.FOREIGN: Mark.BAD,
}


def findings(url: str) -> Iterator[Finding]:
    """Look at the database: reachable, its schema, whole, writable; then at units, their sites and liaisons."""
    path = sqlite_path(url)
    if path is not None and is_marked(path.parent):
        yield Finding(Mark.BAD, "fault-demo-database", database=describe(url))
    try:
        found = look(url)
    except DatabaseAway as error:
        yield Finding(Mark.BAD, "cli-check-database-away", database=describe(url), reason=_first_line(error))
        return
    except DatabaseDamaged as fault:
        yield Finding(Mark.BAD, fault.key, **fault.params)
        return
    key = f"cli-check-schema-{found.state}"
    yield Finding(_STATES[found.state], key, database=describe(url), version=found.version or "–")
    if found.state is not SchemaState.CURRENT:
        return
    engine = reading_engine(url, connections=1)
    try:
        yield from _inside(engine, path)
    except DBAPIError as error:
        if not (is_away(error) or is_damage(error)):
            raise
        key = DatabaseDamaged.key if is_damage(error) else "cli-check-database-away"
        yield Finding(Mark.BAD, key, database=describe(url), reason=_first_line(error.orig))
    finally:
        engine.dispose()


def _inside(engine: Engine, path: Path | None) -> Iterator[Finding]:
    with Session(engine) as session:
        if path is not None:
            yield from _file(session, path)
        else:
            yield from _server(session)
        yield from _units(session)


def _file(session: Session, path: Path) -> Iterator[Finding]:
    # Not tried by writing: a bot at work may not be kept waiting.
    places = (path, path.parent)
    is_writable = all(os.access(place, os.W_OK) for place in places)
    yield Finding(
        Mark.GOOD if is_writable else Mark.BAD,
        "cli-check-writable" if is_writable else "cli-check-unwritable",
        place=str(path.parent),
    )
    said = session.execute(text("PRAGMA quick_check(1)")).scalar_one()
    if said == "ok":
        yield Finding(Mark.GOOD, "cli-check-whole")
    else:
        yield Finding(Mark.BAD, DatabaseDamaged.key, database=path.name, reason=str(said))


def _server(session: Session) -> Iterator[Finding]:
    is_writable = session.execute(
        text("SELECT NOT pg_is_in_recovery() AND has_table_privilege('message', 'INSERT, UPDATE, DELETE')")
    ).scalar_one()
    key = "cli-check-writable" if is_writable else "cli-check-unwritable"
    yield Finding(Mark.GOOD if is_writable else Mark.BAD, key, place="PostgreSQL")


def _units(session: Session) -> Iterator[Finding]:
    known = session.scalar(select(func.count()).select_from(Unit).where(Unit.retired_on.is_(None))) or 0
    enabled = session.scalar(select(func.count()).where(Unit.is_enabled, Unit.retired_on.is_(None))) or 0
    people = session.scalar(select(func.count()).select_from(Cadre).where(Cadre.left_on.is_(None))) or 0
    linked = session.scalar(select(func.count()).where(Cadre.telegram_id.is_not(None), Cadre.left_on.is_(None))) or 0
    if not known:
        yield Finding(Mark.NOTE, "cli-check-no-roster")
        return
    yield Finding(Mark.GOOD, "cli-check-roster", units=known, people=people, linked=linked)
    yield Finding(
        Mark.GOOD if enabled else Mark.NOTE, "cli-check-enabled" if enabled else "cli-check-none-enabled", n=enabled
    )
    place = exists().where(Pairing.unit_id == Unit.id, Site.community_id == Pairing.community_id)
    yield from _lacking(session, "site", ~place)
    liaison = exists().where(
        RoleGrant.unit_id == Unit.id, RoleGrant.role == Role.LIAISON, RoleGrant.revoked_at.is_(None)
    )
    yield from _lacking(session, "liaison", ~liaison)


def _lacking(session: Session, what: str, lacks: object) -> Iterator[Finding]:
    """Name the units that lack something; of those enabled it keeps the work from being done."""
    for is_enabled in (True, False):
        names = session.scalars(
            select(Unit.name)
            .where(Unit.is_enabled.is_(is_enabled), Unit.retired_on.is_(None), lacks)  # type: ignore[arg-type]
            .order_by(Unit.position, Unit.id)
        ).all()
        if names:
            shown = "、".join(names[:NAMES_SHOWN]) + ("…" if len(names) > NAMES_SHOWN else "")
            mark = Mark.BAD if is_enabled else Mark.NOTE
            yield Finding(mark, f"cli-check-no-{what}", n=len(names), names=shown)


def _first_line(error: object) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
