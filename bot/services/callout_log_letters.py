"""Sending the log of a call, once, to those who may call out: a picture, and the workbook with its persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import OperatorSettings
from bot.model import Attachment, Callout, CalloutState, Lane, Occurrence, OccurrenceState
from bot.rules.callout_log import CallLog
from bot.services import occurrences, outbox, people, summary_letters, weather_watch
from bot.services.summary_letters import Files, Reader
from bot.services.summary_texts import say
from bot.texts.formats import NOTHING

PREFIX: Final = "callout-log:"
SENT_WITHIN: Final = timedelta(days=1)
"""The log of a call that ended earlier is not sent any more."""
EXPIRES_AFTER: Final = timedelta(days=3)


def due(session: Session, *, now: datetime) -> list[int]:
    """List the calls that ended within the last day, not by a cancellation, and whose log was not sent yet."""
    ended = (
        select(Callout.id)
        .where(Callout.state == CalloutState.ENDED, Callout.ended_at > now - SENT_WITHIN)
        .order_by(Callout.id)
    )
    calls = session.scalars(ended).all()
    return [callout_id for callout_id in calls if not occurrences.stands(session, f"{PREFIX}{callout_id}")]


def readers(session: Session, operator: OperatorSettings) -> list[Reader]:
    """List who gets the log: everybody who may call out and can be reached."""
    return [
        Reader(outbox.cadre_key(cadre.id), cadre.language or operator.language)
        for cadre in weather_watch.organizers(session)
    ]


def send(
    session: Session,
    *,
    now: datetime,
    callout_id: int,
    log: CallLog,
    files: Mapping[str, Files],
    to: Sequence[Reader],
    operator: OperatorSettings,
) -> bool:
    """Send the log to its readers, once; occurrence, files, rows and audit stand in one transaction.

    Args:
        session: The transaction.
        now: When it is sent.
        callout_id: The call.
        log: What was gathered.
        files: Picture and workbook by language; readers of a language without get the text alone.
        to: Who gets it, in private.
        operator: Whose zone names the day in the files' names.

    Returns:
        Whether it was sent; False when it had been sent meanwhile.
    """
    if occurrences.stands(session, f"{PREFIX}{callout_id}"):
        return False
    day = f"{log.called_at.astimezone(operator.zone):%Y-%m-%d}"
    for reader in to:
        made = _attach(session, reader.language, files, callout_id, day, is_drill=log.is_drill, now=now)
        picture, workbook = made or (None, None)
        _say(session, reader, "callout-log", callout_id, now=now, attachment=picture, **_figures(log))
        if workbook is not None:
            called = outbox.DayAndTime(log.called_at)
            persons, drill = len(log.persons), int(log.is_drill)
            more: dict[str, Any] = {"called": called, "persons": persons, "drill": drill}
            _say(session, reader, "callout-log-workbook", callout_id, now=now, attachment=workbook, **more)
    session.add(
        Occurrence(
            key=f"{PREFIX}{callout_id}",
            due_at=log.ended_at,
            started_at=now,
            finished_at=now,
            state=OccurrenceState.DONE,
            outcome={"readers": len(to), "files": sorted(files)},
        )
    )
    people.note(
        session,
        now=now,
        actor="system",
        action="callout.log",
        subject=f"callout:{callout_id}",
        after={"readers": [reader.to for reader in to], "rows": len(log.persons) if files else 0},
    )
    return True


def _attach(
    session: Session,
    language: str,
    files: Mapping[str, Files],
    callout_id: int,
    day: str,
    *,
    is_drill: bool,
    now: datetime,
) -> tuple[Attachment, Attachment] | None:
    """Keep the files of a language, once for all its readers."""
    if (made := files.get(language)) is None:
        return None

    def keep(part: str, content: bytes, kind: str) -> Attachment:
        name = say(language, f"callout-log-file-{part}", day=day, drill=int(is_drill))
        return outbox.attach(
            session, f"{PREFIX}{callout_id}:{part}:{language}", name=name, kind=kind, content=content, now=now
        )

    return keep("chart", made.chart, "photo"), keep("workbook", made.workbook, "document")


def _say(session: Session, reader: Reader, kind: str, callout_id: int, *, now: datetime, **more: Any) -> None:
    outbox.say(
        session,
        reader.to,
        kind,
        now=now,
        lane=Lane.BULK,
        dedup=f"{kind}:{callout_id}:{reader.to}",
        expires_at=now + EXPIRES_AFTER,
        is_silent=True,
        **more,
    )


def _figures(log: CallLog) -> dict[str, Any]:
    def after(moment: datetime | None) -> outbox.Span | str:
        minutes = log.after(moment)
        return NOTHING if minutes is None else outbox.Span(minutes)

    totals, reached = log.totals, log.reached
    return {
        "drill": int(log.is_drill),
        "called": outbox.DayAndTime(log.called_at),
        "first": after(reached.first_at),
        "half": after(reached.half_at),
        "full": after(reached.full_at),
        "rung": totals.asked,
        "quota": totals.quota,
        "came": totals.on_spot,
        "hours": f"{totals.hours}",
    }


def forget_files(session: Session, *, now: datetime) -> int:
    """Empty the files of logs that were sent long ago, as those of summaries; return how many."""
    return summary_letters.forget_files(session, now=now, prefix=PREFIX)
