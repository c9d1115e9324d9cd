"""What the bot costs people, messages that rang without having been asked for and taps; told to organizers monthly.

Answers to somebody's own tap or word, and edits of cards, are no burden: they do not ring.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, Final

from sqlalchemy import Integer, Select, case, cast, func, select
from sqlalchemy.orm import Session

from bot.model import (
    CALL_KINDS,
    Activity,
    AnswerChange,
    Cadre,
    Lane,
    Mark,
    Message,
    MessageState,
    Occurrence,
    Receipt,
)
from bot.rules.attendance import MarkSource
from bot.services import occurrences, outbox, people

WEEK: Final = timedelta(days=7)
TOLD_UNTIL_DAY: Final = 7
CAUSES: Final = ("friday", "snow", "broadcast", "other")
OWN_TAPS: Final = (MarkSource.SELF_TAP, MarkSource.MESSAGE, MarkSource.CODE, MarkSource.LOCATION)


@dataclass(frozen=True, slots=True)
class Burden:
    """What a month cost: all messages and taps, per linked person and week, and the weeks of a person at the budget.

    ``most`` is the largest number of one person in one week. ``by_cause`` counts the messages of ``friday`` (any
    planned activity), ``snow``, ``broadcast`` and ``other``.
    """

    people: int
    messages: int
    taps: int
    weeks: float
    most: int
    over_budget: int
    by_cause: dict[str, int]

    def each_week(self, count: int) -> str:
        """Write a count as what one person has of it in a week, with one decimal."""
        return f"{count / (self.people * self.weeks):.1f}" if self.people else "0.0"


def _rung(since: datetime, until: datetime) -> Select[str]:
    return select(Message.chat_key).where(
        Message.state == MessageState.SENT,
        Message.lane > Lane.REPLY,
        Message.is_silent.is_(False),
        Message.chat_key.startswith("cadre:"),
        Message.finished_at >= since,
        Message.finished_at < until,
    )


def of_period(session: Session, *, since: datetime, until: datetime, budget: int) -> Burden:
    """Count what a stretch of time cost.

    Args:
        session: Read only.
        since: From when on, aware.
        until: The first moment behind it.
        budget: So many messages of one person in seven days are too many.
    """
    most = over = 0
    begin = since
    while begin < until:
        each = _rung(begin, min(begin + WEEK, until)).with_only_columns(func.count().label("n"))
        counts = each.group_by(Message.chat_key).subquery()
        row = session.execute(
            select(func.max(counts.c.n), func.sum(case((counts.c.n >= budget, 1), else_=0))).select_from(counts)
        ).one()
        most, over = max(most, row[0] or 0), over + (row[1] or 0)
        begin += WEEK
    causes = _by_cause(session, since, until)
    linked = select(func.count()).select_from(Cadre).where(Cadre.telegram_id.is_not(None), Cadre.left_on.is_(None))
    return Burden(
        people=session.scalar(linked) or 0,
        messages=sum(causes.values()),
        taps=_taps(session, since, until),
        weeks=(until - since) / WEEK,
        most=most,
        over_budget=over,
        by_cause=causes,
    )


def _by_cause(session: Session, since: datetime, until: datetime) -> dict[str, int]:
    cause = case(
        (Message.broadcast_id.is_not(None), "broadcast"),
        (Activity.kind.in_(CALL_KINDS), "snow"),
        (Activity.id.is_not(None), "friday"),
        else_="other",
    )
    query = _rung(since, until).with_only_columns(cause, cast(func.count(), Integer))
    rows = session.execute(query.outerjoin(Activity, Activity.id == Message.activity_id).group_by(cause))
    return {name: count for name, count in rows}  # noqa: C416 - rows are no pairs


def _taps(session: Session, since: datetime, until: datetime) -> int:
    """Count what people did themselves: answers, marks of their own, and 收到."""
    own = (
        select(func.count())
        .select_from(AnswerChange)
        .where(AnswerChange.at >= since, AnswerChange.at < until, AnswerChange.source.in_(OWN_TAPS)),
        select(func.count())
        .select_from(Mark)
        .where(Mark.recorded_at >= since, Mark.recorded_at < until, Mark.source.in_(OWN_TAPS)),
        select(func.count()).select_from(Receipt).where(Receipt.read_at >= since, Receipt.read_at < until),
    )
    return sum(session.scalar(query) or 0 for query in own)


def month_due(session: Session, *, now: datetime, zone: tzinfo) -> date | None:
    """Return the first day of the month that is to be told of now: the last one, in the first week of the next."""
    today = now.astimezone(zone).date()
    first_on = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    if today.day > TOLD_UNTIL_DAY:
        return None
    key = _key(first_on)
    return first_on if session.scalar(select(Occurrence.id).where(Occurrence.key == key)) is None else None


def _key(first_on: date) -> str:
    return f"burden:{first_on:%Y-%m}"


def tell(session: Session, *, now: datetime, zone: tzinfo, first_on: date, budget: int) -> int:
    """Tell the organizers what a month cost people, once, if anything; return how many were told."""
    if not occurrences.note_done(session, _key(first_on), now=now):
        return 0
    since = datetime.combine(first_on, time(0), tzinfo=zone)
    until = datetime.combine((first_on.replace(day=28) + timedelta(days=4)).replace(day=1), time(0), tzinfo=zone)
    cost = of_period(session, since=since, until=until, budget=budget)
    if not cost.messages:
        return 0
    causes: dict[str, Any] = {cause: cost.by_cause.get(cause, 0) for cause in CAUSES}
    told = people.planners(session)
    for cadre_id in told:
        outbox.say(
            session,
            outbox.cadre_key(cadre_id),
            "burden-report",
            now=now,
            lane=Lane.BULK,
            is_silent=True,
            dedup=f"{_key(first_on)}:{cadre_id}",
            month=outbox.Term(f"format-month-{first_on.month}"),
            people=cost.people,
            messages=cost.messages,
            mean=cost.each_week(cost.messages),
            taps=cost.each_week(cost.taps),
            most=cost.most,
            budget=budget,
            over=cost.over_budget,
            **causes,
        )
    return len(told)
