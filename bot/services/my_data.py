"""What is stored about a person, handed to them as a file (``/mydata``).

The file is a text that every phone opens: a heading, then JSON with labels in the reader's language. Nobody else
stands in it: whoever marked, granted or decided appears as a role. It is emptied in the outbox once it has left.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from bot.model import (
    Activity,
    AuditEntry,
    Broadcast,
    BroadcastTemplate,
    Cadre,
    Callout,
    Card,
    Claim,
    ClaimState,
    CodeTry,
    Dialogue,
    Duty,
    Invite,
    Message,
    Plan,
    Question,
    Receipt,
    RoleGrant,
    Roll,
    RosterImport,
    Shift,
    Snowfall,
    Standby,
)
from bot.rules.reminders import clock_time
from bot.services import handouts, outbox, people
from bot.services.my_data_service import parts_of_service
from bot.services.my_data_words import Fields, Pen
from bot.texts import LANGUAGES

KEY: Final = "mydata:"
BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it, some phones take Chinese text for something else."""


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
    pen = Pen(session, cadre, cadre.language if cadre.language in LANGUAGES else language, zone)
    head = pen.say("mydata-heading", at=f"{now.astimezone(zone):%Y-%m-%d %H:%M}", name=cadre.name)
    text = head + "\n\n" + json.dumps(gather(pen), ensure_ascii=False, indent=2) + "\n"
    to = outbox.cadre_key(cadre.id)
    handouts.hand_out(
        session,
        to,
        "mydata-file",
        now=now,
        key=f"{KEY}{cadre.id}:{now:%Y%m%d%H%M%S}",
        name=f"{pen.say('mydata-file-name')}-{now.astimezone(zone):%Y%m%d}.txt",
        content=(BYTE_ORDER_MARK + text).encode(),
    )
    people.note(session, now=now, actor=to, action="person.export", subject=to)


def gather(pen: Pen) -> dict[str, Any]:
    """Gather all that is stored about a person, part by part; parts with nothing in them say so by being empty."""
    parts = {
        "roster": _roster(pen),
        "consent": _consent(pen),
        "roles": _roles(pen),
        **parts_of_service(pen),
        "claims": _claims(pen),
        "invites": _invites(pen),
        "tasks": _tasks(pen),
        "plans": _plans(pen),
        "notices": _notices(pen),
        "questions": _questions(pen),
        "audit": _audit(pen),
        "messages": _messages(pen),
        "moment": _moment(pen),
    }
    return {pen.say(f"mydata-part-{name}"): part for name, part in parts.items()}


def _roster(pen: Pen) -> Fields:
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
        language=None if cadre.language is None else pen.known(cadre.language.partition("-")[0], "button-language"),
        reach=cadre.reach,
        since=cadre.reach_changed_at,
        doubles=pen.rows(select(Cadre.roster_no).where(Cadre.merged_into_id == cadre.id).order_by(Cadre.id)) or None,
        seen=cadre.seen_on,
        remind=None if cadre.remind_minute is None else clock_time(cadre.remind_minute),
        silenced=cadre.is_silenced,
    )


def _consent(pen: Pen) -> Fields:
    cadre = pen.cadre
    return pen.fields(
        version=cadre.consent_version,
        agreed=cadre.consented_at,
        refused=cadre.refused_at,
        location=cadre.location_consented_at,
    )


def _roles(pen: Pen) -> list[Fields]:
    grants = pen.rows(select(RoleGrant).where(RoleGrant.cadre_id == pen.cadre.id).order_by(RoleGrant.id))
    return [
        pen.fields(
            role=grant.role,
            unit=pen.unit(grant.unit_id),
            place=pen.site(grant.site_id),
            activity=pen.activity(grant.activity_id),
            granted=grant.granted_at,
            by=pen.actor(grant.granted_by),
            lasts=grant.ends_on,
            ended=grant.revoked_at,
        )
        for grant in grants
    ]


def _claims(pen: Pen) -> list[Fields]:
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
        for claim in pen.rows(mine)
    ]


def _invites(pen: Pen) -> list[Fields]:
    made = pen.rows(select(Invite).where(Invite.cadre_id == pen.cadre.id).order_by(Invite.id))
    return [
        pen.fields(made=each.created_at, expires=each.expires_at, used=each.used_at, ended=each.revoked_at)
        for each in made
    ]


def _tasks(pen: Pen) -> Fields:
    """Count what the person did in a role; what it was about concerns others."""
    own = pen.cadre.id
    return pen.fields(
        led=_count(pen, select(Shift.id).where(Shift.lead_id == own)),
        confirmed=_count(pen, select(Roll.id).where(Roll.confirmed_by == own)),
        called=_count(pen, select(Callout.id).where(or_(Callout.author_id == own, Callout.confirmed_by == own))),
        stood=_count(pen, select(Standby.id).where(Standby.author_id == own)),
        planned=_count(pen, select(Activity.id).where(Activity.made_by == own)),
        wrote=_count(pen, select(Broadcast.id).where(Broadcast.author_id == own)),
        kept=_count(pen, select(BroadcastTemplate.id).where(BroadcastTemplate.kept_by == own)),
        imported=_count(pen, select(RosterImport.id).where(RosterImport.cadre_id == own)),
        took=_count(pen, select(Snowfall.id).where(Snowfall.taken_by == own)),
        duties=_count(pen, select(Duty.held_on).where(or_(Duty.first_id == own, Duty.second_id == own))),
    )


def _plans(pen: Pen) -> list[Fields]:
    """List the activities that the person put together as an organizer, by title and day."""
    mine = pen.rows(select(Plan).where(Plan.author_id == pen.cadre.id).order_by(Plan.id))
    return [
        pen.fields(
            activity=plan.fields.get("title"),
            day=plan.fields.get("day"),
            made=plan.created_at,
            state=plan.state,
        )
        for plan in mine
    ]


def _notices(pen: Pen) -> list[Fields]:
    read = pen.rows(select(Receipt).where(Receipt.cadre_id == pen.cadre.id).order_by(Receipt.read_at))
    return [pen.fields(notice=receipt.broadcast_id, read=receipt.read_at) for receipt in read]


def _questions(pen: Pen) -> list[Fields]:
    """List what the person asked about notices, and what was answered."""
    asked = pen.rows(select(Question).where(Question.cadre_id == pen.cadre.id).order_by(Question.id))
    return [
        pen.fields(
            notice=each.broadcast_id,
            words=each.text or None,
            asked=each.asked_at,
            answer=each.answer or None,
            answered=each.answered_at,
            by=pen.by(each.answered_by),
        )
        for each in asked
    ]


def _audit(pen: Pen) -> list[Fields]:
    """List what was done about the person, and what they did; what theirs was done to concerns others."""
    key = outbox.cadre_key(pen.cadre.id)
    query = select(AuditEntry).where(or_(AuditEntry.subject == key, AuditEntry.actor == key)).order_by(AuditEntry.id)
    entries = []
    for entry in pen.rows(query):
        is_about = entry.subject == key
        changed = {"before": pen.noted(entry.before), "after": pen.noted(entry.after)} if is_about else {}
        entries.append(pen.fields(at=entry.at, act=pen.act(entry.action), by=pen.actor(entry.actor), **changed))
    return entries


def _messages(pen: Pen) -> list[Fields]:
    """List the messages to the person that are still in the outbox; what they said stands in the chat itself."""
    mine = select(Message).where(Message.chat_key == outbox.cadre_key(pen.cadre.id)).order_by(Message.id)
    return [
        pen.fields(message=_kind(pen, row), made=row.created_at, sent=row.started_at, state=row.state)
        for row in pen.rows(mine)
    ]


def _kind(pen: Pen, row: Message) -> str:
    """Say whether a message is a card, or else in which lane it leaves."""
    return pen.say("mydata-message-card" if row.kind.startswith("card.") else f"mydata-message-{row.lane.name.lower()}")


def _moment(pen: Pen) -> Fields:
    """Sum up what stands only for hours or days: a question that waits, wrong codes, cards."""
    account = pen.cadre.telegram_id
    return pen.fields(
        question=pen.session.scalar(select(Dialogue.updated_at).where(Dialogue.telegram_id == account)),
        tries=_count(pen, select(CodeTry.id).where(CodeTry.telegram_id == account)),
        cards=_count(pen, select(Card.id).where(Card.chat_key == outbox.cadre_key(pen.cadre.id))),
    )


def _count(pen: Pen, query: Select[Any]) -> int:
    return pen.session.scalar(select(func.count()).select_from(query.subquery())) or 0
