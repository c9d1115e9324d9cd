"""Texts that organizers keep for the next time: kept by a name, listed, used, dropped."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import BroadcastTemplate, Card
from bot.rules import markup
from bot.rules.rights import Right
from bot.services import broadcast_composing, outbox, people
from bot.services.broadcasts import close_question, draft_of, show_below

SUBJECT: Final = "templates:0"
PER_PAGE: Final = 8
LONGEST_NAME: Final = 40
DROPPING: Final = "drop"
"""The view of the list in which a tap on a name drops it."""


class NameUnfit(Fault):
    """It is no name of 1 to ``limit`` characters."""

    key = "fault-template-name"


class NameTaken(Fault):
    """Another template has this name."""

    key = "fault-template-taken"


class NoSuchTemplate(Fault):
    """It is not there (any more)."""

    key = "fault-template-gone"


def keep(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, name: str) -> None:
    """存为模板: keep the text of a draft by a name; a picture or file is not kept.

    Raises:
        NameUnfit: Empty or too long; another may be written.
        NameTaken: It is another template's.
    """
    by, broadcast = draft_of(session, telegram_id, broadcast_id, now=now)
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise NameUnfit(limit=LONGEST_NAME)
    if session.scalar(select(BroadcastTemplate.id).where(BroadcastTemplate.name == name)) is not None:
        raise NameTaken(name=name)
    template = BroadcastTemplate(name=name, text=broadcast.text, kept_by=by.id, kept_at=now)
    session.add(template)
    session.flush()
    _note(session, by.id, "template.keep", template, now=now)
    close_question(session, telegram_id, now=now)
    broadcast.step = "preview" if broadcast.audience else "audience"
    broadcast.version += 1
    outbox.say(session, outbox.cadre_key(by.id), "template-kept", now=now, is_silent=True, name=name)
    show_below(session, by, broadcast, now=now)


def show(session: Session, *, now: datetime, telegram_id: int, page: int = 0, view: str = "") -> None:
    """用模板: list them, a page at a time; in the view ``DROPPING`` to drop one.

    Raises:
        NoSuchTemplate: There are none, or not so many.
    """
    by = people.require_right(session, telegram_id, Right.BROADCAST)
    if not 0 <= page < pages_of(session) or view not in ("", DROPPING):
        raise NoSuchTemplate
    to = outbox.cadre_key(by.id)
    card = card_of(session, to)
    is_turned = card is not None and (card.page, card.view or "") != (page, view)
    card = outbox.show(session, to, SUBJECT, now=now, anew=not is_turned)
    card.page, card.view = page, view or None


def use(session: Session, *, now: datetime, telegram_id: int, template_id: int) -> int:
    """Begin a draft with a template's text; return its id.

    Raises:
        NoSuchTemplate: It was dropped.
    """
    people.require_right(session, telegram_id, Right.BROADCAST)
    template = session.get(BroadcastTemplate, template_id)
    if template is None:
        raise NoSuchTemplate
    length = markup.length_of(template.text)
    return broadcast_composing.compose(session, now=now, telegram_id=telegram_id, text=template.text, length=length)


def drop(session: Session, *, now: datetime, telegram_id: int, template_id: int) -> None:
    """删除: forget a template.

    Raises:
        NoSuchTemplate: It was dropped before.
    """
    by = people.require_right(session, telegram_id, Right.BROADCAST)
    template = session.get(BroadcastTemplate, template_id)
    if template is None:
        raise NoSuchTemplate
    _note(session, by.id, "template.drop", template, now=now)
    session.delete(template)
    session.flush()
    outbox.refresh(session, SUBJECT, now=now)


def listed(session: Session, page: int) -> list[BroadcastTemplate]:
    """List the templates of a page, by their names."""
    query = select(BroadcastTemplate).order_by(BroadcastTemplate.name, BroadcastTemplate.id)
    return list(session.scalars(query.offset(page * PER_PAGE).limit(PER_PAGE)))


def card_of(session: Session, to: str) -> Card | None:
    """Return the list as it stands in a chat."""
    return outbox.find_card(session, to, SUBJECT)


def pages_of(session: Session) -> int:
    """Count the pages of the list; 0 without any template."""
    return -(-(session.scalar(select(func.count(BroadcastTemplate.id))) or 0) // PER_PAGE)


def _note(session: Session, by: int, action: str, template: BroadcastTemplate, *, now: datetime) -> None:
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(by),
        action=action,
        subject=f"template:{template.id}",
        after={"name": template.name},
    )
