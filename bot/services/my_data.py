"""What is stored about a person, handed to them as a file (``/mydata``), and the way to a correction (``/correct``).

The file is a text that every phone opens: a heading, then JSON with labels in the reader's language. Nobody else
stands in it: whoever marked, granted or decided appears as a role. It is emptied in the outbox once it has left.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from bot.model import (
    Activity,
    AnswerChange,
    Attendance,
    AuditEntry,
    Broadcast,
    Cadre,
    Callout,
    Card,
    Claim,
    ClaimState,
    CodeTry,
    Correction,
    Dialogue,
    Duty,
    Invite,
    LeavePeriod,
    Mark,
    Message,
    Readiness,
    Receipt,
    Role,
    RoleGrant,
    Roll,
    RosterImport,
    Shift,
    Site,
    Snowfall,
    Standby,
    Statement,
    Summons,
    Unit,
)
from bot.rules.attendance import AnswerState, AttendanceState, LeaveReason, MarkKind, MarkSource
from bot.rules.corrections import Corrections
from bot.services import invite_files, outbox, people, record
from bot.texts import LANGUAGES, load_texts

KEY: Final = "mydata:"
BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it, some phones take Chinese text for something else."""
LOOKS_BACK: Final = timedelta(days=7)

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes labels and values down as the reader knows them, and other people as their role."""

    session: Session
    cadre: Cadre
    language: str
    zone: ZoneInfo

    def say(self, key: str) -> str:
        return load_texts().format(self.language, key)

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
        return load_texts().format(self.language, key, late="") if key in _known(self.language) else value.value

    def by(self, cadre_id: int | None) -> str | None:
        """Name somebody by their role: the person themself, a liaison, an organizer, a colleague."""
        if cadre_id is None:
            return None
        if cadre_id == self.cadre.id:
            return self.say("mydata-by-self")
        held = [grant.role for grant in people.grants_of(self.session, cadre_id)]
        role = next((role for role in (Role.LIAISON, Role.DEPUTY, Role.ORGANIZER, Role.ADMIN) if role in held), None)
        return self.say("mydata-by-colleague") if role is None else self.word(role)

    def actor(self, key: str) -> str | None:
        """Name who acted, from the key of an audit entry or a grant."""
        family, _, number = key.partition(":")
        if family == "cadre" and number.isdecimal():
            return self.by(int(number))
        return self.say("mydata-by-operator")

    def unit(self, unit_id: int | None) -> str | None:
        unit = self.session.get(Unit, unit_id) if unit_id is not None else None
        return None if unit is None else unit.name


def _known(language: str) -> frozenset[str]:
    return load_texts().keys(language)


def send(session: Session, *, now: datetime, telegram_id: int, language: str, zone: ZoneInfo) -> None:
    """Answer /mydata: send the person a file with all that is stored about them, and note that it was given.

    Args:
        session: The transaction.
        now: When it was asked.
        telegram_id: Who asks; the file is about nobody else.
        language: The operator's, for who has chosen none.
        zone: The operator's; the file's times are its wall times.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    pen = _Pen(session, cadre, cadre.language if cadre.language in LANGUAGES else language, zone)
    kept = gather(pen)
    head = load_texts().format(
        pen.language, "mydata-heading", at=f"{now.astimezone(zone):%Y-%m-%d %H:%M}", name=cadre.name
    )
    text = head + "\n\n" + json.dumps(kept, ensure_ascii=False, indent=2) + "\n"
    to = outbox.cadre_key(cadre.id)
    attachment = outbox.attach(
        session,
        f"{KEY}{cadre.id}:{now:%Y%m%d%H%M%S}",
        name=f"{pen.say('mydata-file-name')}-{now.astimezone(zone):%Y%m%d}.txt",
        kind="document",
        content=(BYTE_ORDER_MARK + text).encode(),
        now=now,
    )
    outbox.say(session, to, "mydata-file", now=now, attachment=attachment, expires_at=now + invite_files.LASTS)
    people.note(session, now=now, actor=to, action="person.export", subject=to)


def gather(pen: _Pen) -> dict[str, Any]:
    """Gather all that is stored about a person, part by part; parts with nothing in them say so by being empty."""
    parts = {
        "roster": _roster(pen),
        "consent": _consent(pen),
        "roles": _roles(pen),
        "activities": _activities(pen),
        "calls": _calls(pen),
        "standbys": _standbys(pen),
        "leaves": _leaves(pen),
        "corrections": _corrections(pen),
        "statements": _statements(pen),
        "claims": _claims(pen),
        "invites": _invites(pen),
        "tasks": _tasks(pen),
        "notices": _notices(pen),
        "audit": _audit(pen),
        "messages": _messages(pen),
        "moment": _moment(pen),
    }
    return {pen.say(f"mydata-part-{name}"): part for name, part in parts.items()}


def _roster(pen: _Pen) -> Fields:
    cadre = pen.cadre
    return pen.fields(
        number=cadre.roster_no,
        name=cadre.name,
        title=cadre.title or None,
        unit=pen.unit(cadre.unit_id),
        host=pen.unit(cadre.host_unit_id),
        surge=cadre.is_surge,
        left=cadre.left_on,
        account=cadre.telegram_id,
        linked=cadre.linked_at,
        language=cadre.language,
        reach=cadre.reach,
        since=cadre.reach_changed_at,
    )


def _consent(pen: _Pen) -> Fields:
    cadre = pen.cadre
    return pen.fields(
        version=cadre.consent_version,
        agreed=cadre.consented_at,
        refused=cadre.refused_at,
        location=cadre.location_consented_at,
    )


def _roles(pen: _Pen) -> list[Fields]:
    grants = _all(pen, select(RoleGrant).where(RoleGrant.cadre_id == pen.cadre.id).order_by(RoleGrant.id))
    return [
        pen.fields(
            role=grant.role,
            unit=pen.unit(grant.unit_id),
            granted=grant.granted_at,
            by=pen.actor(grant.granted_by),
            ended=grant.revoked_at,
        )
        for grant in grants
    ]


def _activities(pen: _Pen) -> list[Fields]:
    lines = pen.session.execute(
        select(Attendance, Activity)
        .join(Activity, Activity.id == Attendance.activity_id)
        .where(Attendance.cadre_id == pen.cadre.id)
        .order_by(Activity.starts_at)
    ).all()
    return [_line(pen, row, activity) for row, activity in lines]


def _line(pen: _Pen, row: Attendance, activity: Activity) -> Fields:
    changes = _all(pen, select(AnswerChange).where(AnswerChange.attendance_id == row.id).order_by(AnswerChange.id))
    marks = _all(
        pen,
        select(Mark).where(Mark.activity_id == activity.id, Mark.cadre_id == pen.cadre.id).order_by(Mark.id),
    )
    voided = {mark.voids_id for mark in marks}
    line = pen.fields(
        day=activity.held_on,
        activity=activity.title,
        unit=pen.unit(row.unit_id),
        answer=AnswerState(row.answer),
        reason=LeaveReason(row.reason) if row.reason else None,
        answered=row.answered_at,
        until=row.until_at,
        state=None if row.state == AttendanceState.EXPECTED else AttendanceState(row.state),
        came=row.checked_in_at,
        went=row.checked_out_at,
        minutes=row.minutes,
        late=row.late_minutes or None,
        early=row.left_early_minutes or None,
    )
    line[pen.say("mydata-changes")] = [
        pen.fields(
            at=change.at,
            before=AnswerState(change.before),
            after=AnswerState(change.after),
            reason=LeaveReason(change.reason) if change.reason else None,
            source=MarkSource(change.source),
            by=pen.by(change.by_cadre_id),
        )
        for change in changes
    ]
    line[pen.say("mydata-marks")] = [
        pen.fields(
            kind=MarkKind(mark.kind),
            at=mark.at,
            entered=mark.recorded_at,
            source=MarkSource(mark.source),
            by=pen.by(mark.by_cadre_id),
            distance=mark.distance_metres,
            inside=mark.is_inside,
            words=mark.reason or None,
            voided=True if mark.id in voided else None,
        )
        for mark in marks
    ]
    return line


def _calls(pen: _Pen) -> list[Fields]:
    asked = pen.session.execute(
        select(Summons, Activity, Site)
        .join(Callout, Callout.id == Summons.callout_id)
        .join(Activity, Activity.id == Callout.activity_id)
        .join(Shift, Shift.id == Summons.shift_id)
        .join(Site, Site.id == Shift.site_id)
        .where(Summons.cadre_id == pen.cadre.id)
        .order_by(Summons.id)
    ).all()
    return [
        pen.fields(
            day=activity.held_on,
            activity=activity.title,
            place=site.name,
            wave=summons.wave,
            asked=summons.asked_at,
            read=summons.read_at,
            state=summons.state,
            answered=summons.answered_at,
            due=summons.due_on_spot_at,
            by=pen.by(summons.entered_by),
        )
        for summons, activity, site in asked
    ]


def _standbys(pen: _Pen) -> list[Fields]:
    asked = pen.session.execute(
        select(Readiness, Standby.held_on)
        .join(Standby, Standby.id == Readiness.standby_id)
        .where(Readiness.cadre_id == pen.cadre.id)
        .order_by(Standby.held_on)
    ).all()
    return [pen.fields(day=held_on, answer=line.answer, answered=line.answered_at) for line, held_on in asked]


def _leaves(pen: _Pen) -> list[Fields]:
    periods = _all(pen, select(LeavePeriod).where(LeavePeriod.cadre_id == pen.cadre.id).order_by(LeavePeriod.id))
    return [
        pen.fields(
            first=period.first_on,
            last=period.last_on,
            reason=LeaveReason(period.reason) if period.reason else None,
            asked=period.asked_at,
            ended=period.withdrawn_at,
        )
        for period in periods
    ]


def _corrections(pen: _Pen) -> list[Fields]:
    asked = pen.session.execute(
        select(Correction, Activity)
        .join(Activity, Activity.id == Correction.activity_id)
        .where(Correction.cadre_id == pen.cadre.id)
        .order_by(Correction.id)
    ).all()
    return [
        pen.fields(
            day=activity.held_on,
            activity=activity.title,
            kind=request.kind,
            came=request.wanted_in_at,
            went=request.wanted_out_at,
            words=request.words or None,
            asked=request.asked_at,
            state=request.state,
            decided=request.decided_at,
            by=pen.by(request.decided_by),
        )
        for request, activity in asked
    ]


def _statements(pen: _Pen) -> list[Fields]:
    given = _all(pen, select(Statement).where(Statement.cadre_id == pen.cadre.id).order_by(Statement.id))
    return [
        pen.fields(
            code=each.code,
            first=each.first_on,
            last=each.last_on,
            times=each.times,
            minutes=each.minutes,
            made=each.made_at,
        )
        for each in given
    ]


def _claims(pen: _Pen) -> list[Fields]:
    """List the requests of this account; one of another account is the person's only where it was granted."""
    granted = (Claim.cadre_id == pen.cadre.id) & (Claim.state == ClaimState.APPROVED)
    mine = select(Claim).where(or_(Claim.telegram_id == pen.cadre.telegram_id, granted)).order_by(Claim.id)
    return [
        pen.fields(
            kind=claim.kind,
            unit=pen.unit(claim.unit_id),
            name=claim.typed_name or None,
            account=claim.telegram_id,
            version=claim.consent_version or None,
            asked=claim.created_at,
            state=claim.state,
            decided=claim.decided_at,
            by=pen.by(claim.decided_by),
            came=claim.checked_in_at,
            went=claim.checked_out_at,
        )
        for claim in _all(pen, mine)
    ]


def _invites(pen: _Pen) -> list[Fields]:
    made = _all(pen, select(Invite).where(Invite.cadre_id == pen.cadre.id).order_by(Invite.id))
    return [
        pen.fields(made=each.created_at, expires=each.expires_at, used=each.used_at, ended=each.revoked_at)
        for each in made
    ]


def _tasks(pen: _Pen) -> Fields:
    """Count what the person did in a role; what it was about concerns others."""
    own = pen.cadre.id
    return pen.fields(
        led=_count(pen, select(Shift.id).where(Shift.lead_id == own)),
        confirmed=_count(pen, select(Roll.id).where(Roll.confirmed_by == own)),
        called=_count(pen, select(Callout.id).where(or_(Callout.author_id == own, Callout.confirmed_by == own))),
        stood=_count(pen, select(Standby.id).where(Standby.author_id == own)),
        wrote=_count(pen, select(Broadcast.id).where(Broadcast.author_id == own)),
        imported=_count(pen, select(RosterImport.id).where(RosterImport.cadre_id == own)),
        took=_count(pen, select(Snowfall.id).where(Snowfall.taken_by == own)),
        duties=_count(pen, select(Duty.held_on).where(or_(Duty.first_id == own, Duty.second_id == own))),
    )


def _notices(pen: _Pen) -> list[Fields]:
    read = _all(pen, select(Receipt).where(Receipt.cadre_id == pen.cadre.id).order_by(Receipt.read_at))
    return [pen.fields(notice=receipt.broadcast_id, read=receipt.read_at) for receipt in read]


def _audit(pen: _Pen) -> list[Fields]:
    """List what was done about the person, and what they did; what theirs was done to concerns others."""
    key = outbox.cadre_key(pen.cadre.id)
    query = select(AuditEntry).where(or_(AuditEntry.subject == key, AuditEntry.actor == key)).order_by(AuditEntry.id)
    entries = []
    for entry in _all(pen, query):
        is_about = entry.subject == key
        before, after = (entry.before, entry.after) if is_about else (None, None)
        entries.append(pen.fields(at=entry.at, act=entry.action, by=pen.actor(entry.actor), before=before, after=after))
    return entries


def _messages(pen: _Pen) -> list[Fields]:
    """List the messages to the person that are still in the outbox; what they said stands in the chat itself."""
    mine = select(Message).where(Message.chat_key == outbox.cadre_key(pen.cadre.id)).order_by(Message.id)
    return [
        pen.fields(message=row.kind, made=row.created_at, sent=row.started_at, state=row.state)
        for row in _all(pen, mine)
    ]


def _moment(pen: _Pen) -> Fields:
    """Sum up what stands only for hours or days: a question that waits, wrong codes, cards."""
    account = pen.cadre.telegram_id
    return pen.fields(
        question=pen.session.scalar(select(Dialogue.step).where(Dialogue.telegram_id == account)),
        tries=_count(pen, select(CodeTry.id).where(CodeTry.telegram_id == account)),
        cards=_count(pen, select(Card.id).where(Card.chat_key == outbox.cadre_key(pen.cadre.id))),
    )


def _all(pen: _Pen, query: Select[Any]) -> Iterable[Any]:
    return pen.session.scalars(query).all()


def _count(pen: _Pen, query: Select[Any]) -> int:
    return pen.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def offer_corrections(
    session: Session, *, now: datetime, telegram_id: int, today: date, corrections: Corrections
) -> None:
    """Answer /correct: a button for each activity of the last seven days, and who can be asked about all else.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    entries = [
        [entry.activity.id, entry.activity.held_on.isoformat(), entry.activity.title]
        for entry in record.entries(session, cadre.id, since=today - LOOKS_BACK, until=today + timedelta(days=1))
        if entry.row.moved_to_id is None
        and entry.activity.ends_at <= now < corrections.asked_until(entry.activity.held_on)
    ]
    liaisons = people.holders(session, Role.LIAISON, cadre.unit_id) if cadre.unit_id is not None else []
    outbox.say(
        session,
        outbox.cadre_key(cadre.id),
        "correct-menu" if entries else "correct-nothing",
        now=now,
        is_silent=True,
        liaison="、".join(liaison.name for liaison in liaisons) or "—",
        entries=entries,
    )
