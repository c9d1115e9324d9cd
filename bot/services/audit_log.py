"""The audit as admins read it: newest first, narrowed to a person, to the activity of a day, to the day of the act.

It is only ever added to, by ``people.note``. What the entries say in words is in ``bot.services.audit_words``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import (
    Activity,
    AuditEntry,
    Cadre,
    Callout,
    Claim,
    Correction,
    Invite,
    InviteKind,
    Roll,
    Shift,
    Statement,
)
from bot.rules.audit_query import Query
from bot.rules.rights import Right
from bot.services import dialogues, finding, handouts, outbox, people
from bot.services.audit_words import Row, describe
from bot.services.summary_texts import say

CARD: Final = "audit"
FIND: Final = "audit.find"
KEY: Final = "audit:"
MOST_ROWS: Final = 20_000
"""The newest rows that one file takes."""


class NothingNoted(Fault):
    """No act fits the filter."""

    key = "fault-audit-nothing"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which acts are meant: by or about a person, about the activities of a day, done on a day; None for all."""

    cadre_id: int | None = None
    held_on: date | None = None
    on: date | None = None

    @property
    def parts(self) -> tuple[int, str, str]:
        """The filter as it travels in a card's subject and its buttons."""
        return self.cadre_id or 0, _packed(self.held_on), _packed(self.on)

    @property
    def subject(self) -> str:
        """Name the card of what fits it."""
        return ":".join([CARD, *(str(part) for part in self.parts)])


def filter_of(cadre_id: int, held_on: str, on: str) -> Filter:
    """Read a filter's parts.

    Raises:
        ValueError: A day is none.
    """
    return Filter(cadre_id or None, _unpacked(held_on), _unpacked(on))


def _packed(day: date | None) -> str:
    return "0" if day is None else f"{day:%Y%m%d}"


def _unpacked(word: str) -> date | None:
    return None if word == "0" else date.fromisoformat(word)


def entries(chosen: Filter, zone: ZoneInfo) -> Select[AuditEntry]:
    """Select the acts that fit a filter, the newest first; days are the operator's."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc())
    if chosen.cadre_id is not None:
        query = query.where(_about_person(chosen.cadre_id))
    if chosen.held_on is not None:
        query = query.where(_about_day(chosen.held_on))
    if chosen.on is not None:
        start = datetime.combine(chosen.on, time(), tzinfo=zone)
        end = datetime.combine(chosen.on + timedelta(days=1), time(), tzinfo=zone)
        query = query.where(AuditEntry.at >= start, AuditEntry.at < end)
    return query


def _about_person(cadre_id: int) -> ColumnElement[bool]:
    key = outbox.cadre_key(cadre_id)
    named = [
        select("claim:" + cast(Claim.id, String)).where(Claim.cadre_id == cadre_id),
        select("correction:" + cast(Correction.id, String)).where(Correction.cadre_id == cadre_id),
        select("statement:" + cast(Statement.id, String)).where(Statement.cadre_id == cadre_id),
        select("invite:" + cast(Invite.id, String)).where(
            Invite.cadre_id == cadre_id, Invite.kind == InviteKind.PERSON
        ),
    ]
    return or_(AuditEntry.actor == key, AuditEntry.subject == key, *(AuditEntry.subject.in_(each) for each in named))


def _about_day(held_on: date) -> ColumnElement[bool]:
    held = select(Activity.id).where(Activity.held_on == held_on)
    shifts = select(Shift.id).where(Shift.activity_id.in_(held))
    named = [
        select("activity:" + cast(Activity.id, String)).where(Activity.held_on == held_on),
        select("roll:" + cast(Roll.id, String)).where(Roll.activity_id.in_(held)),
        select("post:" + cast(Shift.id, String)).where(Shift.id.in_(shifts)),
        select("code:" + cast(Shift.id, String)).where(Shift.id.in_(shifts)),
        select("callout:" + cast(Callout.id, String)).where(Callout.activity_id.in_(held)),
        select("correction:" + cast(Correction.id, String)).where(Correction.activity_id.in_(held)),
    ]
    return or_(
        AuditEntry.after["activity"].as_integer().in_(held),
        AuditEntry.subject.in_((f"standby:{held_on:%Y%m%d}", f"duty:{held_on.isoformat()}")),
        *(AuditEntry.subject.in_(each) for each in named),
    )


def count(session: Session, chosen: Filter, zone: ZoneInfo) -> int:
    """Count the acts that fit."""
    return session.scalar(select(func.count()).select_from(entries(chosen, zone).order_by(None).subquery())) or 0


def page_of(session: Session, chosen: Filter, zone: ZoneInfo, *, page: int, per_page: int) -> list[AuditEntry]:
    """List one page of the acts that fit, from 0."""
    return list(session.scalars(entries(chosen, zone).offset(page * per_page).limit(per_page)))


def show(session: Session, *, now: datetime, telegram_id: int, query: Query) -> None:
    """Answer /audit: what fits, at the bottom of the chat; where a name is not clear, say so and ask again.

    Raises:
        NotRegistered, NotAllowed: No admin asked.
    """
    actor = people.require_right(session, telegram_id, Right.AUDIT)
    to = outbox.cadre_key(actor.id)
    chosen = Filter(held_on=query.held_on, on=query.on)
    if query.who:
        found = finding.find_people(session, query.who)
        if len(found) != 1:
            days = {name: day.isoformat() for name in ("held_on", "on") if (day := getattr(query, name)) is not None}
            dialogues.ask(session, telegram_id, FIND, now=now, **days)
            key = "audit-several" if found else "audit-nobody"
            outbox.say(session, to, key, now=now, name=query.who[:30], people=finding.listed(session, found))
            return
        chosen = replace(chosen, cadre_id=found[0].id)
    dialogues.close(session, telegram_id)
    card = outbox.show(session, to, chosen.subject, now=now, anew=True)
    card.page = 0


def give_up(session: Session, *, now: datetime, telegram_id: int) -> None:
    """取消: the question whom was meant is forgotten."""
    actor = people.require(session, telegram_id)
    dialogues.close(session, telegram_id)
    outbox.say(session, outbox.cadre_key(actor.id), "audit-cancelled", now=now, is_silent=True)


def turn(session: Session, *, now: datetime, telegram_id: int, chosen: Filter, page: int) -> None:
    """Turn a card to a page."""
    actor = people.require_right(session, telegram_id, Right.AUDIT)
    card = outbox.show(session, outbox.cadre_key(actor.id), chosen.subject, now=now)
    card.page = max(page, 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """The acts that a file takes, in words, the newest first, and the words above them."""

    rows: tuple[Row, ...]
    scope: str
    language: str


def scope_of(session: Session, chosen: Filter, language: str) -> str:
    """Say a filter in words; 全部 for none."""
    parts = []
    cadre = session.get(Cadre, chosen.cadre_id) if chosen.cadre_id is not None else None
    if cadre is not None:
        parts.append(say(language, "audit-scope-person", name=cadre.name))
    if chosen.held_on is not None:
        parts.append(say(language, "audit-scope-activity", day=chosen.held_on.isoformat()))
    if chosen.on is not None:
        parts.append(say(language, "audit-scope-on", day=chosen.on.isoformat()))
    return say(language, "audit-joint").join(parts) or say(language, "audit-scope-all")


def ask(session: Session, *, telegram_id: int, chosen: Filter, zone: ZoneInfo, language: str) -> Asked:
    """Gather the acts for a file; changes nothing. ``language`` is the operator's, for whoever has chosen none.

    Raises:
        NotRegistered, NotAllowed: No admin asked.
        NothingNoted: No act fits.
    """
    actor = people.require_right(session, telegram_id, Right.AUDIT)
    spoken = actor.language or language
    found = session.scalars(entries(chosen, zone).limit(MOST_ROWS)).all()
    if not found:
        raise NothingNoted
    rows = tuple(describe(session, entry, spoken, zone) for entry in found)
    return Asked(rows, scope_of(session, chosen, spoken), spoken)


def give(
    session: Session, *, now: datetime, telegram_id: int, chosen: Filter, asked: Asked, content: bytes, zone: ZoneInfo
) -> None:
    """Send the file to the private chat of the admin; that it was taken stands in the audit itself.

    Raises:
        NotRegistered, NotAllowed: The right was lost meanwhile.
    """
    actor = people.require_right(session, telegram_id, Right.AUDIT)
    to = outbox.cadre_key(actor.id)
    rows = len(asked.rows)
    handouts.hand_out(
        session,
        to,
        "audit-exported",
        now=now,
        key=f"{KEY}{actor.id}:{now.timestamp():.0f}",
        name=say(asked.language, "audit-file", day=f"{now.astimezone(zone):%Y%m%d}"),
        content=content,
        scope=asked.scope,
        rows=rows,
    )
    after: dict[str, int | str] = {"rows": rows}
    days = {"held_on": chosen.held_on, "on": chosen.on}
    after |= {name: day.isoformat() for name, day in days.items() if day is not None}
    after |= {"person": chosen.cadre_id} if chosen.cadre_id is not None else {}
    people.note(session, now=now, actor=to, action="audit.export", subject=CARD, after=after)
